using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
        if (gradients.ConstantHessian)
            RowSums.Add(data, gradients.Gradients, rows, features, cells);
        else
            AddRowsWithHessians(data, gradients, rows, features, cells);
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
    private static void AddRowsWithHessians(
        BinnedData data, FixedGradients gradients, ReadOnlySpan<int> rows, ReadOnlySpan<int> features, Span<long> cells)
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
                foreach (int feature in features)
                {
                    nint place = (feature * BinnedData.BinsApart) + Unsafe.Add(ref bin, (nint)feature);
                    ref long cell = ref Unsafe.Add(ref start, 2 * place);
                    cell += packed;
                    Unsafe.Add(ref cell, 1) += hessian;
                }
            }
        }
    }
}
