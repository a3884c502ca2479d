using System.Buffers;
using System.Buffers.Binary;
using Quant.Data.Formats.Parquet;
using Quant.Data.Formats.Parquet.Layouts;
using Quant.Data.Formats.Parquet.Pages;

namespace Quant.Data.Tests.Formats.Parquet;

/// <summary>Forms of columns that others write and we only read.</summary>
public sealed class ReadOnlyFormTests
{
    private const long NanosecondsPerDay = 86_400_000_000_000;

    [Fact]
    public void ReadColumn_OfInt96_GivesNanosecondsSince1970()
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
    public void ReadColumn_OfInt96_RefusesWhatNanosecondsCannotReach(int day, long ofDay)
    {
        using ParquetReader reader = ParquetReader.Open(Write((day, ofDay)), "memory");

        Assert.Throws<InputException>(() => reader.ReadColumn("moment"));
    }

    [Fact]
    public void ReadColumn_OfDecimalsInBytes_GivesThemExactly()
    {
        ParquetColumn column = ParquetColumn.Decimal("amount", 38, 2, ParquetPhysicalType.ByteArray, 0);
        byte[] file = Write(column, new BytesLayout(), [[0x01], [0xff], [0x00, 0x80], [0xff, 0x7f], [.. new byte[20], 0x05]]);
        using ParquetReader reader = ParquetReader.Open(file, "memory");

        Assert.Equal([1, -1, 128, -129, 5], reader.ReadColumn("amount").As<Int128>().Values.ToArray());
        Assert.True(reader.RowGroups[0].Columns[0].Statistics.TryRange(out Int128 _, out Int128 _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0100000000000000000000000000000000")]
    [InlineData("7fffffffffffffffffffffffffffffff")]
    public void ReadColumn_OfDecimalsInBytes_RefusesMoreDigitsThanStated(string hex)
    {
        ParquetColumn column = ParquetColumn.Decimal("amount", 38, 2, ParquetPhysicalType.ByteArray, 0);
        using ParquetReader reader = ParquetReader.Open(Write(column, new BytesLayout(), [Convert.FromHexString(hex)]), "memory");

        Assert.Throws<InputException>(() => reader.ReadColumn("amount"));
    }

    public static TheoryData<string> Forms => ["int96", "decimal in bytes", "decimal of 10 digits in 32 bits", "decimal of 5 digits in 2 bytes"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Writer_RefusesThem(string form)
    {
        ParquetColumn column = form switch
        {
            "int96" => ParquetColumn.Int96("x"),
            "decimal in bytes" => ParquetColumn.Decimal("x", 5, 2, ParquetPhysicalType.ByteArray, 0),
            "decimal of 10 digits in 32 bits" => ParquetColumn.Decimal("x", 10, 2, ParquetPhysicalType.Int32, 0),
            _ => ParquetColumn.Decimal("x", 5, 2, ParquetPhysicalType.FixedLengthByteArray, 2),
        };

        Assert.Throws<ArgumentException>(() => new ParquetWriter(new MemoryStream(), new ParquetSchema(column)));
    }

    private static byte[] Write(params (int Day, long OfDay)[] moments)
    {
        byte[][] values = [.. moments.Select(moment =>
        {
            byte[] bytes = new byte[12];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, moment.OfDay);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), moment.Day);
            return bytes;
        })];
        return Write(ParquetColumn.Int96("moment"), new FixedBytesLayout(ParquetColumn.FixedBytes("moment", 12)), values);
    }

    /// <summary>The writer refuses these forms, so the file is put together from its parts.</summary>
    private static byte[] Write(ParquetColumn column, ColumnLayout<byte[]> layout, byte[][] values)
    {
        var file = new ArrayBufferWriter<byte>();
        file.Write("PAR1"u8);
        var options = new ParquetWriterOptions { UseDictionary = false };
        var writer = new ChunkWriter<byte[]>(column, layout, options, bytes => file.Write(bytes), file.WrittenCount);
        WrittenChunk chunk = writer.Write(values, []);
        var footer = new ArrayBufferWriter<byte>();
        FooterWriter.Append(footer, new ParquetSchema(column), options, [new WrittenRowGroup([chunk])]);
        file.Write(footer.WrittenSpan);
        return file.WrittenSpan.ToArray();
    }
}
