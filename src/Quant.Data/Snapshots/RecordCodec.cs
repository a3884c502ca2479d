using System.Text;
using Quant.Universes;

namespace Quant.Data.Snapshots;

/// <summary>
/// The stored forms of calendars, lists, indexes and folders: lines of UTF-8 text, the same for the same content.
/// </summary>
internal static class RecordCodec
{
    /// <summary>A calendar: the market, then a date a line.</summary>
    public static byte[] Encode(TradingCalendar calendar) =>
        Lines(calendar.Sessions.Select(session => session.ToString()).Prepend(calendar.Market));

    /// <summary>A list: <c>instrument⇥first⇥last</c> a line.</summary>
    public static byte[] Encode(Universe universe) =>
        Lines(universe.Spans.Select(span => $"{span.Instrument}\t{span.First}\t{span.Last}"));

    /// <summary>An index: a header, then a date and its figures a line, numbers in their shortest exact form.</summary>
    public static byte[] Encode(IndexSeries series) => Lines(
        Enumerable.Range(0, series.Dates.Length)
            .Select(row => string.Join(
                '\t', series.Fields.Values.Select(column => Number(column[row])).Prepend(series.Dates[row].ToString())))
            .Prepend(string.Join('\t', series.Fields.Keys.Prepend("date"))));

    /// <summary>A folder used in place: the hash of its content, which is what its views depend on.</summary>
    public static byte[] EncodeContent(FolderStamp folder) => Lines([folder.Content.Hex, folder.Venue]);

    /// <summary>A folder used in place: where it is and how it looked.</summary>
    public static byte[] EncodePlace(FolderStamp folder) => Lines([folder.Path, folder.Fingerprint.Hex]);

    /// <summary>Reads a calendar.</summary>
    public static TradingCalendar Calendar(byte[] payload)
    {
        string[] lines = Split(payload);
        return new TradingCalendar(lines[0], [.. lines.Skip(1).Select(TradeDate.Parse)]);
    }

    /// <summary>Reads a list.</summary>
    public static Universe Universe(string name, byte[] payload) => new(
        name,
        Split(payload).Select(line => line.Split('\t')).Select(parts =>
            new Membership(InstrumentId.Parse(parts[0]), TradeDate.Parse(parts[1]), TradeDate.Parse(parts[2]))));

    /// <summary>Reads an index.</summary>
    public static IndexSeries Index(string name, ReadOnlySpan<byte> payload)
    {
        string[] lines = Split(payload);
        string[] names = lines[0].Split('\t');
        string[][] rows = [.. lines.Skip(1).Select(line => line.Split('\t'))];
        return new IndexSeries(
            InstrumentId.Parse(name),
            [.. rows.Select(row => TradeDate.Parse(row[0]))],
            Enumerable.Range(1, names.Length - 1).ToImmutableSortedDictionary(
                column => names[column],
                column => rows.Select(row => Number(row[column])).ToImmutableArray(),
                StringComparer.Ordinal));
    }

    /// <summary>The stored form of an index up to a session, without reading its figures.</summary>
    public static ReadOnlyMemory<byte> KnownOn(ReadOnlyMemory<byte> payload, TradeDate session)
    {
        byte[] last = Encoding.UTF8.GetBytes(session.ToString());
        int end = payload.Span.IndexOf((byte)'\n') + 1;
        while (end < payload.Length && payload.Span.Slice(end, last.Length).SequenceCompareTo(last) <= 0)
            end += payload.Span[end..].IndexOf((byte)'\n') + 1;
        return payload[..end];
    }

    /// <summary>Reads a folder from its two records.</summary>
    public static FolderStamp Folder(byte[] content, byte[] place)
    {
        (string[] what, string[] where) = (Split(content), Split(place));
        return new FolderStamp(where[0], what[1], ContentHash.Parse(what[0]), ContentHash.Parse(where[1]));
    }

    private static string Number(double value) =>
        double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(string text) =>
        text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    private static byte[] Lines(IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private static string[] Split(ReadOnlySpan<byte> payload) => Encoding.UTF8.GetString(payload).Split('\n')[..^1];
}
