using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quant.Models.Learners.Neural;

/// <summary>Adds the product of two matrices to a third.</summary>
/// <remarks>
/// Reproducible: every cell of the result is one chain of fused multiply-adds over the inner index, ascending, whatever
/// the width of the machine's vectors; threads share rows of the result and never a sum.
/// </remarks>
internal static class MatrixProduct
{
    private const int RowsPerTask = 32;
    private const int TileRows = 4;
    private const int TileColumns = 8;

    /// <summary>
    /// Adds to result[i, j] the sum over k of left[i·rowStride + k·innerStride]·right[k·columns + j].
    /// </summary>
    /// <param name="left">The first matrix, in any layout.</param>
    /// <param name="rowStride">From one row of it to the next.</param>
    /// <param name="innerStride">From one inner index to the next.</param>
    /// <param name="right">The second matrix, row-major.</param>
    /// <param name="inner">Columns of the first, rows of the second.</param>
    /// <param name="columns">Columns of the second and of the result.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="result">Row-major; what it holds is added to.</param>
    /// <param name="threads">How many threads to use.</param>
    public static void Add(
        double[] left,
        int rowStride,
        int innerStride,
        double[] right,
        int inner,
        int columns,
        int rows,
        double[] result,
        int threads)
    {
        int most = rows == 0 || inner == 0 ? 0 : ((rows - 1) * rowStride) + ((inner - 1) * innerStride) + 1;
        if (left.Length < most || right.Length < inner * columns || result.Length < rows * columns)
            throw new ArgumentException("A matrix is shorter than its shape.", nameof(left));
        int tasks = (rows + RowsPerTask - 1) / RowsPerTask;
        Parallel.For(0, tasks, new ParallelOptions { MaxDegreeOfParallelism = threads }, task =>
        {
            int end = Math.Min(rows, (task + 1) * RowsPerTask);
            AddRows(left, rowStride, innerStride, right, inner, columns, task * RowsPerTask, end, result);
        });
    }

    private static void AddRows(
        double[] left,
        int rowStride,
        int innerStride,
        double[] right,
        int inner,
        int columns,
        int first,
        int end,
        double[] result)
    {
        int whole = columns / TileColumns * TileColumns;
        for (int row = first; row < end;)
        {
            int height = end - row >= TileRows ? TileRows : 1;
            var tile = new Tile(left, row * rowStride, rowStride, innerStride, right, inner, columns, result);
            for (int column = 0; column < whole; column += TileColumns)
            {
                if (height == TileRows)
                    tile.AddFour(row, column);
                else
                    tile.AddOne(row, column);
            }

            for (int column = whole; column < columns; column++)
            {
                for (int inside = 0; inside < height; inside++)
                    tile.AddCell(row, inside, column);
            }

            row += height;
        }
    }

    private readonly ref struct Tile(
        double[] leftCells,
        int start,
        int rowStride,
        int innerStride,
        double[] rightCells,
        int inner,
        int columns,
        double[] resultCells)
    {
        private readonly ref double left = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(leftCells), start);
        private readonly ref double right = ref MemoryMarshal.GetArrayDataReference(rightCells);
        private readonly ref double result = ref MemoryMarshal.GetArrayDataReference(resultCells);

        // Four rows by eight columns: eight sums in registers, two loads and four broadcasts a step.
        public void AddFour(int row, int column)
        {
            unchecked
            {
                ref double to = ref Unsafe.Add(ref result, (row * columns) + column);
                nuint width = (nuint)columns;
                Vector256<double> s00 = Vector256.LoadUnsafe(ref to), s01 = Vector256.LoadUnsafe(ref to, 4);
                Vector256<double> s10 = Vector256.LoadUnsafe(ref to, width), s11 = Vector256.LoadUnsafe(ref to, width + 4);
                Vector256<double> s20 = Vector256.LoadUnsafe(ref to, 2 * width), s21 = Vector256.LoadUnsafe(ref to, (2 * width) + 4);
                Vector256<double> s30 = Vector256.LoadUnsafe(ref to, 3 * width), s31 = Vector256.LoadUnsafe(ref to, (3 * width) + 4);
                ref double a = ref left;
                ref double b = ref Unsafe.Add(ref right, column);
                for (int step = 0; step < inner; step++)
                {
                    Vector256<double> near = Vector256.LoadUnsafe(ref b), far = Vector256.LoadUnsafe(ref b, 4);
                    Vector256<double> x = Vector256.Create(a);
                    s00 = Vector256.FusedMultiplyAdd(x, near, s00);
                    s01 = Vector256.FusedMultiplyAdd(x, far, s01);
                    x = Vector256.Create(Unsafe.Add(ref a, rowStride));
                    s10 = Vector256.FusedMultiplyAdd(x, near, s10);
                    s11 = Vector256.FusedMultiplyAdd(x, far, s11);
                    x = Vector256.Create(Unsafe.Add(ref a, 2 * rowStride));
                    s20 = Vector256.FusedMultiplyAdd(x, near, s20);
                    s21 = Vector256.FusedMultiplyAdd(x, far, s21);
                    x = Vector256.Create(Unsafe.Add(ref a, 3 * rowStride));
                    s30 = Vector256.FusedMultiplyAdd(x, near, s30);
                    s31 = Vector256.FusedMultiplyAdd(x, far, s31);
                    a = ref Unsafe.Add(ref a, innerStride);
                    b = ref Unsafe.Add(ref b, columns);
                }

                s00.StoreUnsafe(ref to);
                s01.StoreUnsafe(ref to, 4);
                s10.StoreUnsafe(ref to, width);
                s11.StoreUnsafe(ref to, width + 4);
                s20.StoreUnsafe(ref to, 2 * width);
                s21.StoreUnsafe(ref to, (2 * width) + 4);
                s30.StoreUnsafe(ref to, 3 * width);
                s31.StoreUnsafe(ref to, (3 * width) + 4);
            }
        }

        public void AddOne(int row, int column)
        {
            unchecked
            {
                ref double to = ref Unsafe.Add(ref result, (row * columns) + column);
                Vector256<double> near = Vector256.LoadUnsafe(ref to), far = Vector256.LoadUnsafe(ref to, 4);
                ref double a = ref left;
                ref double b = ref Unsafe.Add(ref right, column);
                for (int step = 0; step < inner; step++)
                {
                    Vector256<double> x = Vector256.Create(a);
                    near = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref b), near);
                    far = Vector256.FusedMultiplyAdd(x, Vector256.LoadUnsafe(ref b, 4), far);
                    a = ref Unsafe.Add(ref a, innerStride);
                    b = ref Unsafe.Add(ref b, columns);
                }

                near.StoreUnsafe(ref to);
                far.StoreUnsafe(ref to, 4);
            }
        }

        public void AddCell(int row, int inside, int column)
        {
            unchecked
            {
                ref double to = ref Unsafe.Add(ref result, ((row + inside) * columns) + column);
                double sum = to;
                ref double a = ref Unsafe.Add(ref left, inside * rowStride);
                ref double b = ref Unsafe.Add(ref right, column);
                for (int step = 0; step < inner; step++)
                {
                    sum = Math.FusedMultiplyAdd(a, b, sum);
                    a = ref Unsafe.Add(ref a, innerStride);
                    b = ref Unsafe.Add(ref b, columns);
                }

                to = sum;
            }
        }
    }
}
