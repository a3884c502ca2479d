namespace Quant.Models.Learners.Trees;

/// <summary>What trees learn from, or are watched on while they learn.</summary>
/// <param name="Features">The rows of features.</param>
/// <param name="Labels">One finite label per row: 0 or 1 for <c>binary</c>, a whole relevance for <c>lambdarank</c>.</param>
public sealed record BoostingData(FeatureMatrix Features, ReadOnlyMemory<double> Labels)
{
    /// <summary>One weight per row, at least 0; empty, the default, weighs every row 1.</summary>
    public ReadOnlyMemory<double> Weights { get; init; }

    /// <summary>For <c>lambdarank</c> the rows of each query, in order; their sum is the number of rows.</summary>
    public ImmutableArray<int> Queries { get; init; } = [];

    /// <summary>Refuses data that an objective cannot learn from.</summary>
    /// <exception cref="InputException">Says which row is wrong and why.</exception>
    internal void Check(BoostingOptions options, string source)
    {
        int rows = Features.Rows;
        if (rows == 0)
            throw Error(source, "", "at least one row", "none");
        if (rows > FixedGradients.MaximumRows)
            throw Error(source, "", $"at most {FixedGradients.MaximumRows} rows", $"{rows}");
        if (Labels.Length != rows)
            throw Error(source, "label", $"{rows} labels, one per row", $"{Labels.Length}");
        if (Weights.Length != 0 && Weights.Length != rows)
            throw Error(source, "weight", $"{rows} weights, one per row", $"{Weights.Length}");
        for (int row = 0; row < rows; row++)
        {
            if (!double.IsFinite(Labels.Span[row]))
                throw Error(source, $"label of row {row}", "a finite number", $"{Labels.Span[row]}");
            if (Weights.Length != 0 && !(Weights.Span[row] >= 0 && double.IsFinite(Weights.Span[row])))
                throw Error(source, $"weight of row {row}", "a finite number of at least 0", $"{Weights.Span[row]}");
        }

        if (Weights.Length != 0 && Weights.Span.IndexOfAnyExcept(0d) < 0)
            throw Error(source, "weight", "a weight above 0", "none");
        if (options.Objective == TreeObjective.Binary)
            CheckClasses(source);
        if (options.Objective == TreeObjective.LambdaRank)
            CheckQueries(options, source);
    }

    private void CheckClasses(string source)
    {
        int positive = 0;
        for (int row = 0; row < Labels.Length; row++)
        {
            double label = Labels.Span[row];
            if (label is not (0 or 1))
                throw Error(source, $"label of row {row}", "0 or 1", $"{label}");
            positive += (int)label;
        }

        if (positive == 0 || positive == Labels.Length)
            throw Error(source, "label", "both classes", $"only {(positive == 0 ? 0 : 1)}");
    }

    private void CheckQueries(BoostingOptions options, string source)
    {
        if (Queries.Any(count => count <= 0) || Queries.Sum(count => (long)count) != Labels.Length)
            throw Error(source, "queries", $"positive counts that add up to {Labels.Length} rows", $"a sum of {Queries.Sum(count => (long)count)}");
        int most = options.LabelGain.IsEmpty ? 30 : options.LabelGain.Length - 1;
        for (int row = 0; row < Labels.Length; row++)
        {
            double label = Labels.Span[row];
            if (label < 0 || label > most || label != Math.Floor(label))
                throw Error(source, $"label of row {row}", $"a whole relevance from 0 to {most}", $"{label}");
        }
    }

    private static InputException Error(string source, string place, string expected, string found) =>
        new(source, place, expected, found, "Correct the data or leave the rows out.");
}
