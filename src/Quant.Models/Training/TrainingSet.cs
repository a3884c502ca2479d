using Quant.Factors;

namespace Quant.Models.Training;

/// <summary>What a learner sees: features, labels and weights of some cells of a panel, without a copy of
/// any.</summary>
/// <remarks>
/// <para>Layout: a cell is row times instruments plus column, as in the panels' values; cells are ascending.</para>
/// <para>Missing: every cell has a label and a weight above 0. Features may be NaN; whether such a cell can be learned
/// from is the learner's to say (<see cref="CompleteCells"/>).</para>
/// </remarks>
public sealed class TrainingSet
{
    private readonly int[] cells;

    private TrainingSet(FeaturePanel features, Panel labels, Panel weights, int[] cells) =>
        (Features, Labels, Weights, this.cells) = (features, labels, weights, cells);

    /// <summary>The features, preprocessed.</summary>
    public FeaturePanel Features { get; }

    /// <summary>The labels, preprocessed, over the features' axes.</summary>
    public Panel Labels { get; }

    /// <summary>How much each label counts, over the features' axes.</summary>
    public Panel Weights { get; }

    /// <summary>The cells that may be learned from, ascending.</summary>
    public ReadOnlySpan<int> Cells => cells;

    /// <summary>Takes every cell of some rows that has a label and a weight above 0.</summary>
    /// <exception cref="ArgumentException">Labels or weights have another shape than the features.</exception>
    public static TrainingSet Of(FeaturePanel features, Panel labels, Panel weights, RowRange rows) =>
        Of(features, labels, weights, [rows]);

    /// <summary>Takes every cell of some ascending ranges of rows that has a label and a weight above 0.</summary>
    /// <exception cref="ArgumentException">Labels or weights have another shape than the features.</exception>
    public static TrainingSet Of(FeaturePanel features, Panel labels, Panel weights, ImmutableArray<RowRange> ranges)
    {
        bool fits = labels.SameShape(weights)
            && labels.Dates == features.Axes.Dates.Length
            && labels.Instruments == features.Axes.Instruments.Length;
        if (!fits)
            throw new ArgumentException("Labels and weights must have the shape of the features.", nameof(labels));

        var cells = new List<int>();
        ReadOnlySpan<double> values = labels.Values;
        ReadOnlySpan<double> counts = weights.Values;
        foreach (RowRange rows in ranges)
        {
            for (int cell = rows.First * labels.Instruments; cell < (rows.Last + 1) * labels.Instruments; cell++)
            {
                if (double.IsFinite(values[cell]) && counts[cell] > 0)
                    cells.Add(cell);
            }
        }

        return new TrainingSet(features, labels, weights, [.. cells]);
    }

    /// <summary>The cells where every feature is a finite number.</summary>
    public int[] CompleteCells()
    {
        var complete = new bool[cells.Length];
        complete.AsSpan().Fill(true);
        foreach (Panel panel in Features.Panels)
        {
            ReadOnlySpan<double> values = panel.Values;
            for (int index = 0; index < cells.Length; index++)
                complete[index] &= double.IsFinite(values[cells[index]]);
        }

        return [.. cells.Where((_, index) => complete[index])];
    }
}
