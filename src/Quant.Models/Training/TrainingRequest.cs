using Quant.Factors;
using Quant.Labels;
using Quant.Models.Registry;
using Quant.Preprocessing;
using Quant.Universes;

namespace Quant.Models.Training;

/// <summary>Everything that one model is trained from.</summary>
public sealed record TrainingRequest
{
    /// <summary>What to train.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>Its feature set, not preprocessed; the last date is the anchor.</summary>
    public required FeaturePanel Features { get; init; }

    /// <summary>Its label, not preprocessed, over the same instruments and at least the features' dates.</summary>
    public required LabelPanel Labels { get; init; }

    /// <summary>The segments; null, the default, where a fold is given.</summary>
    public TrainingWindows? Windows { get; init; }

    /// <summary>The rows to train on, counted from the features' first date; null, the default, for those of the
    /// windows.</summary>
    public TrainingFold? Fold { get; init; }

    /// <summary>The split that the fold belongs to; null, the default, where there is no other fold.</summary>
    public TrainingSplit? Split { get; init; }

    /// <summary>Labels of other horizons, to tell how the IC decays, over the axes of <see cref="Labels"/>. Default
    /// none.</summary>
    public ImmutableArray<LabelPanel> Horizons { get; init; } = [];

    /// <summary>Where features and labels come from; its run is part of the model's version.</summary>
    public required Lineage Lineage { get; init; }

    /// <summary>The sessions left out at the end of a segment that another follows; null, the default, means the
    /// label's horizon.</summary>
    public int? PurgeSessions { get; init; }

    /// <summary>The cells that exist, over the features' axes; the others get no score. Null, the default, means
    /// all.</summary>
    public CellMask? Cells { get; init; }

    /// <summary>The groups and sizes that the preprocessing looks at, over the features' axes. Null, the default, for
    /// none.</summary>
    public Exposures? Exposures { get; init; }

    /// <summary>How many threads to use, at least 1; the result does not depend on it. Default 1.</summary>
    public int Threads { get; init; } = 1;
}
