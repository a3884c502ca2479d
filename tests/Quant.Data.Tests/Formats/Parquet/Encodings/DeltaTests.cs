using Quant.Data.Formats.Parquet;
using Quant.Data.Formats.Parquet.Encodings;

namespace Quant.Data.Tests.Formats.Parquet.Encodings;

public sealed class DeltaTests
{
    private static readonly ParquetOrigin Origin = new("test", "");

    [Fact]
    public void Read_UndoesANaiveEncoder()
    {
        var random = new Random(3);
        foreach (int length in new[] { 0, 1, 2, 31, 32, 33, 127, 128, 129, 130, 1000 })
        {
            foreach (int bits in new[] { 0, 1, 8, 31, 40, 64 })
            {
                long[] values = new long[length];
                for (int i = 0; i < length; i++)
                    values[i] = bits == 64 ? random.NextInt64(long.MinValue, long.MaxValue) : random.NextInt64(1L << bits) - (1L << bits) / 2;
                byte[] bytes = [.. Encode(values), 0xaa];
                long[] read = new long[length];

                Assert.Equal(bytes.Length - 1, DeltaBinary.Read(bytes, read, Origin));
                Assert.Equal(values, read);
            }
        }
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("8001 04 02 02", 1)]
    [InlineData("8001 04 02 02", 2)]
    [InlineData("00 04 02 02", 2)]
    [InlineData("8001 00 02 02", 2)]
    [InlineData("8001 03 02 02", 2)]
    [InlineData("8001 08 02 02", 2)]
    [InlineData("ffffffffffffffffff01 04 02 02", 2)]
    [InlineData("8001 04 02 02 00 41000000", 2)]
    [InlineData("8001 04 02 02 00 08000000 01", 2)]
    public void Read_RefusesWhatIsNotTheFormat(string hex, int count)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", ""));

        Assert.Throws<InputException>(() => DeltaBinary.Read(bytes, new long[count], Origin));
    }

    [Fact]
    public void PrefixesToPlain_RefusesAPrefixLongerThanTheValueBefore()
    {
        byte[] good = [.. Encode([0, 2]), .. Encode([2, 1]), .. "abc"u8];
        byte[] bad = [.. Encode([0, 3]), .. Encode([2, 1]), .. "abc"u8];
        var budget = new DecodeBudget(1000);

        byte[] plain = DeltaBytes.PrefixesToPlain(good, 2, 0, new PageScratch(budget), Origin).ToArray();

        Assert.Equal("02000000616203000000616263", Convert.ToHexStringLower(plain));
        Assert.Throws<InputException>(() => DeltaBytes.PrefixesToPlain(bad, 2, 0, new PageScratch(budget), Origin).Length);
    }

    /// <summary>As the format describes it: blocks of 128 in 4 parts, bit by bit.</summary>
    private static byte[] Encode(long[] values)
    {
        var bytes = new List<byte>();
        Varint(bytes, 128);
        Varint(bytes, 4);
        Varint(bytes, (ulong)values.Length);
        ZigZag(bytes, values.Length > 0 ? values[0] : 0);
        for (int start = 1; start < values.Length; start += 128)
        {
            long[] deltas = [.. Enumerable.Range(start, Math.Min(128, values.Length - start)).Select(i => unchecked(values[i] - values[i - 1]))];
            long least = deltas.Min();
            ZigZag(bytes, least);
            ulong[][] parts = [.. deltas.Select(delta => unchecked((ulong)(delta - least))).Chunk(32)];
            byte[] widths = [.. parts.Select(part => (byte)(64 - ulong.LeadingZeroCount(part.Max())))];
            bytes.AddRange([.. widths, .. new byte[4 - widths.Length]]);
            foreach ((ulong[] part, byte width) in parts.Zip(widths))
            {
                byte[] packed = new byte[4 * width];
                for (int i = 0; i < part.Length; i++)
                {
                    for (int bit = 0; bit < width; bit++)
                        packed[(i * width + bit) / 8] |= (byte)(((part[i] >> bit) & 1) << ((i * width + bit) % 8));
                }

                bytes.AddRange(packed);
            }
        }

        return [.. bytes];
    }

    private static void Varint(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)((value & 0x7f) | 0x80));
        bytes.Add((byte)value);
    }

    private static void ZigZag(List<byte> bytes, long value) => Varint(bytes, unchecked((ulong)((value << 1) ^ (value >> 63))));
}
