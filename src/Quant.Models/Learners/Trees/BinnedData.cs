namespace Quant.Models.Learners.Trees;

/// <summary>Features as bins of one byte, once by column and once by row.</summary>
/// <remarks>
/// <para>Columns serve passes over all rows and the division of rows; rows serve histograms of the few rows of a small node.</para>
/// <para>Only features that a split can use are held; <see cref="Used"/> says which.</para>
/// </remarks>
internal sealed class BinnedData
{
    /// <summary>From one feature's first cell in a histogram to the next one's: what a byte can say.</summary>
    public const int BinsApart = 256;

    private const int TileRows = 512;

    // Features that are sampled together share the cache lines of the rows.
    private const int SampledTogether = 16;

    private BinnedData(ImmutableArray<BinMapper> mappers, ImmutableArray<int> used, int rows)
    {
        Mappers = mappers;
        Used = used;
        RowCount = rows;
        Columns = [.. used.Select(_ => GC.AllocateUninitializedArray<byte>(rows))];
        Rows = GC.AllocateUninitializedArray<byte>(rows * used.Length);
        var offsets = new int[used.Length + 1];
        for (int index = 0; index < used.Length; index++)
            offsets[index + 1] = offsets[index] + BinsApart;
        Offsets = offsets;
    }

    /// <summary>How each feature of the matrix is binned.</summary>
    public ImmutableArray<BinMapper> Mappers { get; }

    /// <summary>The features held, ascending, as columns of the matrix.</summary>
    public ImmutableArray<int> Used { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The bins of each held feature.</summary>
    public byte[][] Columns { get; }

    /// <summary>The bins of each row's held features, row after row.</summary>
    public byte[] Rows { get; }

    /// <summary>Where each held feature's bins start in a histogram, and at the end its length.</summary>
    public int[] Offsets { get; }

    /// <summary>The mapper of a held feature.</summary>
    public BinMapper MapperOf(int held) => Mappers[Used[held]];

    /// <summary>Finds bins on a sample of the rows and puts every row into them.</summary>
    /// <exception cref="InputException">There are more cells than one block of bytes can hold.</exception>
    public static BinnedData Build(FeatureMatrix matrix, BoostingOptions options, int threads)
    {
        int[] sample = new SampleGenerator(options.DataRandomSeed)
            .Sample(matrix.Rows, Math.Min(matrix.Rows, options.BinConstructSampleCnt));
        var mappers = new BinMapper[matrix.Features];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        int groups = (matrix.Features + SampledTogether - 1) / SampledTogether;
        int next = -1;
        // Each thread has its memory once, whatever the number of groups.
        Parallel.For(0, Math.Clamp(threads, 1, groups), parallel, _ =>
        {
            var values = new double[Math.Min(SampledTogether, matrix.Features) * sample.Length];
            var distinct = new DistinctValues();
            for (int group = Interlocked.Increment(ref next); group < groups; group = Interlocked.Increment(ref next))
            {
                int first = group * SampledTogether;
                int count = Math.Min(SampledTogether, matrix.Features - first);
                matrix.CopySample(first, count, sample, values);
                for (int feature = first; feature < first + count; feature++)
                {
                    Span<double> column = values.AsSpan((feature - first) * sample.Length, sample.Length);
                    mappers[feature] =
                        BinFinder.Find(column, options.CategoricalFeature.Contains(feature), options, distinct);
                }
            }
        });
        return With([.. mappers], matrix, threads);
    }

    /// <summary>Puts rows into bins found before, as validation rows must be.</summary>
    public static BinnedData With(ImmutableArray<BinMapper> mappers, FeatureMatrix matrix, int threads)
    {
        ImmutableArray<int> used = [.. Enumerable.Range(0, mappers.Length).Where(feature => !mappers[feature].Trivial)];
        if ((long)matrix.Rows * used.Length > Array.MaxLength)
        {
            throw new InputException(
                "features", "", $"at most {Array.MaxLength} cells", $"{matrix.Rows} rows of {used.Length} features",
                "Use fewer rows or features.");
        }

        var data = new BinnedData(mappers, used, matrix.Rows);
        int tiles = (matrix.Rows + TileRows - 1) / TileRows;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, tiles, parallel, tile => data.FillTile(matrix, tile * TileRows));
        return data;
    }

    private void FillTile(FeatureMatrix matrix, int first)
    {
        int rows = Math.Min(TileRows, RowCount - first);
        Span<double> values = stackalloc double[rows];
        for (int held = 0; held < Used.Length; held++)
        {
            matrix.CopyColumn(Used[held], first, values);
            Span<byte> bins = Columns[held].AsSpan(first, rows);
            MapperOf(held).BinsOf(values, bins);
            Span<byte> cells = Rows.AsSpan(first * Used.Length);
            unchecked
            {
                for (int row = 0, at = held; row < rows; row++, at += Used.Length)
                    cells[at] = bins[row];
            }
        }
    }
}
