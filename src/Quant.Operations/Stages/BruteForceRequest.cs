using Quant.Models.Ensembles.Search;

namespace Quant.Operations.Stages;

/// <summary>What <c>quant brute-force fast</c> was asked.</summary>
public sealed record BruteForceRequest
{
    /// <summary>A folder with one file of scores per model, or null for the predictions of the workspace.</summary>
    public string? Predictions { get; init; }

    /// <summary>A file of daily returns; null for the market of the workspace.</summary>
    public string? Returns { get; init; }

    /// <summary>The folder to write to; null for that of the workspace.</summary>
    public string? Output { get; init; }

    /// <summary>The models to combine; empty, the default, for all there are.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>The rules of the search.</summary>
    public required SearchOptions Options { get; init; }

    /// <summary>A file with <c>groups:</c> of models; null, the default, for none.</summary>
    public string? Groups { get; init; }

    /// <summary>The first date that decides; null, the default, for the first scored.</summary>
    public TradeDate? From { get; init; }

    /// <summary>The last date of the search; what follows is out of sample. Null, the default, for the last there is,
    /// less <see cref="ExcludeMonths"/>.</summary>
    public TradeDate? To { get; init; }

    /// <summary>The months at the end that are kept out of sample. Default 0.</summary>
    public int ExcludeMonths { get; init; }

    /// <summary>How many combinations of each kind are tried out of sample. Default 5.</summary>
    public int Best { get; init; } = 5;

    /// <summary>How many lines of results to write, the best first; 0, the default, for all.</summary>
    public int Lines { get; init; }

    /// <summary>Go on with a search that was stopped. Default no: it begins anew.</summary>
    public bool Resume { get; init; }

    /// <summary>Only look at a finished search again. Default no.</summary>
    public bool AnalysisOnly { get; init; }

    /// <summary>How many threads; 0 for one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Compute everything, write nothing. Default no.</summary>
    public bool DryRun { get; init; }
}
