using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quant.Models.Ensembles.Search;

/// <summary>The running value, drawdown and sums of many combinations, side by side in vectors.</summary>
internal sealed class HoldingTotals
{
    private readonly double[] bases;
    private readonly double[] closes;
    private readonly double[] peaks;
    private readonly double[] drawdowns;
    private readonly double[] sums;
    private readonly double[] squares;
    private readonly double[] excess;
    private readonly double[] excessSquares;

    /// <param name="most">A multiple of 4.</param>
    public HoldingTotals(int most) => (bases, closes, peaks, drawdowns, sums, squares, excess, excessSquares) = (
        new double[most], new double[most], new double[most], new double[most],
        new double[most], new double[most], new double[most], new double[most]);

    /// <summary>Begins with a value of 1.</summary>
    public void Clear()
    {
        foreach (double[] ones in (double[][])[bases, closes, peaks])
            ones.AsSpan().Fill(1);
        foreach (double[] zeros in (double[][])[drawdowns, sums, squares, excess, excessSquares])
            zeros.AsSpan().Clear();
    }

    /// <summary>Adds a period to the first <paramref name="count"/> combinations.</summary>
    /// <param name="count">How many combinations.</param>
    /// <param name="costs">The fraction of the value that trading cost at its beginning.</param>
    /// <param name="growth">The growth at each close and then at the sale, <paramref name="stride"/> apart.</param>
    /// <param name="stride">The distance from one close to the next.</param>
    /// <param name="benchmark">The benchmark's returns: as many as there are closes.</param>
    public void Add(int count, double[] costs, double[] growth, int stride, ReadOnlySpan<double> benchmark)
    {
        for (int at = 0; at < count; at += Vector256<double>.Count)
        {
            nuint slot = (nuint)at;
            Vector256<double> start = Load(bases, slot) * (Vector256<double>.One - Load(costs, slot));
            Vector256<double> close = Load(closes, slot);
            Vector256<double> peak = Load(peaks, slot);
            Vector256<double> drawdown = Load(drawdowns, slot);
            Vector256<double> sum = Load(sums, slot);
            Vector256<double> square = Load(squares, slot);
            Vector256<double> over = Load(excess, slot);
            Vector256<double> overSquare = Load(excessSquares, slot);
            for (int session = 0; session < benchmark.Length; session++)
            {
                Vector256<double> value = start * Load(growth, slot + (nuint)(session * stride));
                Vector256<double> earned = (value / close) - Vector256<double>.One;
                Vector256<double> beyond = earned - Vector256.Create(benchmark[session]);
                peak = Vector256.Max(peak, value);
                drawdown = Vector256.Min(drawdown, (value / peak) - Vector256<double>.One);
                sum += earned;
                square += earned * earned;
                over += beyond;
                overSquare += beyond * beyond;
                close = value;
            }

            (start * Load(growth, slot + (nuint)(benchmark.Length * stride))).StoreUnsafe(ref First(bases), slot);
            close.StoreUnsafe(ref First(closes), slot);
            peak.StoreUnsafe(ref First(peaks), slot);
            drawdown.StoreUnsafe(ref First(drawdowns), slot);
            sum.StoreUnsafe(ref First(sums), slot);
            square.StoreUnsafe(ref First(squares), slot);
            over.StoreUnsafe(ref First(excess), slot);
            overSquare.StoreUnsafe(ref First(excessSquares), slot);
        }
    }

    /// <summary>What became of a combination over so many sessions; its turnover and coefficients stay open.</summary>
    public CombinationScore Of(int slot, ulong members, int sessions) => new(
        members,
        closes[slot],
        drawdowns[slot],
        sums[slot] / sessions,
        Deviation(sums[slot], squares[slot], sessions),
        excess[slot] / sessions,
        Deviation(excess[slot], excessSquares[slot], sessions),
        double.NaN,
        double.NaN,
        double.NaN);

    private static double Deviation(double sum, double square, int count) =>
        count < 2 ? double.NaN : Math.Sqrt(Math.Max(0, square - (sum * sum / count)) / (count - 1));

    private static Vector256<double> Load(double[] from, nuint at) => Vector256.LoadUnsafe(ref First(from), at);

    private static ref double First(double[] values) => ref MemoryMarshal.GetArrayDataReference(values);
}
