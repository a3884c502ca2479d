using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Quant.Data.Snapshots;

/// <summary>The stored form of a session: the same table always has the same bytes.</summary>
/// <remarks>
/// Little-endian: the text <c>QSB1</c>; the date as yyyymmdd, the number of instruments and the number of fields, 32
/// bits each; the instruments, then the fields, each as a 16-bit length and UTF-8; zeros up to a multiple of eight;
/// then per field one float64 per instrument, missing as the quiet NaN 0x7FF8000000000000.
/// </remarks>
internal static class SessionCodec
{
    private const int Alignment = 8;
    private static readonly byte[] Magic = "QSB1"u8.ToArray();
    private static readonly double Missing = BitConverter.UInt64BitsToDouble(0x7FF8000000000000);

    /// <summary>The bytes of a session.</summary>
    public static byte[] Encode(SessionBlock block)
    {
        using var head = new MemoryStream();
        using var writer = new BinaryWriter(head, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write((block.Session.Day.Year * 10_000) + (block.Session.Day.Month * 100) + block.Session.Day.Day);
        writer.Write(block.Instruments.Length);
        writer.Write(block.Fields.Length);
        foreach (InstrumentId instrument in block.Instruments)
            WriteText(writer, instrument.ToString());
        foreach (string field in block.Fields)
            WriteText(writer, field);
        while (head.Length % Alignment != 0)
            writer.Write((byte)0);
        writer.Flush();

        byte[] bytes = new byte[head.Length + (block.Values.Length * sizeof(double))];
        head.GetBuffer().AsSpan(0, (int)head.Length).CopyTo(bytes);
        WriteNumbers(block.Values, bytes.AsSpan((int)head.Length));
        return bytes;
    }

    /// <summary>The session of some bytes.</summary>
    /// <exception cref="FormatException">They are not those of a session.</exception>
    public static SessionBlock Decode(ReadOnlySpan<byte> bytes, InstrumentNames names)
    {
        if (!bytes.StartsWith(Magic) || bytes.Length < 16)
            throw new FormatException("The bytes are not a session.");
        int date = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int instruments = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        int fields = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        long numbers = (long)instruments * fields * sizeof(double);
        if (instruments < 0 || fields < 0 || numbers > bytes.Length - 16)
            throw new FormatException("The sizes of the session are impossible.");
        ReadOnlySpan<byte> table = bytes[16..(bytes.Length - (int)numbers)];
        (ImmutableArray<InstrumentId> ids, ImmutableArray<string> titles) = names.Table(table, instruments, fields);
        double[] values = ReadNumbers(bytes[(16 + table.Length)..], instruments * fields);
        var session = new TradeDate(new DateOnly(date / 10_000, date / 100 % 100, date % 100));
        return new SessionBlock(session, ids, titles, values);
    }

    /// <summary>The names at the head of a session.</summary>
    /// <exception cref="FormatException">They are not as many as said, or do not fill the table.</exception>
    internal static (ImmutableArray<string> Instruments, ImmutableArray<string> Fields) ReadTable(
        ReadOnlySpan<byte> table, int instruments, int fields)
    {
        int position = 0;
        var texts = ImmutableArray.CreateBuilder<string>();
        for (int index = 0; index < instruments + fields; index++)
            texts.Add(ReadText(table, ref position));
        if ((position + Alignment - 1) / Alignment * Alignment != table.Length)
            throw new FormatException("The session is longer or shorter than its sizes say.");
        return ([.. texts.Take(instruments)], [.. texts.Skip(instruments)]);
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(checked((ushort)bytes.Length));
        writer.Write(bytes);
    }

    private static string ReadText(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (position + 2 > bytes.Length)
            throw new FormatException("The session ends within its names.");
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[position..]);
        position += 2 + length;
        return position <= bytes.Length
            ? Encoding.UTF8.GetString(bytes.Slice(position - length, length))
            : throw new FormatException("The session ends within its names.");
    }

    private static void WriteNumbers(ReadOnlySpan<double> values, Span<byte> destination)
    {
        for (int index = 0; index < values.Length; index++)
        {
            double value = double.IsNaN(values[index]) ? Missing : values[index];
            BinaryPrimitives.WriteDoubleLittleEndian(destination[(index * sizeof(double))..], value);
        }
    }

    private static double[] ReadNumbers(ReadOnlySpan<byte> bytes, int count)
    {
        double[] values = new double[count];
        if (BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        for (int index = 0; index < count; index++)
            values[index] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(index * sizeof(double))..]);
        return values;
    }
}

/// <summary>The names of the session read last: most sessions have the same ones, and then share them.</summary>
internal sealed class InstrumentNames
{
    private byte[] last = [];
    private (ImmutableArray<InstrumentId> Instruments, ImmutableArray<string> Fields) names = ([], []);

    /// <summary>The names that a table of bytes stands for.</summary>
    /// <exception cref="FormatException">It is no such table.</exception>
    public (ImmutableArray<InstrumentId> Instruments, ImmutableArray<string> Fields) Table(
        ReadOnlySpan<byte> table, int instruments, int fields)
    {
        bool same = names.Instruments.Length == instruments
            && names.Fields.Length == fields
            && table.SequenceEqual(last);
        if (same && instruments > 0)
            return names;
        (ImmutableArray<string> ids, ImmutableArray<string> titles) =
            SessionCodec.ReadTable(table, instruments, fields);
        names = ([.. ids.Select(InstrumentId.Parse)], titles);
        last = table.ToArray();
        return names;
    }
}
