namespace Quant.Models.Learners.Trees;

/// <summary>Draws the rows of each bag: LightGBM's draws, with a generator for every 1,024 rows.</summary>
internal sealed class RowSampler
{
    private const int Block = 1024;
    private readonly BoostingOptions options;
    private readonly int rows;
    private readonly SampleGenerator[] generators;
    private int[] bag;

    /// <summary>Seeds the generators.</summary>
    public RowSampler(int rows, BoostingOptions options)
    {
        this.rows = rows;
        this.options = options;
        generators = [.. Enumerable.Range(0, (rows + Block - 1) / Block)
            .Select(block => new SampleGenerator(unchecked(options.BaggingSeed + block)))];
        bag = [.. Enumerable.Range(0, rows)];
    }

    /// <summary>The rows of a round, ascending.</summary>
    public int[] Bag(int round)
    {
        if (options.BaggingFreq == 0 || options.BaggingFraction >= 1 || round % options.BaggingFreq != 0)
            return bag;
        var drawn = new List<int>(rows);
        for (int row = 0; row < rows; row++)
        {
            if (generators[row / Block].NextFloat() < options.BaggingFraction)
                drawn.Add(row);
        }

        bag = [.. drawn];
        return bag;
    }
}
