using System.Buffers;
using Quant.Data.Formats.Parquet;
using Quant.Data.Formats.Parquet.Encodings;

namespace Quant.Data.Tests.Formats.Parquet.Encodings;

public sealed class HybridTests
{
    private static readonly ParquetOrigin Origin = new("test", "");

    [Fact]
    public void Append_WritesTheExampleOfTheFormat()
    {
        var bytes = new ArrayBufferWriter<byte>();
        HybridWriter.Append([0, 1, 2, 3, 4, 5, 6, 7], 3, bytes);
        HybridWriter.Append([5, 5, 5, 5, 5, 5, 5, 5, 5], 3, bytes);

        Assert.Equal("0388c6fa1205", Convert.ToHexStringLower(bytes.WrittenSpan));
    }

    [Fact]
    public void Fill_UndoesAppend()
    {
        var random = new Random(2);
        for (int bitWidth = 1; bitWidth <= 32; bitWidth++)
        {
            for (int length = 0; length < 200; length += 1 + random.Next(9))
            {
                int[] values = new int[length];
                for (int i = 0; i < length; i++)
                {
                    values[i] = i > 0 && random.Next(6) > 0 && length % 2 == 0
                        ? values[i - 1]
                        : unchecked((int)random.NextInt64(1L << bitWidth));
                }

                var bytes = new ArrayBufferWriter<byte>();
                HybridWriter.Append(values, bitWidth, bytes);
                int[] read = new int[length];
                var reader = new HybridReader(bytes.WrittenSpan, bitWidth, Origin);
                int half = length / 2;
                reader.Fill(read.AsSpan(0, half));
                reader.Fill(read.AsSpan(half));
                Assert.Equal(values, read);
            }
        }
    }

    [Theory]
    [InlineData("", 3, 1)]
    [InlineData("10", 3, 8)]
    [InlineData("0388c6", 3, 8)]
    [InlineData("0388c6fa", 3, 9)]
    [InlineData("ffffffffff01", 3, 1)]
    [InlineData("0000000000", 3, 1)]
    [InlineData("02000000", 33, 1)]
    public void Fill_RefusesWhatEndsEarly(string hex, int bitWidth, int count)
    {
        byte[] bytes = Convert.FromHexString(hex);

        Assert.Throws<InputException>(() =>
        {
            var reader = new HybridReader(bytes, bitWidth, Origin);
            reader.Fill(new int[count]);
        });
    }
}
