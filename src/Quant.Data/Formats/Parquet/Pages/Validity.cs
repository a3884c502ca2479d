using Quant.Data.Formats.Parquet.Encodings;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>Which rows of a column have a value. Takes no memory until the first null.</summary>
internal sealed class Validity(int rows, DecodeBudget budget)
{
    private const int BlockLength = 512;

    /// <summary>For each row whether it has a value; null if all have.</summary>
    public bool[]? Flags { get; private set; }

    /// <summary>Reads the definition levels (0 null, 1 not) of some rows and gives how many have a value.</summary>
    public int Read(ReadOnlySpan<byte> levels, int from, int count, ParquetOrigin origin)
    {
        var reader = new HybridReader(levels, 1, origin);
        if (reader.TryRun(count, out int all))
        {
            Check(all, origin);
            if (all == 0 && count > 0)
                Require(origin).AsSpan(from, count).Clear();
            return all == 0 ? 0 : count;
        }

        Span<bool> flags = Require(origin).AsSpan(from, count);
        Span<int> block = stackalloc int[BlockLength];
        int present = 0;
        while (flags.Length > 0)
        {
            Span<int> part = block[..Math.Min(BlockLength, flags.Length)];
            reader.Fill(part);
            for (int i = 0; i < part.Length; i++)
            {
                Check(part[i], origin);
                flags[i] = part[i] != 0;
                present += part[i];
            }

            flags = flags[part.Length..];
        }

        return present;
    }

    /// <summary>Moves values that lie side by side to their rows, and puts the default where there is a null.</summary>
    public void Spread<T>(Span<T> values, int from, int present)
    {
        ReadOnlySpan<bool> flags = Flags.AsSpan(from, values.Length);
        for (int row = values.Length - 1; row >= 0; row--)
            values[row] = flags[row] ? values[--present] : default!;
    }

    private static void Check(int level, ParquetOrigin origin)
    {
        if (level is not (0 or 1))
            throw origin.Damaged("levels of 0 and 1", $"{level}");
    }

    private bool[] Require(ParquetOrigin origin)
    {
        if (Flags is null)
        {
            budget.Hold(rows, origin);
            Flags = new bool[rows];
            Flags.AsSpan().Fill(true);
        }

        return Flags;
    }
}
