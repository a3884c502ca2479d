using System.Buffers.Binary;
using System.Text;
using Quant.Factors;

namespace Quant.Data.FactorFiles;

/// <summary>What a factor file says before its rows: which factor, of which instruments, made by which recipe.</summary>
/// <param name="Name">The factor.</param>
/// <param name="Recipe">The hash of its formula and rules.</param>
/// <param name="Precision">How a cell is stored.</param>
/// <param name="Instruments">The cells of a row, ascending.</param>
internal sealed record FactorFileHeader(
    string Name, ContentHash Recipe, FactorPrecision Precision, ImmutableArray<InstrumentId> Instruments)
{
    /// <summary>The bytes of a row before its cells: the day, nothing, the stamp and the chain.</summary>
    public const int RowHead = 24;

    private const int Page = 4096;
    private const int Fixed = 112;
    private const int MostInstruments = 1_000_000;
    private const int MostBytes = 64 << 20;
    private const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "QFACTOR1"u8;

    /// <summary>The bytes of one cell.</summary>
    public int CellBytes => Precision == FactorPrecision.Bits32 ? sizeof(float) : sizeof(double);

    /// <summary>The bytes of one row: its head, its cells up to a multiple of eight, and a checksum.</summary>
    public int RowBytes => checked(RowHead + ((((Instruments.Length * CellBytes) + 7) / 8) * 8) + sizeof(ulong));

    /// <summary>The bytes of the header, a whole number of pages.</summary>
    public int Length => (Fixed + Encoding.UTF8.GetByteCount(Name) + Encoding.UTF8.GetByteCount(List) + 8 + Page - 1) / Page * Page;

    private string List => string.Join('\n', Instruments);

    /// <summary>Whether values stored under one header are good under the other, but for the columns.</summary>
    public bool SameFactor(FactorFileHeader other) =>
        (Name, Recipe, Precision) == (other.Name, other.Recipe, other.Precision);

    /// <summary>The header as bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] name = Encoding.UTF8.GetBytes(Name);
        byte[] list = Encoding.UTF8.GetBytes(List);
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        Write(bytes, 8, Version);
        Write(bytes, 12, (uint)bytes.Length);
        Write(bytes, 16, (uint)Instruments.Length);
        Write(bytes, 20, (uint)CellBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), (ulong)RowBytes);
        Convert.FromHexString(Recipe.Hex).CopyTo(bytes, 32);
        Convert.FromHexString(ContentHash.Of(list).Hex).CopyTo(bytes, 64);
        Write(bytes, 96, (uint)name.Length);
        Write(bytes, 100, (uint)list.Length);
        name.CopyTo(bytes, Fixed);
        list.CopyTo(bytes, Fixed + name.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8), Checksum.Of(bytes.AsSpan(0, bytes.Length - 8)));
        return bytes;
    }

    /// <summary>Reads the header of a file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="length">The bytes of the whole file.</param>
    /// <param name="read">Fills a span from an offset of the file.</param>
    /// <exception cref="InputException">It is no header.</exception>
    public static FactorFileHeader Read(string path, long length, ReadAt read)
    {
        byte[] start = new byte[Page];
        if (length < Page)
            throw Damaged(path, $"a factor file of at least {Page} bytes", $"{length} bytes");
        read(start, 0);
        if (!start.AsSpan(0, 8).SequenceEqual(Magic))
            throw Damaged(path, "a factor file, which starts with QFACTOR1", "another start");
        if (Number(start, 8) != Version)
            throw new InputException(path, "", $"version {Version} of the format", $"{Number(start, 8)}", "Use the program that wrote it.");
        uint size = Number(start, 12);
        if (size < Page || size % Page != 0 || size > MostBytes || size > length)
            throw Damaged(path, "a header of whole pages within the file", $"{size} bytes");
        byte[] bytes = new byte[size];
        read(bytes, 0);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8)) != Checksum.Of(bytes.AsSpan(0, bytes.Length - 8)))
            throw Damaged(path, "a header with its checksum", "another");
        return Checked(path, bytes);
    }

    private static FactorFileHeader Checked(string path, byte[] bytes)
    {
        uint columns = Number(bytes, 16);
        uint name = Number(bytes, 96);
        uint list = Number(bytes, 100);
        if (columns > MostInstruments || name > 4096 || Fixed + (long)name + list + 8 > bytes.Length)
            throw Damaged(path, "names that fit into the header", "longer ones");
        string text = Encoding.UTF8.GetString(bytes, Fixed + (int)name, (int)list);
        string[] codes = text.Length == 0 ? [] : text.Split('\n');
        var instruments = ImmutableArray.CreateBuilder<InstrumentId>(codes.Length);
        foreach (string code in codes)
        {
            if (!InstrumentId.TryParse(code, out InstrumentId id) || (instruments.Count > 0 && id <= instruments[^1]))
                throw Damaged(path, "instruments, ascending", $"'{code}'");
            instruments.Add(id);
        }

        uint cell = Number(bytes, 20);
        if (codes.Length != columns || cell is not (4 or 8))
            throw Damaged(path, $"{columns} instruments and cells of 4 or 8 bytes", $"{codes.Length} and {cell}");
        var header = new FactorFileHeader(
            Encoding.UTF8.GetString(bytes, Fixed, (int)name),
            ContentHash.Parse(Convert.ToHexStringLower(bytes.AsSpan(32, 32))),
            cell == 4 ? FactorPrecision.Bits32 : FactorPrecision.Bits64,
            instruments.DrainToImmutable());
        return header.Length == bytes.Length && BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(24)) == (ulong)header.RowBytes
            ? header
            : throw Damaged(path, $"rows of {header.RowBytes} bytes", "another size");
    }

    /// <summary>The refusal of a file.</summary>
    public static InputException Damaged(string path, string expected, string found, string place = "") =>
        new(path, place, expected, found, "Delete the file and run 'quant factor build' again.");

    private static void Write(byte[] bytes, int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);

    private static uint Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
}

/// <summary>Fills a span from an offset of a file.</summary>
internal delegate void ReadAt(Span<byte> destination, long offset);
