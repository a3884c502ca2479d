using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Quant.Factors;

namespace Quant.Data.FactorFiles;

/// <summary>One row of a factor file: a day, what it was made from, the cells and a checksum.</summary>
internal static class FactorRow
{
    /// <summary>Writes a row.</summary>
    /// <param name="row">As many bytes as the header says.</param>
    /// <param name="date">The session.</param>
    /// <param name="mark">What it was made from.</param>
    /// <param name="cells">One number per instrument.</param>
    /// <param name="precision">How a cell is stored.</param>
    public static void Write(
        Span<byte> row, TradeDate date, RowMark mark, ReadOnlySpan<double> cells, FactorPrecision precision)
    {
        row.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(row, date.Day.DayNumber);
        Span<byte> body = row[FactorFileHeader.RowHead..^sizeof(ulong)];
        if (precision == FactorPrecision.Bits64)
            MemoryMarshal.AsBytes(cells).CopyTo(body);
        else
            Narrow(cells, MemoryMarshal.Cast<byte, float>(body));
        Seal(row, mark);
    }

    /// <summary>Puts the mark and the checksum on a row whose day and cells stand.</summary>
    public static void Seal(Span<byte> row, RowMark mark)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(row[8..], mark.Stamp);
        BinaryPrimitives.WriteUInt64LittleEndian(row[16..], mark.Chain);
        BinaryPrimitives.WriteUInt64LittleEndian(row[^sizeof(ulong)..], Checksum.Of(row[..^sizeof(ulong)]));
    }

    /// <summary>The day of a row, as a number of days.</summary>
    public static int DayOf(ReadOnlySpan<byte> row) => BinaryPrimitives.ReadInt32LittleEndian(row);

    /// <summary>What a row was made from.</summary>
    public static RowMark MarkOf(ReadOnlySpan<byte> row) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(row[8..]), BinaryPrimitives.ReadUInt64LittleEndian(row[16..]));

    /// <summary>Whether a row has its checksum.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> row) =>
        BinaryPrimitives.ReadUInt64LittleEndian(row[^sizeof(ulong)..]) == Checksum.Of(row[..^sizeof(ulong)]);

    /// <summary>Copies the cells of a row.</summary>
    public static void Read(ReadOnlySpan<byte> row, FactorPrecision precision, Span<double> cells)
    {
        ReadOnlySpan<byte> body = row[FactorFileHeader.RowHead..];
        if (precision == FactorPrecision.Bits64)
        {
            MemoryMarshal.Cast<byte, double>(body)[..cells.Length].CopyTo(cells);
            return;
        }

        ReadOnlySpan<float> narrow = MemoryMarshal.Cast<byte, float>(body);
        for (int cell = 0; cell < cells.Length; cell++)
            cells[cell] = narrow[cell];
    }

    private static void Narrow(ReadOnlySpan<double> cells, Span<float> narrow)
    {
        for (int cell = 0; cell < cells.Length; cell++)
            narrow[cell] = (float)cells[cell];
    }
}

/// <summary>What a row was made from.</summary>
/// <param name="Stamp">The checksum of the inputs within the factor's window.</param>
/// <param name="Chain">The checksum of the days and stamps of this row and all before it.</param>
internal readonly record struct RowMark(ulong Stamp, ulong Chain);
