using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Quant.Models.Learners.Trees;

/// <summary>Adds rows up by bin: the loops that training spends its time in.</summary>
/// <remarks>
/// <para>Layout: one cell per bin, or two if hessians vary: gradient sum and row count packed as <see cref="FixedGradients"/> says, then
/// the hessian sum. A feature's bins are neighbours.</para>
/// <para>Integer sums are exact, so that neither the order of rows nor the number of threads shows in them.</para>
/// </remarks>
internal static class Histogram
{
    /// <summary>The features whose bins are read at once from a row.</summary>
    public const int BlockFeatures = 8;

    // Rows are scattered in memory; they are asked for so many rows ahead.
    private const int Ahead = 12;
    private const int CacheLine = 64;

    /// <summary>Adds all rows of some features, four columns to a pass where it can.</summary>
    public static void AddAllRows(BinnedData data, FixedGradients gradients, ReadOnlySpan<int> features, Span<long> cells)
    {
        int index = 0;
        if (gradients.ConstantHessian)
        {
            for (; index + 4 <= features.Length; index += 4)
                AddFourColumns(data, gradients.Gradients, features.Slice(index, 4), cells);
        }

        for (; index < features.Length; index++)
        {
            byte[] column = data.Columns[features[index]];
            int offset = data.Offsets[features[index]];
            if (gradients.ConstantHessian)
                AddColumn(column, gradients.Gradients, cells[offset..]);
            else
                AddColumn(column, gradients, cells[(2 * offset)..]);
        }
    }

    /// <summary>Adds chosen rows of some features.</summary>
    public static void AddRows(
        BinnedData data, FixedGradients gradients, ReadOnlySpan<int> rows, ReadOnlySpan<int> features, Span<long> cells)
    {
        if (gradients.ConstantHessian && rows.Length > 0
            && BlocksOf(features, data.Used.Length) is { Length: > 0 } blocks && blocks.Length * BlockFeatures <= 2 * features.Length)
        {
            AddBlocks(data, gradients.Gradients, rows, blocks, cells);
            features = Outside(features, data.Used.Length);
            if (features.IsEmpty)
                return;
        }

        Span<int> offsets = features.Length <= 1024 ? stackalloc int[features.Length] : new int[features.Length];
        for (int index = 0; index < features.Length; index++)
            offsets[index] = data.Offsets[features[index]];
        if (gradients.ConstantHessian)
            AddRows(data, gradients.Gradients, rows, features, offsets, cells);
        else
            AddRowsWithHessians(data, gradients, rows, features, offsets, cells);
    }

    // Only whole blocks: the last features of a row, if they are fewer, are summed one by one.
    private static int[] BlocksOf(ReadOnlySpan<int> features, int held)
    {
        var blocks = new List<int>();
        foreach (int feature in features)
        {
            int block = feature / BlockFeatures;
            if ((block + 1) * BlockFeatures <= held && (blocks.Count == 0 || blocks[^1] != block))
                blocks.Add(block);
        }

        return [.. blocks];
    }

    private static ReadOnlySpan<int> Outside(ReadOnlySpan<int> features, int held)
    {
        int first = features.Length;
        while (first > 0 && features[first - 1] >= held / BlockFeatures * BlockFeatures)
            first--;
        return features[first..];
    }

    // A whole block is summed even if some of its features are not asked for: reading eight bins at once costs less.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddBlocks(BinnedData data, int[] gradients, ReadOnlySpan<int> rows, int[] blocks, Span<long> cells)
    {
        fixed (byte* bins = data.Rows)
        fixed (int* gradient = gradients)
        fixed (long* start = cells)
        fixed (int* row = rows)
        fixed (int* block = blocks)
        {
            nint stride = data.Used.Length;
            nint firstByte = block[0] * BlockFeatures;
            nint lastByte = (block[blocks.Length - 1] * BlockFeatures) + BlockFeatures - 1;
            unchecked
            {
                for (nint index = 0; index < rows.Length; index++)
                {
                    if (Sse.IsSupported && index + Ahead < rows.Length)
                    {
                        nint next = row[index + Ahead];
                        byte* line = bins + (next * stride);
                        for (nint at = firstByte; at < lastByte; at += CacheLine)
                            Sse.Prefetch0(line + at);
                        Sse.Prefetch0(line + lastByte);
                        Sse.Prefetch0(gradient + next);
                    }

                    nint here = row[index];
                    long packed = ((long)gradient[here] << FixedGradients.CountBits) + 1;
                    byte* of = bins + (here * stride);
                    for (nint number = 0; number < blocks.Length; number++)
                    {
                        nint first = block[number];
                        ulong eight = *(ulong*)(of + (first * BlockFeatures));
                        long* cell = start + (first * BlockFeatures * BinnedData.BinsApart);
                        cell[(byte)eight] += packed;
                        cell[(1 * BinnedData.BinsApart) + (nint)(byte)(eight >> 8)] += packed;
                        cell[(2 * BinnedData.BinsApart) + (nint)(byte)(eight >> 16)] += packed;
                        cell[(3 * BinnedData.BinsApart) + (nint)(byte)(eight >> 24)] += packed;
                        cell[(4 * BinnedData.BinsApart) + (nint)(byte)(eight >> 32)] += packed;
                        cell[(5 * BinnedData.BinsApart) + (nint)(byte)(eight >> 40)] += packed;
                        cell[(6 * BinnedData.BinsApart) + (nint)(byte)(eight >> 48)] += packed;
                        cell[(7 * BinnedData.BinsApart) + (nint)(eight >> 56)] += packed;
                    }
                }
            }
        }
    }

    /// <summary>Leaves in <paramref name="parent"/> what is not in <paramref name="child"/>.</summary>
    public static void Subtract(Span<long> parent, ReadOnlySpan<long> child) =>
        System.Numerics.Tensors.TensorPrimitives.Subtract<long>(parent, child, parent);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFourColumns(BinnedData data, int[] gradients, ReadOnlySpan<int> features, Span<long> cells)
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(data.Columns[features[0]]);
        ref byte second = ref MemoryMarshal.GetArrayDataReference(data.Columns[features[1]]);
        ref byte third = ref MemoryMarshal.GetArrayDataReference(data.Columns[features[2]]);
        ref byte fourth = ref MemoryMarshal.GetArrayDataReference(data.Columns[features[3]]);
        ref long firstCells = ref cells[data.Offsets[features[0]]];
        ref long secondCells = ref cells[data.Offsets[features[1]]];
        ref long thirdCells = ref cells[data.Offsets[features[2]]];
        ref long fourthCells = ref cells[data.Offsets[features[3]]];
        ref int gradient = ref MemoryMarshal.GetArrayDataReference(gradients);
        unchecked
        {
            for (nint row = 0; row < gradients.Length; row++)
            {
                long packed = ((long)Unsafe.Add(ref gradient, row) << FixedGradients.CountBits) + 1;
                Unsafe.Add(ref firstCells, (nint)Unsafe.Add(ref first, row)) += packed;
                Unsafe.Add(ref secondCells, (nint)Unsafe.Add(ref second, row)) += packed;
                Unsafe.Add(ref thirdCells, (nint)Unsafe.Add(ref third, row)) += packed;
                Unsafe.Add(ref fourthCells, (nint)Unsafe.Add(ref fourth, row)) += packed;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColumn(byte[] column, int[] gradients, Span<long> cells)
    {
        for (int row = 0; row < column.Length; row++)
            cells[column[row]] = unchecked(cells[column[row]] + ((long)gradients[row] << FixedGradients.CountBits) + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColumn(byte[] column, FixedGradients gradients, Span<long> cells)
    {
        int[] gradient = gradients.Gradients;
        int[] hessian = gradients.Hessians;
        ref long start = ref MemoryMarshal.GetReference(cells);
        for (int row = 0; row < column.Length; row++)
        {
            ref long cell = ref Unsafe.Add(ref start, (nint)(column[row] << 1));
            cell = unchecked(cell + ((long)gradient[row] << FixedGradients.CountBits) + 1);
            ref long weight = ref Unsafe.Add(ref cell, 1);
            weight = unchecked(weight + hessian[row]);
        }
    }

    // A row's bins are neighbours in memory: however few rows a node has, each costs a fixed number of cache lines.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows(
        BinnedData data, int[] gradients, ReadOnlySpan<int> rows, ReadOnlySpan<int> features, ReadOnlySpan<int> offsets, Span<long> cells)
    {
        ref byte bins = ref MemoryMarshal.GetArrayDataReference(data.Rows);
        ref int feature = ref MemoryMarshal.GetReference(features);
        ref int offset = ref MemoryMarshal.GetReference(offsets);
        ref long start = ref MemoryMarshal.GetReference(cells);
        nint stride = data.Used.Length;
        nint count = features.Length;
        unchecked
        {
            foreach (int row in rows)
            {
                long packed = ((long)gradients[row] << FixedGradients.CountBits) + 1;
                ref byte bin = ref Unsafe.Add(ref bins, row * stride);
                nint index = 0;
                for (; index + 4 <= count; index += 4)
                {
                    nint first = Unsafe.Add(ref offset, index) + Unsafe.Add(ref bin, (nint)Unsafe.Add(ref feature, index));
                    nint second = Unsafe.Add(ref offset, index + 1) + Unsafe.Add(ref bin, (nint)Unsafe.Add(ref feature, index + 1));
                    nint third = Unsafe.Add(ref offset, index + 2) + Unsafe.Add(ref bin, (nint)Unsafe.Add(ref feature, index + 2));
                    nint fourth = Unsafe.Add(ref offset, index + 3) + Unsafe.Add(ref bin, (nint)Unsafe.Add(ref feature, index + 3));
                    Unsafe.Add(ref start, first) += packed;
                    Unsafe.Add(ref start, second) += packed;
                    Unsafe.Add(ref start, third) += packed;
                    Unsafe.Add(ref start, fourth) += packed;
                }

                for (; index < count; index++)
                    Unsafe.Add(ref start, (nint)(Unsafe.Add(ref offset, index) + Unsafe.Add(ref bin, (nint)Unsafe.Add(ref feature, index)))) += packed;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRowsWithHessians(
        BinnedData data, FixedGradients gradients, ReadOnlySpan<int> rows, ReadOnlySpan<int> features, ReadOnlySpan<int> offsets, Span<long> cells)
    {
        ref byte bins = ref MemoryMarshal.GetArrayDataReference(data.Rows);
        ref long start = ref MemoryMarshal.GetReference(cells);
        nint stride = data.Used.Length;
        unchecked
        {
            foreach (int row in rows)
            {
                long packed = ((long)gradients.Gradients[row] << FixedGradients.CountBits) + 1;
                long hessian = gradients.Hessians[row];
                ref byte bin = ref Unsafe.Add(ref bins, row * stride);
                for (int index = 0; index < features.Length; index++)
                {
                    ref long cell = ref Unsafe.Add(ref start, (nint)(2 * (offsets[index] + Unsafe.Add(ref bin, (nint)features[index]))));
                    cell += packed;
                    Unsafe.Add(ref cell, 1) += hessian;
                }
            }
        }
    }
}
