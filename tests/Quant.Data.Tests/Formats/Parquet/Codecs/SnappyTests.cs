using System.Buffers;
using System.Text;
using Quant.Data.Formats.Parquet;
using Quant.Data.Formats.Parquet.Codecs;

namespace Quant.Data.Tests.Formats.Parquet.Codecs;

public sealed class SnappyTests
{
    private static readonly ParquetOrigin Origin = new("test", "");

    /// <summary>Blocks written by hand from the format description.</summary>
    public static TheoryData<string, string> Blocks => new()
    {
        { "00", "" },
        { "05 10 68656c6c6f", "hello" },
        { "0a 04 6162 11 02", "ababababab" },
        { "06 00 61 12 0100", "aaaaaa" },
        { "06 00 61 13 01000000", "aaaaaa" },
        { "05 f0 04 68656c6c6f", "hello" },
        { "05 f4 0400 68656c6c6f", "hello" },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Unpack_ReadsTheFormat(string block, string text)
    {
        byte[] output = new byte[text.Length];
        SnappyDecoder.Unpack(Convert.FromHexString(block.Replace(" ", "")), output, Origin);

        Assert.Equal(text, Encoding.ASCII.GetString(output));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("05 10 68656c6c", 5)]
    [InlineData("05 10 68656c6c6f", 4)]
    [InlineData("06 10 68656c6c6f", 6)]
    [InlineData("06 00 61 12 0000", 6)]
    [InlineData("06 00 61 12 0200", 6)]
    [InlineData("06 00 61 12 01", 6)]
    [InlineData("06 00 61 16 0100", 6)]
    [InlineData("05 fc ffffffff 68656c6c6f", 5)]
    [InlineData("06 00 61 13 ffffffff", 6)]
    [InlineData("ffffffffff01", 6)]
    public void Unpack_RefusesWhatIsNotABlock(string block, int length)
    {
        byte[] input = Convert.FromHexString(block.Replace(" ", ""));

        Assert.Throws<InputException>(() => SnappyDecoder.Unpack(input, new byte[length], Origin));
    }

    [Fact]
    public void Append_IsUndoneByUnpack()
    {
        var random = new Random(1);
        foreach (int length in new[] { 0, 1, 3, 4, 5, 59, 60, 61, 64, 67, 68, 255, 256, 257, 1000, 65535, 65536, 65537, 200_000 })
        {
            foreach (int alphabet in new[] { 1, 2, 4, 256 })
            {
                byte[] input = new byte[length];
                for (int i = 0; i < length; i++)
                    input[i] = i > 100 && random.Next(3) > 0 ? input[i - random.Next(1, 100)] : (byte)random.Next(alphabet);
                var packed = new ArrayBufferWriter<byte>();
                SnappyEncoder.Append(input, packed);
                byte[] output = new byte[length];
                SnappyDecoder.Unpack(packed.WrittenSpan, output, Origin);
                Assert.Equal(input, output);
            }
        }
    }

    [Fact]
    public void Append_PacksWhatRepeats()
    {
        var packed = new ArrayBufferWriter<byte>();
        SnappyEncoder.Append(new byte[100_000], packed);

        Assert.InRange(packed.WrittenCount, 1, 5_000);
    }
}
