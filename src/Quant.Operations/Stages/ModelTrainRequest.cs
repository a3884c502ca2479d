namespace Quant.Operations.Stages;

/// <summary>What <c>model train</c> is asked for.</summary>
public sealed record ModelTrainRequest
{
    /// <summary>A YAML or JSON file of LightGBM's parameters by name.</summary>
    public required string Parameters { get; init; }

    /// <summary>A table with the label and the features, as <c>.csv</c>, <c>.csv.gz</c> or <c>.parquet</c>.</summary>
    public required string Features { get; init; }

    /// <summary>The column to learn; every other number is a feature.</summary>
    public required string Label { get; init; }

    /// <summary>The column of weights; null weighs every row 1.</summary>
    public string? Weight { get; init; }

    /// <summary>A table to watch while training, with the same columns; null watches none.</summary>
    public string? Valid { get; init; }

    /// <summary>The model to write, in LightGBM's text form.</summary>
    public required string Output { get; init; }

    /// <summary>How many threads to compute with; 0 means one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Compute everything, write nothing.</summary>
    public bool DryRun { get; init; }
}
