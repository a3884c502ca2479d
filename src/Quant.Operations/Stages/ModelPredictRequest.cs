namespace Quant.Operations.Stages;

/// <summary>What <c>model predict</c> is asked for.</summary>
public sealed record ModelPredictRequest
{
    /// <summary>A LightGBM text model.</summary>
    public required string Model { get; init; }

    /// <summary>A table with the model's features, in any order, as <c>.csv</c>, <c>.csv.gz</c> or <c>.parquet</c>.</summary>
    public required string Features { get; init; }

    /// <summary>The file to write, <c>.csv</c> or <c>.parquet</c>.</summary>
    public required string Output { get; init; }

    /// <summary>Whether scores stay as the trees sum them: no logistic function, no softmax. Default no.</summary>
    public bool Raw { get; init; }

    /// <summary>How many threads to compute with; 0 means one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Compute everything, write nothing.</summary>
    public bool DryRun { get; init; }
}
