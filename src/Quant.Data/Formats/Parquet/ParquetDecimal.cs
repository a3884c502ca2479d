namespace Quant.Data.Formats.Parquet;

/// <summary>
/// Moves numbers between <see cref="decimal"/> and the unscaled form of a decimal column, exactly or not at all.
/// </summary>
public static class ParquetDecimal
{
    /// <summary>The most digits that are supported.</summary>
    public const int MaxPrecision = 38;

    private static readonly Int128[] Powers = MakePowers();

    /// <summary>The unscaled form of <paramref name="value"/>: 12.5 at scale 2 is 1250.</summary>
    /// <exception cref="ArgumentException">
    /// The value has more digits after the point than <paramref name="scale"/>.
    /// </exception>
    /// <exception cref="OverflowException">The result has more than 38 digits.</exception>
    public static Int128 Unscaled(decimal value, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, MaxPrecision);
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(value, parts);
        Int128 whole = new(unchecked((uint)parts[2]), unchecked((uint)parts[1] * 0x1_0000_0000UL + (uint)parts[0]));
        int shift = scale - value.Scale;
        if (shift >= 0)
            whole = checked(whole * Powers[shift]);
        else
        {
            (whole, Int128 rest) = Int128.DivRem(whole, Powers[-shift]);
            if (rest != 0)
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture, $"{value} has more than {scale} digits after the point."),
                    nameof(value));
            }
        }

        return value < 0 ? -whole : whole;
    }

    /// <summary>
    /// The number that <paramref name="unscaled"/> stands for, if <see cref="decimal"/> can hold it exactly.
    /// </summary>
    /// <param name="unscaled">The value of a decimal column.</param>
    /// <param name="scale">The column's <see cref="ParquetColumn.Scale"/>.</param>
    /// <param name="value">The number, or zero.</param>
    /// <returns>False if the number needs more than 96 bits or more than 28 digits after the point.</returns>
    public static bool TryToDecimal(Int128 unscaled, int scale, out decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        value = 0;
        while (scale > 0 && (scale > 28 || !Fits(unscaled)))
        {
            (Int128 shorter, Int128 digit) = Int128.DivRem(unscaled, 10);
            if (digit != 0)
                return false;
            (unscaled, scale) = (shorter, scale - 1);
        }

        if (!Fits(unscaled))
            return false;
        UInt128 size = (UInt128)(unscaled < 0 ? -unscaled : unscaled);
        value = unchecked(
            new decimal((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), unscaled < 0, (byte)scale));
        return true;
    }

    /// <summary>Whether a number has no more than <paramref name="precision"/> digits.</summary>
    internal static bool HasAtMost(Int128 unscaled, int precision) =>
        unscaled < Powers[precision] && unscaled > -Powers[precision];

    /// <summary>The fewest bytes of a signed number with <paramref name="precision"/> digits.</summary>
    internal static int BytesFor(int precision)
    {
        int bytes = 1;
        while (bytes < 16 && Powers[precision] - 1 > (Int128.One << (8 * bytes - 1)) - 1)
            bytes++;
        return bytes;
    }

    private static bool Fits(Int128 unscaled) => unscaled < Int128.One << 96 && unscaled > -(Int128.One << 96);

    private static Int128[] MakePowers()
    {
        var powers = new Int128[MaxPrecision + 1];
        powers[0] = 1;
        for (int digits = 1; digits < powers.Length; digits++)
            powers[digits] = powers[digits - 1] * 10;
        return powers;
    }
}
