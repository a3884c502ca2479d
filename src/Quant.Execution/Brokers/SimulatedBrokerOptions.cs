using Quant.Costs;

namespace Quant.Execution.Brokers;

/// <summary>The terms of the simulated broker.</summary>
public sealed record SimulatedBrokerOptions
{
    /// <summary>The market's rules.</summary>
    public required TradingRules Rules { get; init; }

    /// <summary>What trades cost.</summary>
    public required FeeSchedule Fees { get; init; }

    /// <summary>Whether the money of sales may buy in the same session, as China's exchanges allow; yes unless told
    /// otherwise.</summary>
    public bool ProceedsBuyAtOnce { get; init; } = true;

    /// <summary>How much worse than the opening price trades are; not at all unless told otherwise.</summary>
    public SlippageModel Slippage { get; init; }

    /// <summary>The largest part of the session's volume that one order may be, above 0 to 1; 0.1 unless told
    /// otherwise.</summary>
    public decimal VolumeRatio
    {
        get;
        init => field = value is > 0m and <= 1m
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not above 0 to 1.");
    }
        = 0.1m;
}
