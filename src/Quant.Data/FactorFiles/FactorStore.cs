using Quant.Factors;
using Quant.Storage;

namespace Quant.Data.FactorFiles;

/// <summary>The stored factors of one set in a folder, a file for each.</summary>
/// <remarks>
/// <para>A factor that is added makes its own file and touches no other; one that is deprecated is built no further, and
/// its file stays. A new session is appended; where data were corrected, the rows that read them are computed on their
/// own.</para>
/// <para>Reproducible: however a file came to be, its bytes are those of building it at once from the same data.</para>
/// <para>Killed at any moment, every file is whole, or ends in a torn row that the next build replaces.</para>
/// </remarks>
public sealed class FactorStore(string folder)
{
    /// <summary>What the names of the files end in.</summary>
    public const string Ending = ".qfactor";

    // What is computed at a time is kept below a gigabyte.
    private const long MostCells = 1L << 27;

    /// <summary>The file of a factor.</summary>
    public string PathOf(string factor) => Path.Combine(folder, factor + Ending);

    /// <summary>The names of the factors that are stored, ascending, whatever their state.</summary>
    public ImmutableArray<string> Stored() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + Ending)
            .Select(file => Path.GetFileName(file)[..^Ending.Length]).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Brings the files of a set's active factors up to date with the data.</summary>
    /// <param name="set">The factors.</param>
    /// <param name="snapshot">The data.</param>
    /// <param name="options">How to build.</param>
    /// <exception cref="InputException">The data lack a field that a factor reads.</exception>
    /// <exception cref="StorageException">A file could not be written; the others are as they are.</exception>
    public FactorBuild Build(FactorSet set, MarketSnapshot snapshot, FactorBuildOptions options)
    {
        var stamps = new RowStamps(snapshot);
        ImmutableArray<int> active = [.. Enumerable.Range(0, set.Definitions.Length)
            .Where(factor => set.Definitions[factor].Status == FactorStatus.Active)];
        RequireFields(set, active, snapshot);
        ImmutableArray<FactorPlan> plans = [.. active.Select(factor =>
            FactorPlan.Of(set, factor, PathOf(set.Definitions[factor].Name), snapshot, stamps, options.Rebuild))];
        if (!options.DryRun)
            Carry(set, snapshot, [.. plans.Where(plan => plan.Action != FactorBuildAction.Unchanged)], options);
        return new FactorBuild(
            snapshot.Axes.Dates.Length,
            snapshot.Axes.Instruments.Length,
            [.. plans.Select(plan => new FactorBuildLine(plan.Header.Name, plan.Action, plan.RowsStale, plan.Reason))]);
    }

    /// <summary>Reads the active factors of a set as one panel.</summary>
    /// <exception cref="InputException">A file is missing or damaged, has another recipe, or the files differ in their
    /// rows or columns.</exception>
    public FeaturePanel Read(FactorSet set)
    {
        PanelAxes? axes = null;
        var names = ImmutableArray.CreateBuilder<string>();
        var panels = ImmutableArray.CreateBuilder<Panel>();
        for (int factor = 0; factor < set.Definitions.Length; factor++)
        {
            if (set.Definitions[factor].Status != FactorStatus.Active)
                continue;
            string name = set.Definitions[factor].Name;
            using var file = FactorFile.Open(PathOf(name));
            axes ??= new PanelAxes(file.Dates, file.Instruments);
            bool same = file.Recipe == ContentHash.Of(set.Dialect.ToString(), set.RecipeOf(factor))
                && file.Dates.AsSpan().SequenceEqual(axes.Dates.AsSpan())
                && file.Instruments.AsSpan().SequenceEqual(axes.Instruments.AsSpan());
            if (!same)
            {
                throw new InputException(
                    PathOf(name), "", "the formula, sessions and instruments of its set", "others", "Run 'quant factor build' again.");
            }

            names.Add(name);
            panels.Add(file.ReadPanel());
        }

        return axes is null
            ? throw new InputException(folder, "", "an active factor", "none", "Make one active.")
            : new FeaturePanel(axes, names.DrainToImmutable(), panels.DrainToImmutable(), set.Recipe);
    }

    private static void RequireFields(FactorSet set, ImmutableArray<int> active, MarketSnapshot snapshot)
    {
        foreach (int factor in active)
        {
            string? lacking = set.FieldsOf(factor).FirstOrDefault(field => !snapshot.Has(field));
            if (lacking is not null)
            {
                throw new InputException(
                    $"factor {set.Definitions[factor].Name}",
                    "",
                    $"a field of the data ({string.Join(", ", snapshot.Fields)})",
                    $"${lacking}",
                    NearestName.Remedy(lacking, [.. snapshot.Fields]));
            }
        }
    }

    private static void Carry(
        FactorSet set, MarketSnapshot snapshot, ImmutableArray<FactorPlan> plans, FactorBuildOptions options)
    {
        int done = 0;
        while (done < plans.Length)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            int end = done;
            long cells = 0;
            while (end < plans.Length && (end == done || cells + Cells(plans[end]) <= MostCells))
                cells += Cells(plans[end++]);
            ImmutableArray<FactorPlan> batch = plans[done..end];
            ILookup<int, (int First, Panel Panel)> computed = Compute(set, snapshot, batch, options.Threads);
            foreach (FactorPlan plan in batch)
            {
                new FactorWriter(plan, snapshot.Axes.Dates, [.. computed[plan.Factor]]).Write();
                done++;
                options.Progress?.Report((double)done / plans.Length);
            }
        }
    }

    private static long Cells(FactorPlan plan) => (long)plan.RowsStale * plan.Header.Instruments.Length;

    // Factors that lack the same rows are computed together; those without a bound read everything and go on their own.
    private static ILookup<int, (int First, Panel Panel)> Compute(
        FactorSet set, MarketSnapshot snapshot, ImmutableArray<FactorPlan> plans, int threads)
    {
        var results = new List<(int Factor, int First, Panel Panel)>();
        foreach (IGrouping<(int First, int Last, bool HasBound), FactorPlan> group in plans
            .SelectMany(plan => plan.Stale.Select(stretch => (Plan: plan, Stretch: stretch)))
            .GroupBy(pair => (pair.Stretch.First, pair.Stretch.Last, pair.Plan.HasBound), pair => pair.Plan))
        {
            (int first, int last, _) = group.Key;
            int[] factors = [.. group.Select(plan => plan.Factor)];
            FeaturePanel panel = FactorEngine.Compute(
                set.Only(factors), snapshot.AsOf(snapshot.Axes.Dates[last]), threads, snapshot.Axes.Dates[first]);
            // Those in C# come last in a set, so the order is that of the names.
            results.AddRange(factors.Select(factor => (factor, first, panel[set.Definitions[factor].Name])));
        }

        return results.ToLookup(result => result.Factor, result => (result.First, result.Panel));
    }
}

/// <summary>How to build stored factors.</summary>
public sealed record FactorBuildOptions
{
    /// <summary>Whether to compute everything anew, whatever is stored. Default false.</summary>
    public bool Rebuild { get; init; }

    /// <summary>Whether only to say what would be done. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>How many threads to compute with; 0, the default, means one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Told how much is done, from 0 to 1. Default nobody.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops between factors. Default never.</summary>
    public CancellationToken Cancellation { get; init; }
}
