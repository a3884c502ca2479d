using System.Buffers;
using System.Text;
using Quant.Data.Formats.Parquet;
using Quant.Data.Formats.Parquet.Codecs;

namespace Quant.Data.Tests.Formats.Parquet.Codecs;

public sealed class PageCodecTests
{
    private static readonly ParquetOrigin Origin = new("test", "");

    [Theory]
    [InlineData(ParquetCodec.None)]
    [InlineData(ParquetCodec.Snappy)]
    [InlineData(ParquetCodec.Gzip)]
    [InlineData(ParquetCodec.Zstd)]
    public void Unpack_RefusesAnotherSizeAndCutOffBytes(ParquetCodec codec)
    {
        byte[] input = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 200)));
        var packed = new ArrayBufferWriter<byte>();
        PageCodec.Pack(codec, input, packed, Origin);
        byte[] output = new byte[input.Length];
        PageCodec.Unpack(codec, packed.WrittenSpan, output, Origin);
        Assert.Equal(input, output);

        byte[] bytes = packed.WrittenSpan.ToArray();
        Assert.Throws<InputException>(() => PageCodec.Unpack(codec, bytes, new byte[input.Length + 1], Origin));
        Assert.Throws<InputException>(() => PageCodec.Unpack(codec, bytes, new byte[input.Length - 1], Origin));
        Assert.Throws<InputException>(() => PageCodec.Unpack(codec, bytes.AsSpan(..^12), new byte[input.Length], Origin));
        Assert.Throws<InputException>(() => PageCodec.Unpack(codec, [], new byte[input.Length], Origin));
    }

    [Fact]
    public void Unpack_RefusesAnUnknownCodecByItsNumber()
    {
        var refusal = Assert.Throws<InputException>(() => PageCodec.Unpack((ParquetCodec)3, [1], new byte[1], Origin));

        Assert.Equal("codec 3", refusal.Found);
    }

    [Fact]
    public void Require_OfNoLibrary_NamesThePackage()
    {
        Assert.Null(ZstdLibrary.Find(["libno-such-zstd.so.1"]));

        var refusal = Assert.Throws<InputException>(() => ZstdLibrary.Require(null, Origin));

        Assert.Contains("libzstd1", refusal.Remedy);
    }

    [Fact]
    public void Crc32_IsThatOfTheStandard()
    {
        Assert.Equal(unchecked((int)0xCBF43926), Crc32.Of("123456789"u8));
        Assert.Equal(Crc32.Of("123456789"u8), Crc32.Of("12"u8, "3456789"u8));
        Assert.Equal(0, Crc32.Of(default));
    }

    /// <summary>Blocks written by hand from the format description.</summary>
    [Theory]
    [InlineData("50 68656c6c6f", 5, "hello")]
    [InlineData("22 6162 0200 20 6364", 10, "ababababcd")]
    [InlineData("1f 61 0100 02 00", 22, "aaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("22 6162 0300 20 6364", 10, null)]
    [InlineData("22 6162 0000 20 6364", 10, null)]
    [InlineData("22 6162 02", 10, null)]
    [InlineData("f0", 10, null)]
    [InlineData("1f 61 0100", 22, null)]
    public void Lz4_ReadsTheFormat(string block, int length, string? text)
    {
        byte[] input = Convert.FromHexString(block.Replace(" ", ""));
        byte[] output = new byte[length];
        if (text is null)
            Assert.Throws<InputException>(() => PageCodec.Unpack(ParquetCodec.Lz4Raw, input, output, Origin));
        else
        {
            PageCodec.Unpack(ParquetCodec.Lz4Raw, input, output, Origin);
            Assert.Equal(text, Encoding.ASCII.GetString(output));
        }
    }
}
