using System.Runtime.InteropServices;

namespace Quant.Data.Formats.Parquet.Codecs;

/// <summary>The CRC-32 of gzip (polynomial 0x04C11DB7, reflected), eight bytes at a step.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    /// <summary>The checksum of <paramref name="first"/> followed by <paramref name="second"/>.</summary>
    public static int Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default) =>
        unchecked((int)~Continue(Continue(uint.MaxValue, first), second));

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> table = Tables;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        unchecked
        {
            foreach (ulong word in words)
            {
                uint low = (uint)word ^ crc;
                uint high = (uint)(word >> 32);
                crc = table[0x700 + (int)(low & 0xff)] ^ table[0x600 + (int)((low >> 8) & 0xff)]
                    ^ table[0x500 + (int)((low >> 16) & 0xff)] ^ table[0x400 + (int)(low >> 24)]
                    ^ table[0x300 + (int)(high & 0xff)] ^ table[0x200 + (int)((high >> 8) & 0xff)]
                    ^ table[0x100 + (int)((high >> 16) & 0xff)] ^ table[(int)(high >> 24)];
            }

            foreach (byte value in bytes[(words.Length * 8)..])
                crc = (crc >> 8) ^ table[(int)((crc ^ value) & 0xff)];
        }

        return crc;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB8_8320u : crc >> 1;
            tables[value] = crc;
        }

        for (int at = 256; at < tables.Length; at++)
            tables[at] = (tables[at - 256] >> 8) ^ tables[tables[at - 256] & 0xff];
        return tables;
    }
}
