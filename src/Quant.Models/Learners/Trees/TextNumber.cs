namespace Quant.Models.Learners.Trees;

/// <summary>Numbers as C's <c>%g</c> writes them, which is how LightGBM writes its model files.</summary>
internal static class TextNumber
{
    /// <summary>Six significant digits: gains and node statistics.</summary>
    public static string Short(double value) => General(value, 6);

    /// <summary>Seventeen significant digits: what must be read back to the last bit.</summary>
    public static string Exact(double value) => General(value, 17);

    /// <summary>Reads a decimal number, or <c>inf</c> and <c>nan</c> with either sign.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && (double.IsFinite(value) || char.IsAsciiDigit(text[^1]) || text[^1] == '.'))
            return double.IsFinite(value);
        ReadOnlySpan<char> bare = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        bool negative = text.Length > 0 && text[0] == '-';
        value = bare switch
        {
            "inf" => negative ? double.NegativeInfinity : double.PositiveInfinity,
            "nan" => double.NaN,
            _ => 0,
        };
        return value != 0;
    }

    // ISO C 7.21.6.1: the style with an exponent below 1e-4 and from 10^digits on, without trailing zeros.
    private static string General(double value, int digits)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        string scientific = value.ToString(digits == 6 ? "E5" : "E16", CultureInfo.InvariantCulture);
        int mark = scientific.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(scientific.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string sign = scientific[0] == '-' ? "-" : "";
        string significant = scientific[sign.Length..mark].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        if (significant.Length == 0)
            return sign + "0";
        if (exponent < -4 || exponent >= digits)
        {
            string fraction = significant.Length > 1 ? "." + significant[1..] : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{sign}{significant[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0)
            return sign + "0." + new string('0', -exponent - 1) + significant;
        if (significant.Length <= exponent + 1)
            return sign + significant.PadRight(exponent + 1, '0');
        return sign + significant[..(exponent + 1)] + "." + significant[(exponent + 1)..];
    }
}
