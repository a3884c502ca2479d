using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Quant.Factors;

namespace Quant.Data.FactorFiles;

/// <summary>One stored factor, mapped into memory: dates × instruments, read without loading the file.</summary>
/// <remarks>
/// <para>Layout: see docs/reference/factor-store.md. Rows are sessions, ascending.</para>
/// <para>Missing: NaN.</para>
/// <para>Nothing in the file is trusted: a row is given only after its checksum was found right.</para>
/// </remarks>
public sealed unsafe class FactorFile : IDisposable
{
    private readonly string path;
    private readonly FactorFileHeader header;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;

    private FactorFile(string path, long length, MemoryMappedFile map)
    {
        (this.path, this.map) = (path, map);
        view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
        byte* first = start;
        header = FactorFileHeader.Read(
            path, length, (target, offset) => new ReadOnlySpan<byte>(first + offset, target.Length).CopyTo(target));
        long rows = (length - header.Length) / header.RowBytes;
        if ((length - header.Length) % header.RowBytes != 0)
        {
            throw FactorFileHeader.Damaged(
                path, $"whole rows of {header.RowBytes} bytes", "a file that ends within one, cut short or being appended to");
        }

        Dates = DatesOf((int)rows);
    }

    /// <summary>The factor.</summary>
    public string Name => header.Name;

    /// <summary>The hash of its formula and rules.</summary>
    public ContentHash Recipe => header.Recipe;

    /// <summary>How its numbers are stored.</summary>
    public FactorPrecision Precision => header.Precision;

    /// <summary>The columns, ascending.</summary>
    public ImmutableArray<InstrumentId> Instruments => header.Instruments;

    /// <summary>The rows, ascending.</summary>
    public ImmutableArray<TradeDate> Dates { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InputException">It cannot be read, or is no whole factor file.</exception>
    public static FactorFile Open(string path)
    {
        MemoryMappedFile? map = null;
        FactorFile? file = null;
        try
        {
            long length = new FileInfo(path).Length;
            if (length == 0)
                throw FactorFileHeader.Damaged(path, "a factor file", "an empty file");
            map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
            return file = new FactorFile(path, length, map);
        }
        catch (SystemException wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                path, "", "a factor file that can be read", wrong.Message, "Run 'quant factor build' to make it.");
        }
        finally
        {
            if (file is null)
                map?.Dispose();
        }
    }

    /// <summary>The cells of a row as they lie in memory, for a factor stored in 64 bits.</summary>
    /// <exception cref="InvalidOperationException">The factor is stored in 32 bits.</exception>
    /// <exception cref="InputException">The row is damaged.</exception>
    public ReadOnlySpan<double> Row(int row) => Precision == FactorPrecision.Bits64
        ? MemoryMarshal.Cast<byte, double>(Bytes(row)[FactorFileHeader.RowHead..])[..Instruments.Length]
        : throw new InvalidOperationException($"{Name} is stored in 32 bits; copy its rows.");

    /// <summary>Copies the cells of a row.</summary>
    /// <exception cref="InputException">The row is damaged.</exception>
    public void CopyRow(int row, Span<double> destination) =>
        FactorRow.Read(Bytes(row), Precision, destination[..Instruments.Length]);

    /// <summary>A copy of all rows.</summary>
    /// <exception cref="InputException">A row is damaged.</exception>
    public Panel ReadPanel()
    {
        var panel = new Panel(Dates.Length, Instruments.Length);
        for (int row = 0; row < Dates.Length; row++)
            CopyRow(row, panel[row]);
        return panel;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    private ReadOnlySpan<byte> Bytes(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Dates.Length);
        ReadOnlySpan<byte> bytes = Raw(row);
        return FactorRow.IsWhole(bytes)
            ? bytes
            : throw FactorFileHeader.Damaged(path, "a row with its checksum", "another", $"row {row + 1}, {Dates[row]}");
    }

    private ReadOnlySpan<byte> Raw(int row) => new(start + header.Length + ((long)row * header.RowBytes), header.RowBytes);

    private ImmutableArray<TradeDate> DatesOf(int rows)
    {
        var dates = ImmutableArray.CreateBuilder<TradeDate>(rows);
        for (int row = 0; row < rows; row++)
        {
            int day = FactorRow.DayOf(Raw(row));
            if (day < 0 || day > DateOnly.MaxValue.DayNumber || (row > 0 && day <= dates[row - 1].Day.DayNumber))
                throw FactorFileHeader.Damaged(path, "ascending days", $"{day}", $"row {row + 1}");
            dates.Add(new TradeDate(DateOnly.FromDayNumber(day)));
        }

        return dates.DrainToImmutable();
    }
}
