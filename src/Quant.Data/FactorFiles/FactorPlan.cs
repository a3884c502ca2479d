using Quant.Factors;

namespace Quant.Data.FactorFiles;

/// <summary>What has to be done so that a factor's file is what building it at once would give.</summary>
/// <param name="Factor">The factor's place in its set.</param>
/// <param name="Path">The file.</param>
/// <param name="Header">The header that the file must have.</param>
/// <param name="Marks">The mark that each row must have.</param>
/// <param name="Stale">The rows to compute, as first and last of each stretch, ascending.</param>
/// <param name="Kept">How many rows of the file stand before those to add; -1 if it is to be written anew.</param>
/// <param name="HasBound">Whether the factor's window has a bound.</param>
/// <param name="Reason">Why, as a sentence without its point; empty if there is nothing to do.</param>
internal sealed record FactorPlan(
    int Factor,
    string Path,
    FactorFileHeader Header,
    RowMark[] Marks,
    ImmutableArray<(int First, int Last)> Stale,
    int Kept,
    bool HasBound,
    string Reason)
{
    /// <summary>What will become of the file.</summary>
    public FactorBuildAction Action => Reason.Length == 0 ? FactorBuildAction.Unchanged
        : Kept < 0 ? FactorBuildAction.Rewritten : FactorBuildAction.Appended;

    /// <summary>How many rows are to be computed.</summary>
    public int RowsStale => Stale.Sum(stretch => stretch.Last - stretch.First + 1);

    /// <summary>Compares a file with what it must be.</summary>
    /// <param name="set">The factors.</param>
    /// <param name="factor">The factor's place.</param>
    /// <param name="path">Its file.</param>
    /// <param name="snapshot">The data.</param>
    /// <param name="stamps">The checksums of the data.</param>
    /// <param name="rebuild">Whether what is stored is not to be used.</param>
    public static FactorPlan Of(
        FactorSet set, int factor, string path, MarketSnapshot snapshot, RowStamps stamps, bool rebuild)
    {
        FactorDefinition definition = set.Definitions[factor];
        int? lookback = set.LookbackOf(factor);
        var recipe = ContentHash.Of(set.Dialect.ToString(), set.RecipeOf(factor));
        var plan = new FactorPlan(
            factor,
            path,
            new FactorFileHeader(definition.Name, recipe, definition.Precision, snapshot.Axes.Instruments),
            stamps.Of(set.FieldsOf(factor), lookback, ReadsPeriods(set, factor)),
            [(0, snapshot.Axes.Dates.Length - 1)],
            Kept: -1,
            lookback is not null,
            "it was not stored yet");
        if (rebuild || !File.Exists(path))
            return rebuild ? plan with { Reason = "it was asked to be built anew" } : plan;
        try
        {
            using var stored = StoredRows.Open(path);
            return stored.Header.SameFactor(plan.Header)
                ? plan.Against(stored, snapshot.Axes.Dates)
                : plan with { Reason = "its formula or its type changed" };
        }
        catch (InputException damaged)
        {
            return plan with { Reason = $"its file was damaged ({damaged.Expected} was expected, {damaged.Found} found)" };
        }
    }

    private static bool ReadsPeriods(FactorSet set, int factor) =>
        factor < set.Expressions.Length && !set.Expressions[factor].PeriodFields.IsEmpty;

    private FactorPlan Against(StoredRows stored, ImmutableArray<TradeDate> dates)
    {
        bool sameColumns = stored.Header.Instruments.AsSpan().SequenceEqual(Header.Instruments.AsSpan());
        byte[] row = new byte[stored.Header.RowBytes];
        int count = Math.Min(stored.Count, dates.Length);
        while (count > 0 && !stored.Read(count - 1, row))
            count--;
        bool torn = stored.HasTail || count < Math.Min(stored.Count, dates.Length);
        bool intact = count == 0
            || (FactorRow.DayOf(row) == dates[count - 1].Day.DayNumber && FactorRow.MarkOf(row).Chain == Marks[count - 1].Chain);
        if (intact && sameColumns)
            return Continued(count, torn, dates);
        ImmutableArray<(int First, int Last)> stale = StaleRows(stored, row, count, dates);
        string changed = stale.IsEmpty ? "" : Changed(stale, dates);
        return this with
        {
            Stale = stale,
            Reason = sameColumns ? changed : $"the instruments changed{(changed.Length > 0 ? " and " + changed : "")}",
        };
    }

    private FactorPlan Continued(int count, bool torn, ImmutableArray<TradeDate> dates)
    {
        int added = dates.Length - count;
        string reason = added > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{added} {(added == 1 ? "session was" : "sessions were")} added")
            : torn ? "its end was torn" : "";
        return this with { Stale = added > 0 ? [(count, dates.Length - 1)] : [], Kept = count, Reason = reason };
    }

    private ImmutableArray<(int First, int Last)> StaleRows(
        StoredRows stored, byte[] row, int count, ImmutableArray<TradeDate> dates)
    {
        var stale = ImmutableArray.CreateBuilder<(int First, int Last)>();
        for (int index = 0; index < dates.Length; index++)
        {
            bool good = index < count && stored.Read(index, row)
                && FactorRow.DayOf(row) == dates[index].Day.DayNumber && FactorRow.MarkOf(row).Stamp == Marks[index].Stamp;
            if (good)
                continue;
            if (stale.Count > 0 && stale[^1].Last == index - 1)
                stale[^1] = (stale[^1].First, index);
            else
                stale.Add((index, index));
        }

        return stale.DrainToImmutable();
    }

    private static string Changed(ImmutableArray<(int First, int Last)> stale, ImmutableArray<TradeDate> dates) =>
        $"data changed that it reads: {string.Join(", ", stale.Take(3).Select(
            stretch => $"{dates[stretch.First]} to {dates[stretch.Last]}"))}{(stale.Length > 3 ? ", …" : "")}";
}
