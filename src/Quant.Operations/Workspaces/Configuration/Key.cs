namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Makes the keys of the configuration, one method a kind of value.</summary>
/// <remarks>A key made without a default must be written.</remarks>
internal static class Key
{
    /// <summary>Free text on one line, such as a name.</summary>
    public static ConfigKey<string> Text(string name, string? fallback, string meaning, string expected = "text") =>
        new(name, expected, fallback, meaning, fallback ?? "", ReadText);

    /// <summary>A name made of letters, digits, <c>_</c>, <c>-</c> and <c>.</c>.</summary>
    public static ConfigKey<string> Name(string name, string? fallback, string meaning) => new(
        name, "a name of letters, digits, '_', '-' and '.'", fallback, meaning, fallback ?? "", ReadName);

    /// <summary>One of some words; case does not matter and the canonical word is given.</summary>
    public static ConfigKey<string> Choice(string name, string? fallback, string meaning, params ImmutableArray<string> words)
    {
        bool Read(ConfigNode node, out string value, out ConfigNode culprit)
        {
            culprit = node;
            string text = node is ConfigScalar { Kind: not ScalarKind.Null } scalar ? scalar.Text : "";
            value = words.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) ?? "";
            return value.Length > 0;
        }

        return new(name, string.Join(" or ", words), fallback, meaning, fallback ?? "", Read);
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static ConfigKey<bool> Flag(string name, bool fallback, string meaning) => new(
        name, "true or false", fallback ? "true" : "false", meaning, fallback, ReadFlag);

    /// <summary>A whole number in a range.</summary>
    public static ConfigKey<int> Whole(string name, int fallback, int least, int most, string meaning)
    {
        bool Read(ConfigNode node, out int value, out ConfigNode culprit)
        {
            culprit = node;
            value = 0;
            return node is ConfigScalar { Kind: ScalarKind.Number } scalar
                && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
                && value >= least && value <= most;
        }

        return new(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
            fallback.ToString(CultureInfo.InvariantCulture), meaning, fallback, Read);
    }

    /// <summary>An exact decimal number in a range.</summary>
    public static ConfigKey<decimal> Decimal(string name, decimal fallback, decimal least, decimal most, string meaning)
    {
        bool Read(ConfigNode node, out decimal value, out ConfigNode culprit)
        {
            culprit = node;
            value = 0;
            return node is ConfigScalar { Kind: ScalarKind.Number } scalar && ReadDecimal(scalar.Text, out value)
                && value >= least && value <= most;
        }

        return new(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
            fallback.ToString(CultureInfo.InvariantCulture), meaning, fallback, Read);
    }

    /// <summary>A floating-point number in a range.</summary>
    public static ConfigKey<double> Number(string name, double fallback, double least, double most, string meaning)
    {
        bool Read(ConfigNode node, out double value, out ConfigNode culprit)
        {
            culprit = node;
            value = 0;
            return node is ConfigScalar { Kind: ScalarKind.Number } scalar
                && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
                && double.IsFinite(value) && value >= least && value <= most;
        }

        return new(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
            fallback.ToString("R", CultureInfo.InvariantCulture), meaning, fallback, Read);
    }

    /// <summary>An amount of money, exact to the cent, not negative.</summary>
    public static ConfigKey<Money> Amount(string name, Money? fallback, string meaning)
    {
        bool Read(ConfigNode node, out Money value, out ConfigNode culprit) =>
            ReadMoney(node, out value, out culprit) && value >= Money.Zero;
        return new(name, "an amount of at least 0 with at most two decimals", fallback?.ToString(), meaning, fallback ?? Money.Zero, Read);
    }

    /// <summary>A date as <c>yyyy-MM-dd</c>; without it, null.</summary>
    public static ConfigKey<TradeDate?> Date(string name, string? without, string meaning) => new(
        name, "a date as yyyy-MM-dd", without, meaning, null, ReadDate);

    /// <summary>An instrument.</summary>
    public static ConfigKey<InstrumentId> Instrument(string name, InstrumentId fallback, string meaning)
    {
        bool Read(ConfigNode node, out InstrumentId value, out ConfigNode culprit)
        {
            culprit = node;
            value = default;
            return node is ConfigScalar { Kind: ScalarKind.Text } scalar && InstrumentId.TryParse(scalar.Text, out value);
        }

        return new(name, "an instrument such as SH000300 or 000300.SH", fallback.QlibCode, meaning, fallback, Read);
    }

    /// <summary>A list of names.</summary>
    public static ConfigKey<ImmutableArray<string>> Names(string name, bool required, string meaning)
    {
        bool Read(ConfigNode node, out ImmutableArray<string> value, out ConfigNode culprit)
        {
            culprit = node;
            value = [];
            if (node is not ConfigList list)
                return false;
            var names = ImmutableArray.CreateBuilder<string>();
            foreach (ConfigNode item in list.Items)
            {
                if (!ReadText(item, out string text, out culprit))
                    return false;
                names.Add(text);
            }

            value = names.ToImmutable();
            return !required || value.Length > 0;
        }

        return new(name, required ? "a list of at least one name" : "a list of names", required ? null : "[]", meaning, [], Read);
    }

    /// <summary>Any value, read further by hand.</summary>
    public static ConfigKey<ConfigNode?> Any(string name, string expected, string? fallback, string meaning)
    {
        static bool Read(ConfigNode node, out ConfigNode? value, out ConfigNode culprit)
        {
            (value, culprit) = (node, node);
            return true;
        }

        return new(name, expected, fallback, meaning, null, Read);
    }

    /// <summary>A key of QuantPits or Qlib that is read and has no effect here.</summary>
    public static ConfigKey<ConfigNode?> Unused(string name, string why) =>
        Any(name, "anything", "", $"Accepted and without effect: {why}");

    /// <summary>Reads an amount that may be negative.</summary>
    public static bool ReadMoney(ConfigNode node, out Money value, out ConfigNode culprit)
    {
        culprit = node;
        value = Money.Zero;
        if (node is not ConfigScalar { Kind: ScalarKind.Number } scalar || !ReadDecimal(scalar.Text, out decimal amount)
            || Math.Abs(amount) > 1_000_000_000_000m || !decimal.IsInteger(amount * 100m))
            return false;
        value = Money.FromDecimal(amount);
        return true;
    }

    private static bool ReadText(ConfigNode node, out string value, out ConfigNode culprit)
    {
        culprit = node;
        value = node is ConfigScalar { Kind: ScalarKind.Text } scalar ? scalar.Text : "";
        return value.Length is > 0 and <= 1000 && !value.Any(char.IsControl);
    }

    private static bool ReadName(ConfigNode node, out string value, out ConfigNode culprit) =>
        ReadText(node, out value, out culprit) && IsName(value);

    /// <summary>Whether a text can name a model, a combination or a data set: it becomes part of file names.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= 80 && char.IsAsciiLetterOrDigit(text[0])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.')
        && !text.EndsWith('.') && !text.Contains("..", StringComparison.Ordinal);

    private static bool ReadFlag(ConfigNode node, out bool value, out ConfigNode culprit)
    {
        culprit = node;
        ConfigScalar? scalar = node as ConfigScalar;
        value = scalar is not null && scalar.Text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return scalar is { Kind: ScalarKind.Boolean };
    }

    private static bool ReadDate(ConfigNode node, out TradeDate? value, out ConfigNode culprit)
    {
        culprit = node;
        bool read = TradeDate.TryParse((node as ConfigScalar)?.Text ?? "", out TradeDate date);
        value = read ? date : null;
        return read;
    }

    private static bool ReadDecimal(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
