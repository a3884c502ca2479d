using Quant.Factors;

namespace Quant.Data.FactorFiles;

/// <summary>For every row of every factor a checksum of what it is made from, so that what changed is found.</summary>
/// <remarks>
/// A session's inputs are the cells of the instruments that have a bar, with their names: an instrument that is yet to
/// come changes nothing. A row's stamp covers its window, or all rows before it where the window has no bound.
/// </remarks>
internal sealed class RowStamps
{
    private const ulong Missing = 0x7FF8_0000_0000_0000;

    private readonly MarketSnapshot snapshot;
    private readonly ulong[] names;
    private readonly Dictionary<string, ulong[]> inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RowMark[]> marks = new(StringComparer.Ordinal);

    public RowStamps(MarketSnapshot snapshot)
    {
        this.snapshot = snapshot;
        names = [.. snapshot.Axes.Instruments.Select(
            id => Checksum.Of(System.Text.Encoding.UTF8.GetBytes(id.ToString())))];
    }

    /// <summary>The mark of each row of a factor.</summary>
    /// <param name="fields">The fields it reads.</param>
    /// <param name="lookback">How many rows before a row it reads; null for all.</param>
    /// <param name="wholeSnapshot">Whether it reads what is not laid out by session, such as announcements: then any
    /// change of the data makes every row stale.</param>
    public RowMark[] Of(IReadOnlyCollection<string> fields, int? lookback, bool wholeSnapshot)
    {
        string key = string.Create(
            CultureInfo.InvariantCulture, $"{lookback} {wholeSnapshot} {string.Join(' ', fields)}");
        if (!marks.TryGetValue(key, out RowMark[]? rows))
        {
            ulong seed = wholeSnapshot ? Checksum.Of(System.Text.Encoding.UTF8.GetBytes(snapshot.Hash.Hex)) : 0;
            marks.Add(key, rows = Marks([.. fields.Select(Inputs)], lookback, seed));
        }

        return rows;
    }

    private RowMark[] Marks(ulong[][] fields, int? lookback, ulong seed)
    {
        int count = snapshot.Axes.Dates.Length;
        var session = new ulong[count];
        for (int row = 0; row < count; row++)
        {
            session[row] = seed;
            foreach (ulong[] field in fields)
                session[row] = Checksum.Chained(session[row], field[row]);
        }

        var rows = new RowMark[count];
        ulong chain = 0;
        ulong all = 0;
        for (int row = 0; row < count; row++)
        {
            ulong stamp = all = Checksum.Chained(all, session[row]);
            if (lookback is { } window)
            {
                stamp = 0;
                for (int past = Math.Max(0, row - window); past <= row; past++)
                    stamp = Checksum.Chained(stamp, session[past]);
            }

            chain = Checksum.Chained(Checksum.Chained(chain, (ulong)snapshot.Axes.Dates[row].Day.DayNumber), stamp);
            rows[row] = new RowMark(stamp, chain);
        }

        return rows;
    }

    private ulong[] Inputs(string field)
    {
        if (inputs.TryGetValue(field, out ulong[]? rows))
            return rows;
        Panel panel = snapshot.Field(field);
        BarRanges bars = snapshot.BarsOf(field);
        rows = new ulong[panel.Dates];
        Parallel.For(0, rows.Length, row => rows[row] = Input(panel[row], bars, row));
        inputs.Add(field, rows);
        return rows;
    }

    private ulong Input(ReadOnlySpan<double> cells, BarRanges bars, int row)
    {
        ulong sum = 0;
        ReadOnlySpan<int> first = bars.First.AsSpan();
        ReadOnlySpan<int> last = bars.Last.AsSpan();
        for (int column = 0; column < cells.Length; column++)
        {
            if (row < first[column] || row > last[column])
                continue;
            ulong bits = double.IsNaN(cells[column]) ? Missing : BitConverter.DoubleToUInt64Bits(cells[column]);
            sum = unchecked(sum + Checksum.Chained(names[column], bits));
        }

        return sum;
    }
}
