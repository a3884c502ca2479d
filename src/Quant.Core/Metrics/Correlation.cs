namespace Quant.Metrics;

/// <summary>Pearson's correlation of two series.</summary>
public static class Correlation
{
    /// <summary>The correlation of as many pairs as both hold; none is NaN.</summary>
    /// <remarks>Two passes, summed in order. Fewer than two pairs, or a side that does not vary: NaN.</remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException("Both series must have the same length.", nameof(right));
        if (left.Length < 2 || !Varies(left) || !Varies(right))
            return double.NaN;

        double leftMean = Mean(left);
        double rightMean = Mean(right);
        double leftSquares = 0;
        double rightSquares = 0;
        double products = 0;
        for (int index = 0; index < left.Length; index++)
        {
            double x = left[index] - leftMean;
            double y = right[index] - rightMean;
            leftSquares += x * x;
            rightSquares += y * y;
            products += x * y;
        }

        // One root of the product is exact where the correlation is; two roots survive products out of range.
        double product = leftSquares * rightSquares;
        double scale = double.IsNormal(product) ? Math.Sqrt(product) : Math.Sqrt(leftSquares) * Math.Sqrt(rightSquares);
        return scale > 0 ? Math.Clamp(products / scale, -1, 1) : double.NaN;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    // Asked of the values themselves: the mean of equal numbers may differ from them in the last bit.
    private static bool Varies(ReadOnlySpan<double> values) => values.IndexOfAnyExcept(values[0]) >= 0;
}
