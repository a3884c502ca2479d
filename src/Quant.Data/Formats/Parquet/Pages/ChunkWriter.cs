using System.Buffers;
using Quant.Data.Formats.Parquet.Encodings;
using Quant.Data.Formats.Parquet.Layouts;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>Takes bytes of the file, in order.</summary>
internal delegate void ByteSink(ReadOnlySpan<byte> bytes);

/// <summary>Writes one column of one row group: dictionary, pages, and what the footer will say.</summary>
internal sealed class ChunkWriter<T>(
    ParquetColumn column, ColumnLayout<T> layout, ParquetWriterOptions options, ByteSink sink, long start)
{
    private const int DictionaryBytesMax = 1 << 20;
    private const int BoundBytesMax = 64;

    private readonly PageWriter pages = new(column, options, sink);

    /// <summary>Writes the chunk; nothing if there are no rows.</summary>
    public WrittenChunk Write(ReadOnlySpan<T> values, ReadOnlySpan<bool> valid)
    {
        ReadOnlySpan<T> present = Present(values, valid, out int[]? levels);
        ParquetEncoding encoding = ParquetEncoding.Plain;
        long? dictionaryOffset = null;
        long dataOffset = start;
        T[]? dictionary = null;
        if (values.Length > 0)
        {
            int[] indices = [];
            if (options.UseDictionary && column.Kind != ParquetKind.Boolean)
                dictionary = Dictionary(present, out indices);
            if (dictionary is null)
                encoding = WritePlain(present, levels, values.Length);
            else
            {
                dictionaryOffset = start;
                dataOffset = start + pages.CompressedBytes;
                encoding = ParquetEncoding.RleDictionary;
                WriteIndices(indices, HybridWriter.BitWidth(dictionary.Length - 1), levels, values.Length);
            }
        }

        bool bounded = layout.TryRange(dictionary ?? present, out T least, out T greatest);
        byte[]? low = bounded ? Bound(least) : null;
        byte[]? high = bounded ? Bound(greatest) : null;
        return new WrittenChunk
        {
            Column = column,
            RowCount = values.Length,
            NullCount = values.Length - present.Length,
            DictionaryOffset = dictionaryOffset,
            DataOffset = dataOffset,
            CompressedBytes = pages.CompressedBytes,
            UncompressedBytes = pages.UncompressedBytes,
            Encodings = Encodings(encoding),
            Least = high is null ? null : low,
            Greatest = low is null ? null : high,
        };
    }

    private ImmutableArray<ParquetEncoding> Encodings(ParquetEncoding values)
    {
        var used = new SortedSet<ParquetEncoding> { values };
        if (values == ParquetEncoding.RleDictionary)
            used.Add(ParquetEncoding.Plain);
        if (column.IsOptional)
            used.Add(ParquetEncoding.Rle);
        return [.. used];
    }

    private ReadOnlySpan<T> Present(ReadOnlySpan<T> values, ReadOnlySpan<bool> valid, out int[]? levels)
    {
        bool references = !typeof(T).IsValueType;
        levels = null;
        if (!valid.Contains(false) && !(references && HasNull(values)))
            return values;
        if (!column.IsOptional)
            throw new ArgumentException($"Column '{column.Name}' is required, but has nulls.", nameof(values));
        levels = new int[values.Length];
        var present = new T[values.Length];
        int count = 0;
        for (int row = 0; row < values.Length; row++)
        {
            if ((valid.IsEmpty || valid[row]) && values[row] is not null)
            {
                levels[row] = 1;
                present[count++] = values[row];
            }
        }

        return present.AsSpan(0, count);
    }

    private static bool HasNull(ReadOnlySpan<T> values)
    {
        foreach (T value in values)
        {
            if (value is null)
                return true;
        }

        return false;
    }

    private T[]? Dictionary(ReadOnlySpan<T> present, out int[] indices)
    {
        indices = new int[present.Length];
        T[]? dictionary = present.IsEmpty ? null : layout.Dictionary(present, indices, DictionaryBytesMax);
        // A value that is nearly always new is cheaper without one.
        if (dictionary is null || dictionary.Length > present.Length / 2 + 1)
            return null;
        var plain = new ArrayBufferWriter<byte>();
        layout.Encode(dictionary, plain);
        if (plain.WrittenCount > DictionaryBytesMax)
            return null;
        pages.Dictionary(plain.WrittenSpan, dictionary.Length);
        return dictionary;
    }

    private ParquetEncoding WritePlain(ReadOnlySpan<T> present, ReadOnlySpan<int> levels, int rows)
    {
        bool runs = column.Kind == ParquetKind.Boolean && options.PageVersion == ParquetPageVersion.V2;
        ParquetEncoding encoding = runs ? ParquetEncoding.Rle : ParquetEncoding.Plain;
        var bytes = new ArrayBufferWriter<byte>();
        int row = 0;
        do
        {
            int fit = present.IsEmpty ? 0 : layout.Fit(present, options.PageBytes);
            int end = RowEnd(levels, row, rows, fit, present.Length);
            bytes.ResetWrittenCount();
            layout.Encode(present[..fit], bytes);
            if (runs)
                BooleanRuns.Replace(bytes, fit);
            pages.Data(bytes.WrittenSpan, encoding, levels.IsEmpty ? default : levels[row..end], end - row, fit);
            present = present[fit..];
            row = end;
        }
        while (row < rows);
        return encoding;
    }

    private void WriteIndices(ReadOnlySpan<int> indices, int bitWidth, ReadOnlySpan<int> levels, int rows)
    {
        var bytes = new ArrayBufferWriter<byte>();
        int most = (int)Math.Min(int.MaxValue, 8L * options.PageBytes / bitWidth);
        int row = 0;
        do
        {
            int fit = Math.Min(most, indices.Length);
            int end = RowEnd(levels, row, rows, fit, indices.Length);
            bytes.ResetWrittenCount();
            bytes.Write([(byte)bitWidth]);
            HybridWriter.Append(indices[..fit], bitWidth, bytes);
            pages.Data(
                bytes.WrittenSpan,
                ParquetEncoding.RleDictionary,
                levels.IsEmpty ? default : levels[row..end],
                end - row,
                fit);
            indices = indices[fit..];
            row = end;
        }
        while (row < rows);
    }

    /// <summary>
    /// The row after the page that starts at <paramref name="row"/> and takes <paramref name="fit"/> of the values
    /// left.
    /// </summary>
    private static int RowEnd(ReadOnlySpan<int> levels, int row, int rows, int fit, int left)
    {
        if (fit == left)
            return rows;
        if (levels.IsEmpty)
            return row + fit;
        for (; fit > 0; row++)
            fit -= levels[row];
        return row;
    }

    private byte[]? Bound(T value)
    {
        var plain = new ArrayBufferWriter<byte>();
        layout.Encode([value], plain);
        ReadOnlySpan<byte> bytes = plain.WrittenSpan[(column.Physical == ParquetPhysicalType.ByteArray ? 4 : 0)..];
        // Long bounds are left out rather than shortened: what is stated is always a value of the column.
        return bytes.Length <= BoundBytesMax ? bytes.ToArray() : null;
    }
}
