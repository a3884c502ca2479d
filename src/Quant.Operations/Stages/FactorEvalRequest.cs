using Quant.Factors;

namespace Quant.Operations.Stages;

/// <summary>What <c>factor eval</c> is asked for.</summary>
public sealed record FactorEvalRequest
{
    /// <summary>The Qlib data folder.</summary>
    public required string Source { get; init; }

    /// <summary>A file with a name, a tab and an expression on each line; null if <see cref="Set"/> is named.</summary>
    public string? Expressions { get; init; }

    /// <summary>A factor set that comes with the library; null if <see cref="Expressions"/> is named.</summary>
    public string? Set { get; init; }

    /// <summary>The file to write, <c>.csv</c> or <c>.parquet</c>.</summary>
    public required string Output { get; init; }

    /// <summary>The first bar to write; null for the first there is.</summary>
    public DateTime? From { get; init; }

    /// <summary>The last bar to write; null for the last there is. A day includes all of its bars.</summary>
    public DateTime? To { get; init; }

    /// <summary>Codes, or one list of the folder, whose days of membership then limit the rows. Empty for the list
    /// <c>all</c>, or everything with features if there is none.</summary>
    public ImmutableArray<string> Instruments { get; init; } = [];

    /// <summary>The frequency: <c>day</c> or <c>1min</c>, as the folder names it; null for days if there are
    /// any.</summary>
    public string? Frequency { get; init; }

    /// <summary>Whose rules the expressions follow; null for those of the set, or the default.</summary>
    public ExpressionDialect? Dialect { get; init; }

    /// <summary>What the expressions are for: a label may look ahead.</summary>
    public ExpressionUse Use { get; init; }

    /// <summary>A regular expression that the codes of the rows begin with, as <c>SH60</c>; null for any.</summary>
    public string? Codes { get; init; }

    /// <summary>Expressions that are true on the days of the rows, each on what the one before left. Only for days.</summary>
    public ImmutableArray<string> Where { get; init; } = [];

    /// <summary>How many threads to compute with; 0 means one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Compute everything, write nothing.</summary>
    public bool DryRun { get; init; }
}
