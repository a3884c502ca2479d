using Quant.Labels;
using Quant.Models.Training;
using Quant.Preprocessing;

namespace Quant.Models.Registry;

/// <summary>A fitted model without its weights: what it is, what it was fitted on, how good it was where it had not
/// looked.</summary>
/// <remarks>
/// The file is <c>models/&lt;name&gt;/&lt;version&gt;/card.json</c>; <see cref="ModelCardFile"/> writes and reads it.
/// No clock time is in it, so training again on the same inputs gives the same bytes.
/// </remarks>
public sealed record ModelCard
{
    /// <summary>What was asked for.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>Its version: the anchor as <c>yyyyMMdd</c>, a hyphen, and the beginning of the hash of all that
    /// determines it.</summary>
    public required string Version { get; init; }

    /// <summary>The last session whose close was known when it was fitted.</summary>
    public required TradeDate Anchor { get; init; }

    /// <summary>The sessions of each segment, as dates; a segment without sessions is null.</summary>
    public required CardWindow Window { get; init; }

    /// <summary>Which fold of a split it is; null for the segments.</summary>
    public CardFold? Fold { get; init; }

    /// <summary>How its parameters were chosen; null where they were given.</summary>
    public SweepSelection? Selection { get; init; }

    /// <summary>The features of its set, in order.</summary>
    public required ImmutableArray<string> Features { get; init; }

    /// <summary>The hash of the feature set's names and expressions.</summary>
    public required ContentHash FeatureRecipe { get; init; }

    /// <summary>The preprocessing as fitted on the training segment.</summary>
    public required FittedPreprocessor Preprocessing { get; init; }

    /// <summary>How good it was on the validation segment; null where there is none.</summary>
    public required ModelMetrics? Valid { get; init; }

    /// <summary>How good it was on the test segment; null where it has no known label there.</summary>
    public required ModelMetrics? Test { get; init; }

    /// <summary>How good and how steady it is on each part, in and out of sample.</summary>
    public ModelEvaluation Evaluation { get; init; } = new(null, null, null);

    /// <summary>The labelled cells of the training segment.</summary>
    public required int TrainingCells { get; init; }

    /// <summary>The name of the file of weights, beside the card.</summary>
    public required string WeightsFile { get; init; }

    /// <summary>The format of the file of weights.</summary>
    public required string WeightsFormat { get; init; }

    /// <summary>The hash of the file of weights; another one is refused.</summary>
    public required ContentHash WeightsHash { get; init; }

    /// <summary>Where it comes from.</summary>
    public required Lineage Lineage { get; init; }

    /// <summary>The folder of a model in a workspace.</summary>
    public static string FolderOf(string model, string version) => $"models/{model}/{version}";

    /// <summary>The card's path in a workspace.</summary>
    public static string PathOf(string model, string version) => $"{FolderOf(model, version)}/card.json";
}

/// <summary>The sessions that a model was fitted, watched and judged on.</summary>
/// <param name="TrainFirst">The first session fitted on.</param>
/// <param name="TrainLast">The last session fitted on, after leaving out labels that reach further; in a combinatorial
/// split there may be tested sessions in between (<see cref="CardFold"/>).</param>
/// <param name="ValidFirst">The first session watched; null without a validation segment.</param>
/// <param name="ValidLast">The last session watched; null without a validation segment.</param>
/// <param name="TestFirst">The first session judged and predicted.</param>
/// <param name="TestLast">The last session predicted: the anchor.</param>
/// <param name="PurgeSessions">The sessions left out at the end of a segment that another follows.</param>
public sealed record CardWindow(
    TradeDate TrainFirst,
    TradeDate TrainLast,
    TradeDate? ValidFirst,
    TradeDate? ValidLast,
    TradeDate TestFirst,
    TradeDate TestLast,
    int PurgeSessions)
{
    /// <summary>The dates of a fold's rows.</summary>
    public static CardWindow Of(TrainingFold fold, PanelAxes axes) => new(
        axes.Dates[fold.Train[0].First],
        axes.Dates[fold.Train[^1].Last],
        fold.Valid.Count > 0 ? axes.Dates[fold.Valid.First] : null,
        fold.Valid.Count > 0 ? axes.Dates[fold.Valid.Last] : null,
        axes.Dates[fold.Test[0].Rows.First],
        axes.Dates[fold.Test[^1].Rows.Last],
        fold.PurgeSessions);
}
