using Quant.Kernels;

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
    /// <exception cref="InputException">The snapshot lacks a field; names the factor that needs it.</exception>
    /// <exception cref="ArgumentException"><paramref name="from"/> is not a date of the snapshot.</exception>
    public static FeaturePanel Compute(FactorSet set, MarketSnapshot snapshot, int threads = 0, TradeDate? from = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        int first = from is { } date ? snapshot.Axes.RowOf(date) : 0;
        if (first < 0)
            throw new ArgumentException($"{from} is not a date of the snapshot.", nameof(from));
        RequireFields(set, snapshot);
        ImmutableArray<string> names = [.. set.Definitions.Select(factor => factor.Name)];
        return Compute(FactorGraphBuilder.Build(set), names, set.Recipe, snapshot, threads, first);
    }

    /// <summary>
    /// Computes every factor on every date into the panels of an earlier result, which spares making new ones.
    /// </summary>
    /// <param name="destination">A result of the same set for a snapshot of the same shape; its panels are
    /// overwritten.</param>
    /// <param name="set">The factors.</param>
    /// <param name="snapshot">What is known.</param>
    /// <param name="threads">How many threads work on it; 0 is one per processor.</param>
    /// <exception cref="InputException">The snapshot lacks a field; names the factor that needs it.</exception>
    /// <exception cref="ArgumentException">The destination has another set's features or another shape.</exception>
    public static FeaturePanel ComputeInto(
        FeaturePanel destination, FactorSet set, MarketSnapshot snapshot, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (destination.Recipe != set.Recipe || destination.Panels.Any(
            panel => panel.Dates != snapshot.Axes.Dates.Length || panel.Instruments != snapshot.Axes.Instruments.Length))
            throw new ArgumentException(
                "The destination is no result of this set for a snapshot of this shape.", nameof(destination));
        RequireFields(set, snapshot);
        Compute(FactorGraphBuilder.Build(set), destination.Panels, snapshot, threads, 0);
        return destination with { Axes = snapshot.Axes };
    }

    /// <summary>Computes a graph from a row of the snapshot on.</summary>
    internal static FeaturePanel Compute(
        FactorGraph graph, ImmutableArray<string> names, ContentHash recipe, MarketSnapshot snapshot, int threads, int first)
    {
        PanelAxes axes = first == 0 ? snapshot.Axes : snapshot.Axes.Rows(first, snapshot.Axes.Dates.Length - 1);
        ImmutableArray<Panel> results = [.. names.Select(
            _ => Panel.ForOverwriting(axes.Dates.Length, axes.Instruments.Length))];
        Compute(graph, results, snapshot, threads, first);
        return new FeaturePanel(axes, names, results, recipe);
    }

    private static void Compute(
        FactorGraph graph, ImmutableArray<Panel> results, MarketSnapshot snapshot, int threads, int first)
    {
        int rows = snapshot.Axes.Dates.Length;
        int start = (int)Math.Max(0, first - (long)graph.Lookback());
        var plan = new TilePlan(graph, rows - start);
        var job = new TileJob(
            graph.Fields.ToImmutableSortedDictionary(field => field, snapshot.Field),
            [.. plan.BarGroups.Select(group => Bars(snapshot, group))],
            results,
            snapshot.Axes.Instruments.Length,
            rows,
            start,
            first);
        Run(plan, job, threads == 0 ? Environment.ProcessorCount : threads);
    }

    private static void Run(TilePlan plan, TileJob job, int threads)
    {
        int tiles = (job.Instruments + Cells.Lanes - 1) / Cells.Lanes;
        int next = -1;
        void Work()
        {
            using var worker = new TileWorker(plan, job);
            for (int tile = Interlocked.Increment(ref next); tile < tiles; tile = Interlocked.Increment(ref next))
                worker.Compute(tile * Cells.Lanes);
        }

        int workers = Math.Min(threads, tiles);
        if (workers <= 1)
            Work();
        else
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ => Work());
    }

    private static BarRanges Bars(MarketSnapshot snapshot, string group)
    {
        BarRanges[] ranges =
            [.. group.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(snapshot.BarsOf).Distinct()];
        return ranges.Length == 0 ? snapshot.Bars : ranges.Aggregate((left, right) => left.Hull(right));
    }

    private static void RequireFields(FactorSet set, MarketSnapshot snapshot)
    {
        for (int factor = 0; factor < set.Expressions.Length; factor++)
        {
            FactorExpression expression = set.Expressions[factor];
            FieldNode? missing = FactorExpression.FieldsOf(expression.Tree).FirstOrDefault(
                leaf => !snapshot.Has(leaf.Name));
            if (missing is null)
                continue;
            string? nearest = NearestName.Of(missing.Name, snapshot.Fields);
            throw new InputException(
                $"factor {set.Definitions[factor].Name}",
                $"character {missing.Position + 1} of '{expression.Text}'",
                $"a field of the snapshot ({string.Join(", ", snapshot.Fields)})",
                $"${missing.Name}",
                nearest is not null ? $"Did you mean ${nearest}?" : "Import a source that has this field or leave the factor out.");
        }
    }
}
