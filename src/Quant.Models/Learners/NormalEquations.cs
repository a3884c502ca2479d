using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Quant.Models.Training;

namespace Quant.Models.Learners;

/// <summary>The weighted, centred products of all pairs of columns: features first, the label last.</summary>
/// <param name="Columns">The number of columns, the label included.</param>
/// <param name="Products">Σ w·(x − mean)(z − mean), <see cref="Columns"/> squared, row-major, both triangles.</param>
/// <param name="Means">The weighted mean of each column; 0 where nothing was centred.</param>
/// <param name="Weight">The sum of the weights.</param>
/// <remarks>
/// Reproducible: cells are summed in blocks of a fixed size, four lanes a block, and the blocks in their order, so that
/// the bits depend neither on the number of threads nor on the width of the machine's vectors.
/// </remarks>
internal sealed record NormalEquations(int Columns, double[] Products, double[] Means, double Weight)
{
    // One block is one unit of parallel work; one tile of it, all columns, stays in the second-level cache.
    private const int BlockCells = 8192;
    private const int TileCells = 256;
    private const int BlocksInFlight = 16;

    /// <summary>Sums the products over some cells of a training set.</summary>
    public static NormalEquations Of(TrainingSet set, int[] cells, bool centred, int threads)
    {
        int columns = set.Features.Names.Length + 1;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        double weight = WeightOf(set, cells);
        var means = new double[columns];
        if (centred)
            Parallel.For(0, columns, parallel, column => means[column] = Mean(set, cells, column, weight));

        // Columns are padded to a multiple of four so that the innermost loop has no remainder.
        int padded = (columns + 3) / 4 * 4;
        int blocks = (cells.Length + BlockCells - 1) / BlockCells;
        var sums = new double[padded * padded];
        var partial = new double[Math.Min(BlocksInFlight, blocks)][];
        for (int first = 0; first < blocks; first += BlocksInFlight)
        {
            int count = Math.Min(BlocksInFlight, blocks - first);
            Parallel.For(0, count, parallel, index =>
            {
                double[] block = partial[index] ??= new double[padded * padded];
                Array.Clear(block);
                int start = (first + index) * BlockCells;
                int length = Math.Min(BlockCells, cells.Length - start);
                SumBlock(set, cells.AsSpan(start, length), means, padded, block);
            });
            for (int index = 0; index < count; index++)
                Add(partial[index], sums);
        }

        return new NormalEquations(columns, Square(sums, columns, padded), means, weight);
    }

    private static double WeightOf(TrainingSet set, int[] cells)
    {
        ReadOnlySpan<double> weights = set.Weights.Values;
        double sum = 0;
        foreach (int cell in cells)
            sum += weights[cell];
        return sum;
    }

    private static ReadOnlySpan<double> Column(TrainingSet set, int column) =>
        column < set.Features.Panels.Length ? set.Features.Panels[column].Values : set.Labels.Values;

    private static double Mean(TrainingSet set, int[] cells, int column, double weight)
    {
        ReadOnlySpan<double> values = Column(set, column);
        ReadOnlySpan<double> weights = set.Weights.Values;
        double sum = 0;
        foreach (int cell in cells)
            sum += weights[cell] * values[cell];
        return sum / weight;
    }

    private static void SumBlock(TrainingSet set, ReadOnlySpan<int> cells, double[] means, int padded, double[] sums)
    {
        var tile = new double[padded * TileCells];
        var roots = new double[TileCells];
        for (int first = 0; first < cells.Length; first += TileCells)
        {
            ReadOnlySpan<int> part = cells.Slice(first, Math.Min(TileCells, cells.Length - first));
            if (part.Length < TileCells)
                Array.Clear(tile);
            ReadOnlySpan<double> weights = set.Weights.Values;
            for (int index = 0; index < part.Length; index++)
                roots[index] = Math.Sqrt(weights[part[index]]);
            for (int column = 0; column < means.Length; column++)
                Gather(Column(set, column), part, means[column], roots, tile.AsSpan(column * TileCells, TileCells));
            for (int left = 0; left < padded; left += 2)
            {
                for (int right = left / 4 * 4; right < padded; right += 4)
                    SumPairs(tile, left, right, padded, sums);
            }
        }
    }

    private static void Gather(
        ReadOnlySpan<double> values, ReadOnlySpan<int> cells, double mean, ReadOnlySpan<double> roots,
            Span<double> destination)
    {
        for (int index = 0; index < cells.Length; index++)
            destination[index] = (values[cells[index]] - mean) * roots[index];
    }

    // Two columns against four: eight sums in registers. Products are rounded before they are added, on every machine
    // alike.
    private static void SumPairs(double[] tile, int left, int right, int padded, double[] sums)
    {
        ref double start = ref MemoryMarshal.GetArrayDataReference(tile);
        nuint a = (nuint)(left * TileCells);
        nuint b = (nuint)(right * TileCells);
        Vector256<double> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector256<double> s10 = default, s11 = default, s12 = default, s13 = default;
        for (nuint cell = 0; cell < TileCells; cell += 4)
        {
            Vector256<double> x0 = Vector256.LoadUnsafe(ref start, a + cell);
            Vector256<double> x1 = Vector256.LoadUnsafe(ref start, a + TileCells + cell);
            Vector256<double> z = Vector256.LoadUnsafe(ref start, b + cell);
            s00 += x0 * z;
            s10 += x1 * z;
            z = Vector256.LoadUnsafe(ref start, b + TileCells + cell);
            s01 += x0 * z;
            s11 += x1 * z;
            z = Vector256.LoadUnsafe(ref start, b + (2 * TileCells) + cell);
            s02 += x0 * z;
            s12 += x1 * z;
            z = Vector256.LoadUnsafe(ref start, b + (3 * TileCells) + cell);
            s03 += x0 * z;
            s13 += x1 * z;
        }

        Span<double> row = sums.AsSpan((left * padded) + right, 4);
        row[0] += Lanes(s00);
        row[1] += Lanes(s01);
        row[2] += Lanes(s02);
        row[3] += Lanes(s03);
        row = sums.AsSpan(((left + 1) * padded) + right, 4);
        row[0] += Lanes(s10);
        row[1] += Lanes(s11);
        row[2] += Lanes(s12);
        row[3] += Lanes(s13);
    }

    // Vector256.Sum may add in another order on another machine; this order is ours.
    private static double Lanes(Vector256<double> sum) =>
        (sum.GetElement(0) + sum.GetElement(1)) + (sum.GetElement(2) + sum.GetElement(3));

    private static void Add(double[] block, double[] sums)
    {
        for (int index = 0; index < sums.Length; index++)
            sums[index] += block[index];
    }

    private static double[] Square(double[] sums, int columns, int padded)
    {
        var square = new double[columns * columns];
        for (int row = 0; row < columns; row++)
        {
            for (int column = row; column < columns; column++)
            {
                square[(row * columns) + column] = sums[(row * padded) + column];
                square[(column * columns) + row] = sums[(row * padded) + column];
            }
        }

        return square;
    }
}
