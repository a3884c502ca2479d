using System.Runtime.InteropServices;
using Quant.Data.Formats;
using Quant.Factors;
using Quant.Universes;

namespace Quant.Operations.Stages;

/// <summary>Factors over the bars of a Qlib folder as the rows of a long table.</summary>
internal sealed class FactorTable
{
    private const int PartRows = 1 << 16;

    private readonly ImmutableArray<string> names;
    private readonly ImmutableArray<Panel> panels;
    private readonly ImmutableArray<string> moments;
    private readonly ImmutableArray<(string Code, int Column, ImmutableArray<int> Rows)> instruments;

    private FactorTable(
        ImmutableArray<string> names,
        ImmutableArray<Panel> panels,
        ImmutableArray<string> moments,
        ImmutableArray<(string Code, int Column, ImmutableArray<int> Rows)> instruments) =>
        (this.names, this.panels, this.moments, this.instruments) = (names, panels, moments, instruments);

    /// <summary>Computes a set.</summary>
    /// <param name="set">The factors.</param>
    /// <param name="bars">The folder.</param>
    /// <param name="asked">The instruments of the rows.</param>
    /// <param name="list">Whose spans of membership limit the rows; null for none.</param>
    /// <param name="filters">What narrows the list, or all that is asked for if there is none.</param>
    /// <param name="first">The first bar of the rows.</param>
    /// <param name="last">The last bar of the rows.</param>
    /// <param name="threads">How many threads to compute with; 0 means one per core.</param>
    public static FactorTable Compute(
        FactorSet set,
        QlibBars bars,
        ImmutableArray<InstrumentId> asked,
        Universe? list,
        ImmutableArray<UniverseFilter> filters,
        int first,
        int last,
        int threads)
    {
        // A label reads bars after the last row, and an expression may read an instrument that has no rows itself.
        int ahead = set.Expressions.Max(expression => QueryReach.Of(expression).After);
        ImmutableSortedSet<string> fields =
            set.Fields.Union(filters.OfType<ExpressionFilter>().SelectMany(filter => filter.Rule.Fields));
        MarketSnapshot snapshot = bars.Snapshot(
            [.. asked, .. set.Instruments.Where(bars.Has)], fields, (int)Math.Min(last + (long)ahead, bars.Moments.Length - 1));
        if (!set.PeriodFields.IsEmpty)
            snapshot = bars.WithPeriods(snapshot, set.PeriodFields);
        if (!filters.IsEmpty)
            list = UniverseFilter.Apply(list ?? Always(asked, snapshot.Axes), filters, snapshot);
        ImmutableArray<Panel> panels = FactorEngine.Query(
            set, snapshot, snapshot.Axes.Dates[first], snapshot.Axes.Dates[last], threads, list).Panels;
        string form = bars.IsDaily ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss";
        ILookup<InstrumentId, Membership>? spans = list?.Spans.ToLookup(span => span.Instrument);
        return new FactorTable(
            [.. set.Definitions.Select(definition => definition.Name)],
            panels,
            [.. bars.Moments.Skip(first).Take(last - first + 1).Select(moment => moment.ToString(form, CultureInfo.InvariantCulture))],
            [.. asked.Distinct()
                .Select(id => (Code: QlibBars.CodeOf(id), Column: snapshot.Axes.ColumnOf(id), Spans: spans?[id]))
                .OrderBy(instrument => instrument.Code, StringComparer.Ordinal)
                .Select(instrument => (
                    instrument.Code,
                    instrument.Column,
                    RowsOf(snapshot, instrument.Column, first, last, bars, instrument.Spans)))]);
    }

    /// <summary>The rows, some instruments at a time, in the order of their codes.</summary>
    public IEnumerable<NumberTable> Parts()
    {
        int from = 0;
        do
        {
            int to = from;
            int rows = 0;
            while (to < instruments.Length && (rows == 0 || rows + instruments[to].Rows.Length <= PartRows))
                rows += instruments[to++].Rows.Length;
            yield return Part(from, to, rows);
            from = to;
        }
        while (from < instruments.Length);
    }

    private NumberTable Part(int from, int to, int count)
    {
        string[] codes = new string[count];
        string[] times = new string[count];
        double[][] numbers = [.. names.Select(_ => new double[count])];
        int at = 0;
        for (int index = from; index < to; index++)
        {
            (string code, int column, ImmutableArray<int> rows) = instruments[index];
            foreach (int row in rows)
            {
                (codes[at], times[at]) = (code, moments[row]);
                for (int factor = 0; factor < numbers.Length; factor++)
                    numbers[factor][at] = panels[factor][row, column];
                at++;
            }
        }

        return new NumberTable(
            ["instrument", "datetime"],
            [ImmutableCollectionsMarshal.AsImmutableArray(codes), ImmutableCollectionsMarshal.AsImmutableArray(times)],
            names,
            [.. numbers.Select(column => ImmutableCollectionsMarshal.AsImmutableArray(column))]);
    }

    private static Universe Always(ImmutableArray<InstrumentId> asked, PanelAxes axes) => new(
        "asked", asked.Distinct().Select(id => new Membership(id, axes.Dates[0], axes.Dates[^1])));

    private static ImmutableArray<int> RowsOf(
        MarketSnapshot snapshot, int column, int first, int last, QlibBars bars, IEnumerable<Membership>? spans)
    {
        // What was announced is known on every bar of the calendar.
        bool always = snapshot.PeriodFields.Any(field => !snapshot.PeriodField(field)!.Records[column].IsEmpty);
        (int own, int end) = always ? (first, last) : (snapshot.Bars.First[column], snapshot.Bars.Last[column]);
        if (own < 0)
            return [];
        int from = Math.Max(own, first);
        int to = Math.Min(end, last);
        IEnumerable<int> rows = Enumerable.Range(from, Math.Max(to - from + 1, 0));
        if (spans is not null)
        {
            Membership[] known = [.. spans];
            rows = rows.Where(row => known.Any(
                span => span.Covers(new TradeDate(DateOnly.FromDateTime(bars.Moments[row])))));
        }

        return [.. rows.Select(row => row - first)];
    }
}
