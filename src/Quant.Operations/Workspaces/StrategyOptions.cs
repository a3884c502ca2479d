namespace Quant.Operations.Workspaces;

/// <summary><c>config/strategy_config.yaml</c>: the holding rule, shared by orders and opinions.</summary>
public sealed record StrategyOptions
{
    /// <summary>How many names to hold. Default 20, at least 1.</summary>
    public int TopK { get; init; } = 20;

    /// <summary>How many names to drop at most in one rebalance. Default 3, from 0 to <see cref="TopK"/>.</summary>
    public int DropN { get; init; } = 3;

    /// <summary>How many candidates to list for each purchase. Default 2, at least 1.</summary>
    public int BuySuggestionFactor { get; init; } = 2;
}
