using System.Buffers;
using System.Buffers.Binary;
using Quant.Data.Formats.Parquet.Codecs;
using Quant.Data.Formats.Parquet.Encodings;
using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>Writes pages with their headers and checksums.</summary>
internal sealed class PageWriter(ParquetColumn column, ParquetWriterOptions options, ByteSink sink)
{
    private readonly ParquetOrigin origin = new("the Parquet writer", $"column '{column.Name}'");
    private readonly ArrayBufferWriter<byte> body = new();
    private readonly ArrayBufferWriter<byte> packed = new();
    private readonly ArrayBufferWriter<byte> head = new();

    /// <summary>The bytes written so far, headers included.</summary>
    public long CompressedBytes { get; private set; }

    /// <summary>The bytes that they stand for, headers included.</summary>
    public long UncompressedBytes { get; private set; }

    /// <summary>Writes the dictionary.</summary>
    public void Dictionary(ReadOnlySpan<byte> values, int count)
    {
        ReadOnlySpan<byte> bytes = Pack(values);
        ThriftWriter header = Head(PageType.Dictionary, values.Length, default, bytes);
        header.Struct(7);
        header.I32(1, count);
        header.I32(2, (int)ParquetEncoding.Plain);
        header.Close();
        Finish(header, values.Length, default, bytes);
    }

    /// <summary>Writes a data page.</summary>
    /// <param name="values">The values that are not null, encoded.</param>
    /// <param name="encoding">How.</param>
    /// <param name="levels">For each row 1 or, for a null, 0; empty if there is no null.</param>
    /// <param name="rows">The rows, nulls included.</param>
    /// <param name="present">The rows that are not null.</param>
    public void Data(
        ReadOnlySpan<byte> values, ParquetEncoding encoding, ReadOnlySpan<int> levels, int rows, int present)
    {
        body.ResetWrittenCount();
        bool second = options.PageVersion == ParquetPageVersion.V2;
        if (column.IsOptional)
            AppendLevels(levels, rows, sized: !second);
        if (second)
            DataV2(values, encoding, rows, present);
        else
            DataV1(values, encoding, rows);
    }

    private void DataV1(ReadOnlySpan<byte> values, ParquetEncoding encoding, int rows)
    {
        body.Write(values);
        ReadOnlySpan<byte> bytes = Pack(body.WrittenSpan);
        ThriftWriter header = Head(PageType.Data, body.WrittenCount, default, bytes);
        header.Struct(5);
        header.I32(1, rows);
        header.I32(2, (int)encoding);
        header.I32(3, (int)ParquetEncoding.Rle);
        header.I32(4, (int)ParquetEncoding.Rle);
        header.Close();
        Finish(header, body.WrittenCount, default, bytes);
    }

    private void DataV2(ReadOnlySpan<byte> values, ParquetEncoding encoding, int rows, int present)
    {
        ReadOnlySpan<byte> levels = body.WrittenSpan;
        ReadOnlySpan<byte> bytes = Pack(values);
        bool compressed = options.Codec != ParquetCodec.None && bytes.Length < values.Length;
        if (!compressed)
            bytes = values;
        int size = checked(levels.Length + values.Length);
        ThriftWriter header = Head(PageType.DataV2, size, levels, bytes);
        header.Struct(8);
        header.I32(1, rows);
        header.I32(2, rows - present);
        header.I32(3, rows);
        header.I32(4, (int)encoding);
        header.I32(5, levels.Length);
        header.I32(6, 0);
        header.Bool(7, compressed);
        header.Close();
        Finish(header, size, levels, bytes);
    }

    private void AppendLevels(ReadOnlySpan<int> levels, int rows, bool sized)
    {
        var runs = new ArrayBufferWriter<byte>();
        if (levels.IsEmpty)
            HybridWriter.AppendRun(1, rows, 1, runs);
        else
            HybridWriter.Append(levels, 1, runs);
        if (sized)
        {
            BinaryPrimitives.WriteInt32LittleEndian(body.GetSpan(4), runs.WrittenCount);
            body.Advance(4);
        }

        body.Write(runs.WrittenSpan);
    }

    private ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> bytes)
    {
        if (options.Codec == ParquetCodec.None)
            return bytes;
        packed.ResetWrittenCount();
        PageCodec.Pack(options.Codec, bytes, packed, origin);
        return packed.WrittenSpan;
    }

    private ThriftWriter Head(PageType type, int size, ReadOnlySpan<byte> levels, ReadOnlySpan<byte> bytes)
    {
        head.ResetWrittenCount();
        var header = new ThriftWriter(head);
        header.Open();
        header.I32(1, (int)type);
        header.I32(2, size);
        header.I32(3, checked(levels.Length + bytes.Length));
        header.I32(4, Crc32.Of(levels, bytes));
        return header;
    }

    private void Finish(ThriftWriter header, int size, ReadOnlySpan<byte> levels, ReadOnlySpan<byte> bytes)
    {
        header.Close();
        sink(head.WrittenSpan);
        sink(levels);
        sink(bytes);
        CompressedBytes += head.WrittenCount + levels.Length + bytes.Length;
        UncompressedBytes += head.WrittenCount + (long)size;
    }
}
