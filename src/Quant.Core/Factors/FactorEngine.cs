namespace Quant.Factors;

/// <summary>Computes factors over a snapshot.</summary>
/// <remarks>
/// <para>Layout: one panel per factor, dates × instruments of the snapshot, in the order of the set.</para>
/// <para>Missing: NaN where an instrument has no bar and where the operator has nothing to go by.</para>
/// <para>Reproducible: a value depends on its instrument's rows within its window alone, so neither the number of threads
/// nor the other factors of the set nor the history before the window changes a bit of it.</para>
/// </remarks>
public static class FactorEngine
{
    /// <summary>Computes every factor on every date from <paramref name="from"/> on.</summary>
    /// <param name="set">The factors.</param>
    /// <param name="snapshot">What is known; its last date is the last row of the result.</param>
    /// <param name="threads">How many threads work on it; 0 is one per processor.</param>
    /// <param name="from">The first date of the result; the first of the snapshot without it. The rows before are read only
    /// as far as windows reach back, and the result has the same bits as the same rows of a full computation.</param>
    /// <exception cref="InputException">The snapshot lacks a field; names the factor that needs it.</exception>
    /// <exception cref="ArgumentException"><paramref name="from"/> is not a date of the snapshot.</exception>
    public static FeaturePanel Compute(FactorSet set, MarketSnapshot snapshot, int threads = 0, TradeDate? from = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int first = from is { } date ? snapshot.Axes.RowOf(date) : 0;
        if (first < 0)
            throw new ArgumentException($"{from} is not a date of the snapshot.", nameof(from));
        throw new NotSupportedException(set.Name);
    }
}
