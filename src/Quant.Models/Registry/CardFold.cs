using Quant.Models.Training;

namespace Quant.Models.Registry;

/// <summary>Which fold of a split a model is.</summary>
/// <param name="Split">The kind of split, as written in a workflow file.</param>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Folds">How many folds there are.</param>
/// <param name="Paths">How many paths their tests make.</param>
/// <param name="EmbargoSessions">The sessions left out beyond the purge.</param>
/// <param name="Train">The sessions fitted on, as first and last of each range.</param>
/// <param name="Test">The sessions tested, as first and last of each block.</param>
/// <param name="TestPaths">The path of each block, from 0.</param>
public sealed record CardFold(
    string Split,
    int Number,
    int Folds,
    int Paths,
    int EmbargoSessions,
    ImmutableArray<(TradeDate First, TradeDate Last)> Train,
    ImmutableArray<(TradeDate First, TradeDate Last)> Test,
    ImmutableArray<int> TestPaths)
{
    /// <summary>The dates of a fold's rows.</summary>
    public static CardFold Of(SplitSpec spec, TrainingSplit split, TrainingFold fold, PanelAxes axes) => new(
        spec.KindText,
        fold.Number,
        split.Folds.Length,
        split.Paths,
        fold.EmbargoSessions,
        [.. fold.Train.Select(range => (axes.Dates[range.First], axes.Dates[range.Last]))],
        [.. fold.Test.Select(block => (axes.Dates[block.Rows.First], axes.Dates[block.Rows.Last]))],
        [.. fold.Test.Select(block => block.Path)]);

    /// <inheritdoc/>
    public bool Equals(CardFold? other) =>
        other is not null
        && (Split, Number, Folds, Paths, EmbargoSessions)
            == (other.Split, other.Number, other.Folds, other.Paths, other.EmbargoSessions)
        && Train.AsSpan().SequenceEqual(other.Train.AsSpan()) && Test.AsSpan().SequenceEqual(other.Test.AsSpan())
        && TestPaths.AsSpan().SequenceEqual(other.TestPaths.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Split, Number, Folds);
}
