using Quant.Universes;

namespace Quant.Factors;

/// <summary>Computes factors over a snapshot.</summary>
/// <remarks>
/// <para>Layout: one panel per factor, dates × instruments of the snapshot, in the order of the set.</para>
/// <para>Missing: NaN where an instrument has no bar and where the operator has nothing to go by.</para>
/// <para>Reproducible: a value depends on its instrument's rows within its window alone (an exponential mean and a
/// window
/// of 0 on those since its first bar), so neither the number of threads nor the other factors of the set nor the
/// history
/// before the window changes a bit of it.</para>
/// </remarks>
public static class FactorEngine
{
    /// <summary>Computes every factor on every date from <paramref name="from"/> on.</summary>
    /// <param name="set">The factors.</param>
    /// <param name="snapshot">What is known; its last date is the last row of the result.</param>
    /// <param name="threads">How many threads work on it; 0 is one per processor.</param>
    /// <param name="from">The first date of the result; the first of the snapshot without it. The rows before are read
    /// only
    /// as far as windows reach back, and the result has the same bits as the same rows of a full computation.</param>
    /// <param name="universe">Over whose members cross-sectional operators run, date by date; without it over every
    /// instrument of the snapshot.</param>
    /// <exception cref="InputException">The snapshot lacks a field or an instrument; names the factor that needs
    /// it.</exception>
    /// <exception cref="ArgumentException"><paramref name="from"/> is not a date of the snapshot.</exception>
    public static FeaturePanel Compute(
        FactorSet set, MarketSnapshot snapshot, int threads = 0, TradeDate? from = null, Universe? universe = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int first = from is { } date ? snapshot.Axes.RowOf(date) : 0;
        if (first < 0)
            throw new ArgumentException($"{from} is not a date of the snapshot.", nameof(from));
        FactorNeeds.Require(set, snapshot);
        PanelAxes axes = first == 0 ? snapshot.Axes : snapshot.Axes.Rows(first, snapshot.Axes.Dates.Length - 1);
        ImmutableArray<Panel> results = NewPanels(set.Expressions.Length, axes);
        if (!results.IsEmpty)
            Compute(set, new FieldTable(snapshot), results, Members(universe, snapshot), threads, first);
        return OwnFactors.Complete(results, axes, set, snapshot, threads, first);
    }

    /// <summary>
    /// Computes every factor on every date into the panels of an earlier result, which spares making new ones.
    /// </summary>
    /// <param name="destination">A result of the same set for a snapshot of the same shape; its panels are
    /// overwritten.</param>
    /// <param name="set">The factors.</param>
    /// <param name="snapshot">What is known.</param>
    /// <param name="threads">How many threads work on it; 0 is one per processor.</param>
    /// <exception cref="InputException">The snapshot lacks a field or an instrument; names the factor that needs
    /// it.</exception>
    /// <exception cref="ArgumentException">The destination has another set's features or another shape.</exception>
    public static FeaturePanel ComputeInto(
        FeaturePanel destination, FactorSet set, MarketSnapshot snapshot, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (destination.Recipe != set.Recipe || destination.Panels.Any(
            panel => panel.Dates != snapshot.Axes.Dates.Length || panel.Instruments != snapshot.Axes.Instruments.Length))
            throw new ArgumentException(
                "The destination is no result of this set for a snapshot of this shape.", nameof(destination));
        FactorNeeds.Require(set, snapshot);
        ImmutableArray<Panel> results = destination.Panels[..set.Expressions.Length];
        if (!results.IsEmpty)
            Compute(set, new FieldTable(snapshot), results, null, threads, 0);
        return OwnFactors.Complete(results, snapshot.Axes, set, snapshot, threads, 0);
    }

    /// <summary>Answers a query for the dates from <paramref name="from"/> to <paramref name="to"/>, both
    /// included.</summary>
    /// <remarks>
    /// By the default rules the result is the same rows of a full computation. By Qlib's rules it is what Qlib gives for
    /// the query, which depends on its range: every expression is evaluated on its own, on as many rows before and after
    /// as Qlib loads for it, and a field or an instrument that is not there has no value. See
    /// docs/reference/expressions.md.
    /// </remarks>
    /// <param name="set">The factors.</param>
    /// <param name="snapshot">What is known.</param>
    /// <param name="from">The first date of the result.</param>
    /// <param name="to">The last date of the result.</param>
    /// <param name="threads">How many threads work on it; 0 is one per processor.</param>
    /// <param name="universe">Over whose members cross-sectional operators run; without it over every
    /// instrument.</param>
    /// <exception cref="InputException">By the default rules, the snapshot lacks a field or an instrument.</exception>
    /// <exception cref="ArgumentException">The dates are none of the snapshot's, or in the wrong order.</exception>
    public static FeaturePanel Query(
        FactorSet set, MarketSnapshot snapshot, TradeDate from, TradeDate to, int threads = 0, Universe? universe = null)
    {
        (int first, int last) = (snapshot.Axes.RowOf(from), snapshot.Axes.RowOf(to));
        if (first < 0 || last < first)
            throw new ArgumentException($"{from} to {to} is no range of dates of the snapshot.", nameof(from));
        if (set.Dialect != ExpressionDialect.Qlib)
            return Compute(set, snapshot, threads, from, universe).Rows(0, last - first);
        PanelAxes axes = snapshot.Axes.Rows(first, last);
        ImmutableArray<Panel> results = NewPanels(set.Expressions.Length, axes);
        var whole = new FieldTable(snapshot) { LacksNothing = true };
        CellMask? members = Members(universe, snapshot);
        foreach (IGrouping<QueryReach, int> alike in Enumerable.Range(0, set.Expressions.Length).GroupBy(
            factor => QueryReach.Of(set.Expressions[factor])))
        {
            int begins = Math.Max(0, first - alike.Key.Before);
            int ends = (int)Math.Min(snapshot.Axes.Dates.Length - 1, last + (long)alike.Key.After);
            FieldTable loaded = whole.Part(begins, ends);
            ImmutableArray<Panel> panels = [.. alike.Select(_ => Panel.ForOverwriting(ends - first + 1, loaded.Instruments))];
            new StagedComputation(loaded, set.Dialect, members, threads) { IsQuery = true }.Compute(
                [.. alike.Select(factor => set.Expressions[factor].Tree)], panels, first - begins);
            foreach ((int factor, int index) in alike.Select((factor, index) => (factor, index)))
                panels[index].View(0, last - first).Values.CopyTo(results[factor].Values);
        }

        return OwnFactors.Complete(results, axes, set, snapshot.AsOf(to), threads, first);
    }

    /// <summary>Computes a graph from a row of the snapshot on.</summary>
    internal static FeaturePanel Compute(
        FactorGraph graph, ImmutableArray<string> names, ContentHash recipe, MarketSnapshot snapshot, int threads, int first)
    {
        PanelAxes axes = first == 0 ? snapshot.Axes : snapshot.Axes.Rows(first, snapshot.Axes.Dates.Length - 1);
        ImmutableArray<Panel> results = NewPanels(names.Length, axes);
        GraphRun.Compute(graph, new FieldTable(snapshot), results, threads, first);
        return new FeaturePanel(axes, names, results, recipe);
    }

    private static void Compute(
        FactorSet set, FieldTable table, ImmutableArray<Panel> results, CellMask? members, int threads, int first) =>
        new StagedComputation(table, set.Dialect, members, threads).Compute(
            [.. set.Expressions.Select(expression => expression.Tree)], results, first);

    private static CellMask? Members(Universe? universe, MarketSnapshot snapshot) =>
        universe is null ? null : CellMask.Of(universe, snapshot);

    private static ImmutableArray<Panel> NewPanels(int count, PanelAxes axes) => [.. Enumerable.Range(0, count).Select(
        _ => Panel.ForOverwriting(axes.Dates.Length, axes.Instruments.Length))];
}
