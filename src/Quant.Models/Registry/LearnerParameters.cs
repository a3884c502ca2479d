namespace Quant.Models.Registry;

/// <summary>A model's parameters, read by type: every mistake names the model, the key and what was expected.</summary>
/// <param name="spec">The model.</param>
public sealed class LearnerParameters(ModelSpec spec)
{
    private readonly SortedSet<string> asked = new(StringComparer.Ordinal);

    /// <summary>A finite number within bounds, both included, or the default where the key is absent.</summary>
    /// <exception cref="InputException">The value is no number or lies outside the bounds.</exception>
    public double Number(string key, double otherwise, double least, double most)
    {
        asked.Add(key);
        if (!spec.Parameters.TryGetValue(key, out string? text))
            return otherwise;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) && value >= least && value <= most
            ? value
            : throw Wrong(
                key, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), $"'{text}'");
    }

    /// <summary>A whole number within bounds, both included, or the default where the key is absent.</summary>
    /// <exception cref="InputException">The value is no whole number or lies outside the bounds.</exception>
    public int Whole(string key, int otherwise, int least, int most)
    {
        asked.Add(key);
        if (!spec.Parameters.TryGetValue(key, out string? text))
            return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= least && value <= most
            ? value
            : throw Wrong(
                key, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
                $"'{text}'");
    }

    /// <summary>Whole numbers with commas between, each within bounds, or the default where the key is absent.</summary>
    /// <exception cref="InputException">There is none, or one is no whole number or lies outside the bounds.</exception>
    public ImmutableArray<int> Wholes(string key, ImmutableArray<int> otherwise, int least, int most)
    {
        asked.Add(key);
        if (!spec.Parameters.TryGetValue(key, out string? text))
            return otherwise;
        var values = ImmutableArray.CreateBuilder<int>();
        foreach (string part in text.Split(','))
        {
            bool isWhole = int.TryParse(
                part.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value);
            if (!isWhole || value < least || value > most)
                throw Wrong(
                    key, string.Create(CultureInfo.InvariantCulture, $"whole numbers from {least} to {most}"),
                    $"'{text}'");
            values.Add(value);
        }

        return values.ToImmutable();
    }

    /// <summary>Text as it is written, or the default where the key is absent.</summary>
    public string Text(string key, string otherwise)
    {
        asked.Add(key);
        return spec.Parameters.TryGetValue(key, out string? text) ? text : otherwise;
    }

    /// <summary>One of some words, or the first where the key is absent.</summary>
    /// <exception cref="InputException">The value is another word.</exception>
    public string Choice(string key, params ReadOnlySpan<string> words)
    {
        asked.Add(key);
        if (!spec.Parameters.TryGetValue(key, out string? text))
            return words[0];
        return words.Contains(text) ? text : throw Wrong(key, string.Join(" or ", words!), $"'{text}'");
    }

    /// <summary><c>true</c> or <c>false</c>, or the default where the key is absent.</summary>
    /// <exception cref="InputException">The value is something else.</exception>
    public bool Flag(string key, bool otherwise)
    {
        asked.Add(key);
        if (!spec.Parameters.TryGetValue(key, out string? text))
            return otherwise;
        return bool.TryParse(text, out bool value) ? value : throw Wrong(key, "true or false", $"'{text}'");
    }

    /// <summary>Every parameter as a finite number, by key.</summary>
    /// <exception cref="InputException">A value is no number.</exception>
    public ImmutableSortedDictionary<string, double> Numbers() => spec.Parameters.Keys.ToImmutableSortedDictionary(
        key => key, key => Number(key, double.NaN, double.MinValue, double.MaxValue), StringComparer.Ordinal);

    /// <summary>Refuses keys that nothing asked for.</summary>
    /// <exception cref="InputException">There is such a key.</exception>
    public void RequireNoOthers()
    {
        foreach (string key in spec.Parameters.Keys)
        {
            if (!asked.Contains(key))
                throw Wrong(key, $"a parameter of {spec.Algorithm}", $"'{key}'", NearestName.Remedy(key, asked));
        }
    }

    /// <summary>The error for a parameter that cannot be used.</summary>
    public InputException Wrong(string key, string expected, string found, string remedy = "Correct the value.") =>
        new("config/model_registry.yaml", $"models.{spec.Name}.parameters.{key}", expected, found, remedy);
}
