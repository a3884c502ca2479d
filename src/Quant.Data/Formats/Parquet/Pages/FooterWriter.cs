using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Quant.Data.Formats.Parquet.Encodings;
using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>Writes the footer: the structure FileMetaData of the format, its size and the mark at the end.</summary>
internal static class FooterWriter
{
    private static readonly string CreatedBy =
        $"quant version {typeof(FooterWriter).Assembly.GetName().Version?.ToString(3)} (build 0)";

    /// <summary>Appends the end of the file.</summary>
    public static void Append(
        ArrayBufferWriter<byte> output,
        ParquetSchema schema,
        ParquetWriterOptions options,
        List<WrittenRowGroup> rowGroups)
    {
        var footer = new ThriftWriter(output);
        footer.Open();
        footer.I32(1, options.PageVersion == ParquetPageVersion.V1 ? 1 : 2);
        SchemaWriter.Write(footer, 2, schema);
        footer.I64(3, rowGroups.Sum(group => (long)group.Chunks[0].RowCount));
        footer.List(4, ThriftType.Struct, rowGroups.Count);
        for (int index = 0; index < rowGroups.Count; index++)
            RowGroup(footer, rowGroups[index], options.Codec, index);
        if (options.Metadata.Length > 0)
            Metadata(footer, options.Metadata);
        footer.Text(6, CreatedBy);
        footer.List(7, ThriftType.Struct, schema.Columns.Length);
        foreach (ParquetColumn _ in schema.Columns)
        {
            // The order that each type defines, which bounds follow.
            footer.Open();
            footer.Empty(1);
            footer.Close();
        }

        footer.Close();
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(4), output.WrittenCount);
        output.Advance(4);
        output.Write("PAR1"u8);
    }

    private static void Metadata(ThriftWriter footer, ImmutableArray<KeyValuePair<string, string?>> pairs)
    {
        footer.List(5, ThriftType.Struct, pairs.Length);
        foreach ((string key, string? value) in pairs)
        {
            footer.Open();
            footer.Text(1, key);
            if (value is not null)
                footer.Text(2, value);
            footer.Close();
        }
    }

    private static void RowGroup(ThriftWriter footer, WrittenRowGroup group, ParquetCodec codec, int index)
    {
        WrittenChunk first = group.Chunks[0];
        footer.Open();
        footer.List(1, ThriftType.Struct, group.Chunks.Length);
        foreach (WrittenChunk chunk in group.Chunks)
        {
            footer.Open();
            // Deprecated, required, and by the format's own advice 0.
            footer.I64(2, 0);
            Chunk(footer, chunk, codec);
            footer.Close();
        }

        footer.I64(2, group.Chunks.Sum(chunk => chunk.UncompressedBytes));
        footer.I64(3, first.RowCount);
        footer.I64(5, first.DictionaryOffset ?? first.DataOffset);
        footer.I64(6, group.Chunks.Sum(chunk => chunk.CompressedBytes));
        if (index <= short.MaxValue)
            footer.I16(7, (short)index);
        footer.Close();
    }

    private static void Chunk(ThriftWriter footer, WrittenChunk chunk, ParquetCodec codec)
    {
        footer.Struct(3);
        footer.I32(1, (int)chunk.Column.Physical);
        footer.List(2, ThriftType.I32, chunk.Encodings.Length);
        foreach (ParquetEncoding encoding in chunk.Encodings)
            footer.Element((int)encoding);
        footer.List(3, ThriftType.Binary, 1);
        footer.Element(Encoding.UTF8.GetBytes(chunk.Column.Name));
        footer.I32(4, (int)codec);
        footer.I64(5, chunk.RowCount);
        footer.I64(6, chunk.UncompressedBytes);
        footer.I64(7, chunk.CompressedBytes);
        footer.I64(9, chunk.DataOffset);
        if (chunk.DictionaryOffset is { } dictionary)
            footer.I64(11, dictionary);
        footer.Struct(12);
        footer.I64(3, chunk.NullCount);
        if (chunk.Least is not null)
        {
            footer.Binary(5, chunk.Greatest);
            footer.Binary(6, chunk.Least);
            footer.Bool(7, true);
            footer.Bool(8, true);
        }

        footer.Close();
        footer.Close();
    }
}
