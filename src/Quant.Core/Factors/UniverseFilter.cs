using Quant.Universes;

namespace Quant.Factors;

/// <summary>Narrows a universe; filters run one after another, each on the spans that the one before left.</summary>
/// <remarks>
/// These are Qlib's dynamic filters. What is left of a span is written as new spans over the sessions of the
/// snapshot.
/// </remarks>
/// <param name="First">The first session that it judges; the first of all spans without it.</param>
/// <param name="Last">The last session that it judges; the last of all spans without it. Sessions outside stay as they
/// are.</param>
public abstract record UniverseFilter(TradeDate? First, TradeDate? Last)
{
    /// <summary>A universe after some filters, in their order.</summary>
    /// <param name="universe">The universe.</param>
    /// <param name="filters">The filters.</param>
    /// <param name="snapshot">The sessions, and what expressions read.</param>
    /// <exception cref="InputException">An expression needs what the snapshot lacks.</exception>
    public static Universe Apply(Universe universe, IEnumerable<UniverseFilter> filters, MarketSnapshot snapshot)
    {
        foreach (UniverseFilter filter in filters)
            universe = filter.Narrow(universe, snapshot);
        return universe;
    }

    /// <summary>Says of each session of a row range whether it keeps an instrument; null leaves the session as it
    /// is.</summary>
    private protected abstract Func<InstrumentId, int, bool?> Verdict(MarketSnapshot snapshot, int first, int last, Func<InstrumentId, int, bool> belongs);

    private Universe Narrow(Universe universe, MarketSnapshot snapshot)
    {
        ImmutableArray<TradeDate> dates = snapshot.Axes.Dates;
        if (universe.Spans.IsEmpty)
            return universe;
        int begins = RowFrom(dates, universe.Spans.Min(span => span.First));
        int ends = RowFrom(dates, new TradeDate(universe.Spans.Max(span => span.Last).Day.AddDays(1))) - 1;
        int first = Math.Max(begins, First is { } from ? RowFrom(dates, from) : 0);
        int last = Math.Min(ends, Last is { } to ? RowFrom(dates, new TradeDate(to.Day.AddDays(1))) - 1 : dates.Length - 1);
        ILookup<InstrumentId, Membership> spans = universe.Spans.ToLookup(span => span.Instrument);
        bool Belongs(InstrumentId id, int row) => spans[id].Any(span => span.Covers(dates[row]));
        Func<InstrumentId, int, bool?> verdict = Verdict(snapshot, first, last, Belongs);
        var kept = new List<Membership>();
        foreach (InstrumentId id in universe.Ever())
        {
            int since = -1;
            for (int row = begins; row <= ends + 1; row++)
            {
                bool belongs = row <= ends && Belongs(id, row) && (row < first || row > last || (verdict(id, row) ?? true));
                if (belongs && since < 0)
                    since = row;
                if (belongs || since < 0)
                    continue;
                kept.Add(new Membership(id, dates[since], dates[row - 1]));
                since = -1;
            }
        }

        return new Universe(universe.Name, kept);
    }

    private static int RowFrom(ImmutableArray<TradeDate> dates, TradeDate date)
    {
        int found = dates.BinarySearch(date);
        return found >= 0 ? found : ~found;
    }
}
