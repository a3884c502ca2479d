using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Quant.Data.Formats;

/// <summary>What the bytes of one field mean; never by culture, never by guess.</summary>
internal static class FieldText
{
    private const int LongestNumber = 40;
    private const int ExactDigits = 15;

    private static readonly SearchValues<byte> NumberCharacters = SearchValues.Create("0123456789+-.eE"u8);

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out TradeDate date)
    {
        date = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-')
            return false;
        int year = Digits(text[..4]);
        int month = Digits(text[5..7]);
        int day = Digits(text[8..]);
        bool read = year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        if (read)
            date = new TradeDate(new DateOnly(year, month, day));
        return read;
    }

    /// <summary>Reads a finite decimal number, to the nearest double.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out double value) =>
        TryShortNumber(text, out value) || TryAnyNumber(text, out value);

    /// <summary>A field as it may be shown in a message: short, and without control characters.</summary>
    public static string Printable(ReadOnlySpan<byte> field)
    {
        string text = Encoding.UTF8.GetString(field.Length > 60 ? field[..60] : field);
        string shown = string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
        return field.Length > 60 ? shown + "…" : shown;
    }

    /// <summary>A whole number as text.</summary>
    public static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Up to 15 digits and as many decimals: the quotient of two exact doubles is the nearest double (Clinger, 1990).
    private static bool TryShortNumber(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<byte> rest = negative ? text[1..] : text;
        long digits = 0;
        int point = -1;
        if (rest.Length is 0 or > ExactDigits + 1)
            return false;
        for (int index = 0; index < rest.Length; index++)
        {
            int digit = rest[index] - '0';
            if (digit is >= 0 and <= 9)
                digits = (digits * 10) + digit;
            else if (rest[index] == '.' && point < 0 && index > 0 && index < rest.Length - 1)
                point = index;
            else
                return false;
        }

        if (point < 0 && rest.Length > ExactDigits)
            return false;
        value = point < 0 ? digits : digits / PowersOfTen[rest.Length - point - 1];
        value = negative ? -value : value;
        return true;
    }

    private static bool TryAnyNumber(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > LongestNumber || text.ContainsAnyExcept(NumberCharacters))
            return false;
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && double.IsFinite(value)
            && text[0] != '.' && text[^1] != '.';
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int value = 0;
        foreach (byte character in text)
        {
            if (character is < (byte)'0' or > (byte)'9')
                return -1;
            value = (value * 10) + character - '0';
        }

        return value;
    }
}
