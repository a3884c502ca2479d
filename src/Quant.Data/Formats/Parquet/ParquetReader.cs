using System.Buffers.Binary;
using Quant.Data.Formats.Parquet.Layouts;
using Quant.Data.Formats.Parquet.Pages;

namespace Quant.Data.Formats.Parquet;

/// <summary>Reads a Parquet file with a flat schema: whole, by column, or by row group.</summary>
/// <remarks>
/// Nothing in the file is trusted: whatever is wrong with it is told by <see cref="InputException"/>, and memory and
/// time are bounded by <see cref="ParquetReaderOptions.DecodedBytesLimit"/>. Not safe for several threads at once,
/// except when opened from memory.
/// </remarks>
public sealed class ParquetReader : IDisposable
{
    private const int TailBytes = 8;
    private const string Magic = "PAR1";
    private const string EncryptedMagic = "PARE";

    private readonly ByteSource source;
    private readonly ParquetReaderOptions options;
    private readonly ParquetOrigin origin;
    private readonly FileFooter footer;

    private ParquetReader(ByteSource source, string name, ParquetReaderOptions? options)
    {
        (this.source, this.options) = (source, options ?? new ParquetReaderOptions());
        origin = new ParquetOrigin(name, "");
        footer = ReadFooter();
    }

    /// <summary>The columns.</summary>
    public ParquetSchema Schema => footer.Schema;

    /// <summary>The rows of all row groups.</summary>
    public long RowCount => footer.RowCount;

    /// <summary>The row groups, in their order.</summary>
    public ImmutableArray<ParquetRowGroup> RowGroups => footer.RowGroups;

    /// <summary>The key-value pairs of the footer, in their order; a key may come twice, a value may be null.</summary>
    public ImmutableArray<KeyValuePair<string, string?>> Metadata => footer.Metadata;

    /// <summary>The program that wrote the file, if stated.</summary>
    public string? CreatedBy => footer.CreatedBy;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InputException">It is not there, or is not a Parquet file that can be read.</exception>
    public static ParquetReader Open(string path, ParquetReaderOptions? options = null)
    {
        try
        {
            return Open(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), path, options);
        }
        catch (FileNotFoundException)
        {
            throw new InputException(path, "", "a Parquet file", "no file", "Check the path.");
        }
        catch (DirectoryNotFoundException)
        {
            throw new InputException(path, "", "a Parquet file", "no folder of this name", "Check the path.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new InputException(
                path, "", "a file that may be read", "no permission, or a folder", "Check the path.");
        }
    }

    /// <summary>Opens a stream that can seek, from its start, and owns it from here on.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What to call it in refusals.</param>
    /// <param name="options">How far it is trusted.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="InputException">It does not hold a Parquet file that can be read.</exception>
    public static ParquetReader Open(Stream stream, string name, ParquetReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
            throw new ArgumentException("Cannot seek.", nameof(stream));
        var source = new StreamSource(stream);
        ParquetReader? reader = null;
        try
        {
            return reader = new ParquetReader(source, name, options);
        }
        finally
        {
            if (reader is null)
                source.Dispose();
        }
    }

    /// <summary>Opens bytes in memory, which must not change.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="name">What to call them in refusals.</param>
    /// <param name="options">How far they are trusted.</param>
    /// <exception cref="InputException">They are not a Parquet file that can be read.</exception>
    public static ParquetReader Open(ReadOnlyMemory<byte> bytes, string name, ParquetReaderOptions? options = null) =>
        new(new MemorySource(bytes), name, options);

    /// <summary>Reads columns of row groups into one table.</summary>
    /// <param name="columns">Their names, in the order wanted; without it, all.</param>
    /// <param name="rowGroups">The row groups of this file, in the order wanted; without it, all.</param>
    /// <exception cref="ArgumentException">There is no such column, or a row group is of another file.</exception>
    /// <exception cref="InputException">
    /// The file is damaged, uses what is not read here, or exceeds the limits.
    /// </exception>
    public ParquetTable ReadTable(IEnumerable<string>? columns = null, IEnumerable<ParquetRowGroup>? rowGroups = null)
    {
        ParquetSchema schema = columns is null ? Schema : new ParquetSchema(columns.Select(name => Schema[name]));
        ImmutableArray<ParquetRowGroup> groups = rowGroups is null ? RowGroups : [.. rowGroups];
        DecodeBudget budget = MakeBudget();
        ImmutableArray<ParquetValues> values = [.. schema.Columns.Select(column => Read(column.Name, groups, budget))];
        return new ParquetTable(schema, values[0].Count, values);
    }

    /// <summary>Reads one column of the whole file.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="InputException">
    /// The file is damaged, uses what is not read here, or exceeds the limits.
    /// </exception>
    public ParquetValues ReadColumn(string column) => Read(column, RowGroups, MakeBudget());

    /// <summary>Reads one column of one row group.</summary>
    /// <exception cref="ArgumentException">There is no such column, or the row group is of another file.</exception>
    /// <exception cref="InputException">
    /// The file is damaged, uses what is not read here, or exceeds the limits.
    /// </exception>
    public ParquetValues ReadColumn(string column, ParquetRowGroup rowGroup) => Read(column, [rowGroup], MakeBudget());

    /// <summary>Closes the file or stream.</summary>
    public void Dispose() => source.Dispose();

    private ParquetValues Read(string column, ImmutableArray<ParquetRowGroup> groups, DecodeBudget budget)
    {
        int position = Schema.Position(column);
        foreach (ParquetRowGroup group in groups)
        {
            if (group.Index >= RowGroups.Length || RowGroups[group.Index] != group)
                throw new ArgumentException($"Row group {group.Index} is not of this file.", nameof(groups));
        }

        var chunks = new ChunkSet(source, origin, position, budget, options.VerifyChecksums)
        {
            RowGroups = groups,
            Column = Schema.Columns[position],
        };
        return ColumnLayout.Of(Schema.Columns[position]).Read(chunks);
    }

    private DecodeBudget MakeBudget() => new(
        options.DecodedBytesLimit ?? Math.Min(source.Length, long.MaxValue / 16) * 10 + (64L << 20));

    private FileFooter ReadFooter()
    {
        var budget = new DecodeBudget(long.MaxValue);
        if (source.Length < Magic.Length + TailBytes)
            throw origin.Damaged("a Parquet file of at least 12 bytes", $"{source.Length} bytes");
        ReadOnlySpan<byte> head = source.Read(0, Magic.Length, new(budget), origin);
        if (!head.SequenceEqual("PAR1"u8) && !head.SequenceEqual("PARE"u8))
            throw origin.Damaged($"a Parquet file, which starts with {Magic}", "another start");
        ReadOnlySpan<byte> tail = source.Read(source.Length - TailBytes, TailBytes, new(budget), origin);
        if (tail[4..].SequenceEqual("PARE"u8))
        {
            throw origin.Unsupported(
                "a Parquet file that is not encrypted",
                $"the mark {EncryptedMagic}",
                "Write the file without encryption.");
        }

        if (!tail[4..].SequenceEqual("PAR1"u8))
            throw origin.Damaged($"a Parquet file, which ends with {Magic}", "another end");
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        long room = source.Length - Magic.Length - TailBytes;
        if (length > room || length > Array.MaxLength)
            throw origin.Damaged($"a footer of at most {room} bytes", $"{length}");
        long start = source.Length - TailBytes - length;
        return FooterReader.Read(source.Read(start, (int)length, new(budget), origin), start, origin);
    }
}
