using System.Buffers.Binary;
using System.Numerics;

namespace Quant.Data.FactorFiles;

/// <summary>The 64-bit checksum XXH64 with seed 0, which tells accidental damage and nothing else.</summary>
/// <remarks>Formula: Y. Collet, xxHash fast digest algorithm, version 0.1.1 (2021).</remarks>
internal static class Checksum
{
    private const ulong Prime1 = 11400714785074694791;
    private const ulong Prime2 = 14029467366897019727;
    private const ulong Prime3 = 1609587929392839161;
    private const ulong Prime4 = 9650029242287828579;
    private const ulong Prime5 = 2870177450012600261;

    /// <summary>The checksum of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            ulong length = (ulong)bytes.Length;
            ulong hash = bytes.Length >= 32 ? Stripes(ref bytes) : Prime5;
            hash += length;
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                hash = (BitOperations.RotateLeft(hash, 27) * Prime1) + Prime4;
            }

            if (bytes.Length >= 4)
            {
                hash ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime1;
                hash = (BitOperations.RotateLeft(hash, 23) * Prime2) + Prime3;
                bytes = bytes[4..];
            }

            foreach (byte rest in bytes)
                hash = BitOperations.RotateLeft(hash ^ (rest * Prime5), 11) * Prime1;
            return Mixed(hash);
        }
    }

    /// <summary>Spreads every bit over all of them.</summary>
    public static ulong Mixed(ulong hash)
    {
        unchecked
        {
            hash = (hash ^ (hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }

    /// <summary>The checksum of a value that follows others.</summary>
    public static ulong Chained(ulong before, ulong value) => Mixed(Round(before, value));

    private static ulong Stripes(ref ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            ulong first = Prime1 + Prime2;
            ulong second = Prime2;
            ulong third = 0;
            ulong fourth = 0 - Prime1;
            for (; bytes.Length >= 32; bytes = bytes[32..])
            {
                first = Round(first, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                second = Round(second, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
                third = Round(third, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
                fourth = Round(fourth, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
            }

            ulong hash = BitOperations.RotateLeft(first, 1) + BitOperations.RotateLeft(second, 7)
                + BitOperations.RotateLeft(third, 12) + BitOperations.RotateLeft(fourth, 18);
            hash = Merged(Merged(Merged(Merged(hash, first), second), third), fourth);
            return hash;
        }
    }

    private static ulong Merged(ulong hash, ulong lane) => unchecked(((hash ^ Round(0, lane)) * Prime1) + Prime4);

    private static ulong Round(ulong lane, ulong value) =>
        unchecked(BitOperations.RotateLeft(lane + (value * Prime2), 31) * Prime1);
}
