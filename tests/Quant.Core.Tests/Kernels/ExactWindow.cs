using System.Numerics;

namespace Quant.Core.Tests.Kernels;

/// <summary>Statistics of a window in whole numbers of any length: nothing is rounded before the last step.</summary>
internal sealed class ExactWindow
{
    private readonly BigInteger sum;
    private readonly BigInteger squares;
    private readonly BigInteger positions;
    private readonly BigInteger positionSquares;
    private readonly BigInteger products;
    private readonly BigInteger newest;
    private readonly int newestPosition;
    private readonly int exponent;

    /// <summary>Takes what is finite of a window, oldest first.</summary>
    public ExactWindow(ReadOnlySpan<double> values)
    {
        exponent = int.MaxValue;
        foreach (double value in values)
            exponent = double.IsFinite(value) && value != 0 ? Math.Min(exponent, Math.ILogB(value) - 52) : exponent;
        exponent = exponent == int.MaxValue ? 0 : exponent;
        newestPosition = values.Length - 1;
        for (int position = 0; position < values.Length; position++)
        {
            if (!double.IsFinite(values[position]))
                continue;
            Count++;
            newest = Whole(values[position]);
            sum += newest;
            squares += newest * newest;
            positions += position;
            positionSquares += position * position;
            products += position * newest;
        }

        IsNewestKnown = values.Length > 0 && double.IsFinite(values[^1]);
    }

    public int Count { get; }

    public bool IsNewestKnown { get; }

    public double Sum => Count == 0 ? double.NaN : Ratio(sum, 1, exponent);

    public double Mean => Count == 0 ? double.NaN : Ratio(sum, Count, exponent);

    public double Deviation => Count < 2 ? double.NaN : Math.Sqrt(Ratio(Spread, (BigInteger)Count * (Count - 1), 2 * exponent));

    public double Slope => Count < 2 ? double.NaN : Ratio(CoSpread, PositionSpread, exponent);

    public double RSquare => Count < 2 || Spread.IsZero ? double.NaN : Ratio(CoSpread * CoSpread, Spread * PositionSpread, 0);

    public double Residual => Count < 2 || !IsNewestKnown ? double.NaN : Ratio(
        (PositionSpread * ((Count * newest) - sum)) - (CoSpread * ((Count * newestPosition) - positions)), Count * PositionSpread, exponent);

    private BigInteger Spread => (Count * squares) - (sum * sum);

    private BigInteger PositionSpread => (Count * positionSquares) - (positions * positions);

    private BigInteger CoSpread => (Count * products) - (positions * sum);

    private BigInteger Whole(double value)
    {
        if (value == 0)
            return BigInteger.Zero;
        int own = Math.ILogB(value) - 52;
        return (BigInteger)Math.ScaleB(value, -own) << (own - exponent);
    }

    private static double Ratio(BigInteger numerator, BigInteger denominator, int exponent)
    {
        int shift = Math.Max(0, 100 - (int)(numerator.GetBitLength() - denominator.GetBitLength()));
        return Math.ScaleB((double)((numerator << shift) / denominator), exponent - shift);
    }
}
