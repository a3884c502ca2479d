using System.Buffers;
using System.Buffers.Binary;
using Quant.Data.Formats.Parquet;
using Quant.Data.Formats.Parquet.Layouts;
using Quant.Data.Formats.Parquet.Pages;

namespace Quant.Data.Tests.Formats.Parquet;

public sealed class Int96Tests
{
    private const long NanosecondsPerDay = 86_400_000_000_000;

    [Fact]
    public void ReadColumn_GivesNanosecondsSince1970()
    {
        byte[] file = Write(
            (2_440_588, 0), (2_440_588, 1), (2_440_587, NanosecondsPerDay - 1), (2_460_000, 34_200_000_000_000), (2_440_588, -5));
        using ParquetReader reader = ParquetReader.Open(file, "memory");

        Assert.Equal(ParquetPhysicalType.Int96, reader.Schema["moment"].Physical);
        Assert.Equal(
            [0, 1, -1, 19_412 * NanosecondsPerDay + 34_200_000_000_000, -5],
            reader.ReadColumn("moment").As<long>().Values.ToArray());
        Assert.False(reader.RowGroups[0].Columns[0].Statistics.TryRange<long>(out _, out _));
    }

    [Theory]
    [InlineData(int.MaxValue, 0)]
    [InlineData(int.MinValue, 0)]
    [InlineData(2_440_588 + 106_752, 0)]
    public void ReadColumn_RefusesWhatNanosecondsCannotReach(int day, long ofDay)
    {
        using ParquetReader reader = ParquetReader.Open(Write((day, ofDay)), "memory");

        Assert.Throws<InputException>(() => reader.ReadColumn("moment"));
    }

    [Fact]
    public void Writer_RefusesTheDeprecatedForm() =>
        Assert.Throws<ArgumentException>(() => new ParquetWriter(new MemoryStream(), new ParquetSchema(ParquetColumn.Int96("moment"))));

    /// <summary>The writer refuses INT96, so the file is put together from its parts.</summary>
    private static byte[] Write(params (int Day, long OfDay)[] moments)
    {
        ParquetColumn column = ParquetColumn.Int96("moment");
        byte[][] values = [.. moments.Select(moment =>
        {
            byte[] bytes = new byte[12];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, moment.OfDay);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), moment.Day);
            return bytes;
        })];
        var file = new ArrayBufferWriter<byte>();
        file.Write("PAR1"u8);
        var options = new ParquetWriterOptions { UseDictionary = false };
        var layout = new FixedBytesLayout(ParquetColumn.FixedBytes("moment", 12));
        var writer = new ChunkWriter<byte[]>(column, layout, options, bytes => file.Write(bytes), file.WrittenCount);
        WrittenChunk chunk = writer.Write(values, []);
        var footer = new ArrayBufferWriter<byte>();
        FooterWriter.Append(footer, new ParquetSchema(column), options, [new WrittenRowGroup([chunk])]);
        file.Write(footer.WrittenSpan);
        return file.WrittenSpan.ToArray();
    }
}
