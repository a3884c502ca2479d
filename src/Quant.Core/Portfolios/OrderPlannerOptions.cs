namespace Quant.Portfolios;

/// <summary>The parameters of <see cref="OrderPlanner"/>.</summary>
public sealed record OrderPlannerOptions
{
    /// <summary>The part of the money that is never spent, from 0 to 1; none unless told otherwise.</summary>
    public decimal CashBufferRatio
    {
        get;
        init => field = value is >= 0m and <= 1m
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not from 0 to 1.");
    }

    /// <summary>How far a name may exceed its even part when leftovers are spread, from 1 to 2; 1.25 unless told
    /// otherwise.</summary>
    public decimal TopUpRatio
    {
        get;
        init => field = value is >= 1m and <= 2m
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not from 1 to 2.");
    }
        = 1.25m;

    /// <summary>How far from the close an order is priced where the market sets no limits, above 0 and below 1; 0.1
    /// unless told otherwise.</summary>
    public decimal PriceMargin
    {
        get;
        init => field = value is > 0m and < 1m
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not above 0 and below 1.");
    }
        = 0.1m;
}
