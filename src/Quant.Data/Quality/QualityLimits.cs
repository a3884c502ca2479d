namespace Quant.Data.Quality;

/// <summary>
/// From where on something counts as odd, and from where on a session is not ready. All are shares from 0 but the last.
/// </summary>
public sealed record QualityLimits
{
    /// <summary>The share of missing instruments above which a session is not ready.</summary>
    public required double MissingRatio { get; init; }

    /// <summary>The share of odd rows above which a session is not ready.</summary>
    public required double OddRatio { get; init; }

    /// <summary>The largest ordinary move where there is no price limit.</summary>
    public required double JumpRatio { get; init; }

    /// <summary>
    /// How far the adjustment factor may be from explaining the reference price; prices are rounded to cents.
    /// </summary>
    public required double FactorRatio { get; init; }

    /// <summary>How far the average price may lie outside of low to high.</summary>
    public required double AveragePriceRatio { get; init; }

    /// <summary>The fewest sessions of a history that is not called short.</summary>
    public required int HistorySessions { get; init; }

    /// <summary>Limits that real Chinese daily bars of good quality keep but for single rows.</summary>
    public static QualityLimits Ordinary { get; } = new()
    {
        MissingRatio = 0.05,
        OddRatio = 0.05,
        JumpRatio = 0.45,
        FactorRatio = 0.01,
        AveragePriceRatio = 0.02,
        HistorySessions = 60,
    };
}
