namespace Quant.Operations.Migration;

/// <summary>Reads numbers as QuantPits writes them: binary floating-point numbers in text.</summary>
internal static class QuantPitsNumber
{
    // Sums of a few thousand binary amounts stray by far less than this from whole cents.
    private const decimal Stray = 0.000001m;

    /// <summary>An amount that is whole cents but for what binary numbers stray.</summary>
    public static bool TryAmount(string text, out Money amount)
    {
        amount = Money.Zero;
        if (!TryNumber(text, out decimal value))
            return false;
        decimal cents = decimal.Round(value, 2, MidpointRounding.AwayFromZero);
        amount = Money.FromDecimal(cents);
        return Math.Abs(value - cents) <= Stray;
    }

    /// <summary>Whether an amount is not written in whole cents.</summary>
    public static bool IsRounded(string text) => TryNumber(text, out decimal value) && decimal.Round(value, 2) != value;

    /// <summary>A whole number, perhaps written with a point and zeros.</summary>
    public static bool TryShares(string text, out long shares)
    {
        bool read = TryNumber(text, out decimal value) && decimal.IsInteger(value) && Math.Abs(value) < 1e12m;
        shares = read ? (long)value : 0;
        return read;
    }

    /// <summary>A plain decimal number below 1e15.</summary>
    public static bool TryNumber(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
        && Math.Abs(value) < 1e15m;

    /// <summary><c>SH600519</c>, or six digits of which the first tells the exchange.</summary>
    public static bool TryInstrument(string text, out InstrumentId instrument)
    {
        string venue = text.Length == 6 && text.All(char.IsAsciiDigit)
            ? text[0] switch { '6' => "SH", '0' or '3' => "SZ", _ => "" }
            : "";
        return InstrumentId.TryParse(venue.Length > 0 ? $"{text}.{venue}" : text, out instrument);
    }
}
