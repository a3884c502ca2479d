using System.Runtime.CompilerServices;
using Quant.Data.Formats.Parquet.Encodings;
using Quant.Data.Formats.Parquet.Layouts;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>The chunks of one column in some row groups, to be read one below the other.</summary>
internal sealed class ChunkSet(
    ByteSource source, ParquetOrigin file, int position, DecodeBudget budget, bool verifyChecksums)
{
    /// <summary>The row groups.</summary>
    public required ImmutableArray<ParquetRowGroup> RowGroups { get; init; }

    /// <summary>The schema's column; there may be no row group to ask.</summary>
    public required ParquetColumn Column { get; init; }

    /// <summary>Reads them into one array.</summary>
    public ParquetValuesOf<T> Read<T>(ColumnLayout<T> layout)
    {
        ParquetOrigin origin = file.At($"column '{Column.Name}'");
        Int128 rows = 0;
        foreach (ParquetRowGroup group in RowGroups)
            rows += group.RowCount;
        if (rows > Array.MaxLength)
            throw origin.Unsupported(
                $"at most {Array.MaxLength} rows at once", $"{rows}", "Read fewer row groups at once.");
        budget.Hold((long)rows * Unsafe.SizeOf<T>(), origin);
        var values = new T[(int)rows];
        var validity = new Validity(values.Length, budget);
        var bytes = new PageScratch(budget);
        var pages = new ChunkReader<T>(Column, layout, validity, budget);
        int from = 0;
        foreach (ParquetRowGroup group in RowGroups)
        {
            ParquetColumnChunk chunk = group.Columns[position];
            ParquetOrigin place = file.At(
                string.Create(CultureInfo.InvariantCulture, $"row group {group.Index}, column '{Column.Name}'"));
            budget.Unpack(chunk.CompressedBytes, place);
            ReadOnlySpan<byte> packed = source.Read(chunk.Start, (int)chunk.CompressedBytes, bytes, place);
            pages.Read(packed, chunk.Codec, verifyChecksums, values.AsSpan(from, (int)chunk.RowCount), from, place);
            from += (int)chunk.RowCount;
        }

        return new ParquetValuesOf<T>(Column, values, validity.Flags);
    }
}
