using System.Buffers;
using Quant.Data.Formats.Parquet;
using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Tests.Formats.Parquet.Thrift;

public sealed class ThriftTests
{
    private static readonly ParquetOrigin Origin = new("test", "");

    [Fact]
    public void Reader_ReadsWhatTheWriterWrote()
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new ThriftWriter(bytes);
        writer.Open();
        writer.I32(1, int.MinValue);
        writer.I64(3, long.MinValue);
        writer.Bool(4, true);
        writer.I8(5, -7);
        writer.Text(40, "中");
        writer.Struct(41);
        writer.List(1, ThriftType.I32, 20);
        for (int i = 0; i < 20; i++)
            writer.Element(-i);
        writer.Close();
        writer.I32(42, 9);
        writer.Close();

        var reader = new ThriftReader(bytes.WrittenSpan, Origin);
        int field = 0;
        Assert.True(reader.Next(ref field, out ThriftType type));
        Assert.Equal(int.MinValue, reader.I32(type));
        Assert.True(reader.Next(ref field, out type));
        Assert.Equal((3, long.MinValue), (field, reader.I64(type)));
        Assert.True(reader.Next(ref field, out type));
        Assert.True(reader.Bool(type));
        Assert.True(reader.Next(ref field, out type));
        Assert.Equal(-7, reader.I8(type));
        Assert.True(reader.Next(ref field, out type));
        Assert.Equal((40, "中"), (field, reader.String(type)));
        Assert.True(reader.Next(ref field, out type));
        reader.Skip(type);
        Assert.True(reader.Next(ref field, out type));
        Assert.Equal((42, 9), (field, reader.I32(type)));
        Assert.False(reader.Next(ref field, out _));
        Assert.Equal(bytes.WrittenCount, reader.Position);
    }

    [Theory]
    [InlineData("")]
    [InlineData("15")]
    [InlineData("15ffffffffffffffffffff01")]
    [InlineData("18ffffffff0f61")]
    [InlineData("19f5ffffffff0f02")]
    [InlineData("1bffffffff0f55")]
    [InlineData("17000000")]
    [InlineData("1e00")]
    [InlineData("05000000")]
    [InlineData("1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c00000000000000000000000000000000000000000000")]
    public void Reader_RefusesWhatDoesNotEndInTheBytes(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);

        Assert.Throws<InputException>(() =>
        {
            var reader = new ThriftReader(bytes, Origin);
            int field = 0;
            while (reader.Next(ref field, out ThriftType type))
                reader.Skip(type);
        });
    }
}
