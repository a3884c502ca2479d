using System.Buffers.Binary;
using Quant.Data.Formats.Parquet.Codecs;
using Quant.Data.Formats.Parquet.Encodings;
using Quant.Data.Formats.Parquet.Layouts;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>Reads the pages of column chunks.</summary>
internal sealed class ChunkReader<T>(
    ParquetColumn column, ColumnLayout<T> layout, Validity validity, DecodeBudget budget)
{
    private readonly PageScratch unpacked = new(budget);
    private readonly PageValues<T> decoder = new(column, layout, budget);

    /// <summary>Reads one chunk.</summary>
    /// <param name="chunk">Its bytes.</param>
    /// <param name="codec">How its pages are packed.</param>
    /// <param name="verify">Whether checksums are compared.</param>
    /// <param name="values">One place for each of its rows.</param>
    /// <param name="from">The row of the validity where it starts.</param>
    /// <param name="origin">For refusals.</param>
    public void Read(
        ReadOnlySpan<byte> chunk, ParquetCodec codec, bool verify, Span<T> values, int from, ParquetOrigin origin)
    {
        decoder.Forget();
        bool first = true;
        while (values.Length > 0)
        {
            PageHeader header = PageHeader.Read(chunk, origin, out int size);
            ReadOnlySpan<byte> body = chunk.Slice(size, header.CompressedSize);
            chunk = chunk[(size + header.CompressedSize)..];
            if (verify && header.Crc is { } crc && Crc32.Of(body) != crc)
                throw origin.Damaged("a page with the stated checksum", "other bytes");
            if (header.Type is PageType.Data or PageType.DataV2)
            {
                if (header.ValueCount > values.Length)
                    throw origin.Damaged($"at most {values.Length} more values", $"{header.ValueCount}");
                Span<T> page = values[..header.ValueCount];
                if (header.Type == PageType.Data)
                    ReadPage(header, body, codec, page, from, origin);
                else
                    ReadPageV2(header, body, codec, page, from, origin);
                values = values[page.Length..];
                from += page.Length;
            }
            else if (header.Type == PageType.Dictionary)
            {
                if (!first)
                    throw origin.Damaged("one dictionary, before all values", "another");
                decoder.Learn(
                    Unpack(body, header.UncompressedSize, codec, origin), header.Encoding, header.ValueCount, origin);
            }

            first = false;
        }
    }

    private void ReadPage(
        PageHeader header, ReadOnlySpan<byte> body, ParquetCodec codec, Span<T> values, int from, ParquetOrigin origin)
    {
        ReadOnlySpan<byte> data = Unpack(body, header.UncompressedSize, codec, origin);
        int present = values.Length;
        if (column.IsOptional)
        {
            if (header.LevelEncoding != ParquetEncoding.Rle)
            {
                throw origin.Unsupported(
                    "levels in RLE", $"encoding {header.LevelEncoding}", "Write the file with a newer program.");
            }

            int size = data.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(data) : -1;
            if (size < 0 || size > data.Length - 4)
                throw origin.Damaged($"levels within a page of {data.Length} bytes", $"{size} bytes of them");
            present = validity.Read(data.Slice(4, size), from, values.Length, origin);
            data = data[(4 + size)..];
        }

        Decode(data, header.Encoding, values, from, present, origin);
    }

    private void ReadPageV2(
        PageHeader header, ReadOnlySpan<byte> body, ParquetCodec codec, Span<T> values, int from, ParquetOrigin origin)
    {
        ReadOnlySpan<byte> levels = body[..header.LevelBytes];
        int present = column.IsOptional ? validity.Read(levels, from, values.Length, origin) : values.Length;
        if (header.NullCount != values.Length - present)
            throw origin.Damaged($"{header.NullCount} nulls", $"{values.Length - present}");
        ReadOnlySpan<byte> data = Unpack(
            body[header.LevelBytes..],
            header.UncompressedSize - header.LevelBytes,
            header.IsCompressed ? codec : ParquetCodec.None,
            origin);
        Decode(data, header.Encoding, values, from, present, origin);
    }

    private void Decode(
        ReadOnlySpan<byte> data, ParquetEncoding encoding, Span<T> values, int from, int present, ParquetOrigin origin)
    {
        if (present > 0)
            decoder.Decode(data, encoding, values[..present], origin);
        if (present < values.Length)
            validity.Spread(values, from, present);
    }

    private ReadOnlySpan<byte> Unpack(ReadOnlySpan<byte> body, int size, ParquetCodec codec, ParquetOrigin origin)
    {
        if (codec == ParquetCodec.None)
            return body.Length == size ? body : throw origin.Damaged($"a page of {size} bytes", $"{body.Length}");
        if (size == 0 && body.IsEmpty)
            return body;
        Span<byte> page = unpacked.Take(size, origin);
        PageCodec.Unpack(codec, body, page, origin);
        return page;
    }
}
