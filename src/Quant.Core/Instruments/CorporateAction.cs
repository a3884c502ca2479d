namespace Quant.Instruments;

/// <summary>What a company gives to, or asks of, those who hold its shares: cash, bonus shares, a split, rights.</summary>
/// <remarks>
/// Ratios are per share held before: 10 for 4 is 0.4. A split of one share into four is a <see cref="SplitRatio"/> of 4
/// and one of ten shares into one is 0.1. All apply to the shares held at the close of the session before
/// <see cref="ExDate"/>, in this order: split first, the rest per share after it.
/// </remarks>
public sealed record CorporateAction
{
    /// <summary>Whose action it is.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>The first session without the entitlement.</summary>
    public required TradeDate ExDate { get; init; }

    /// <summary>The last session with the entitlement; null if it is not stated.</summary>
    public TradeDate? RecordDate { get; init; }

    /// <summary>When the cash is paid; null for the ex date.</summary>
    public TradeDate? PayDate { get; init; }

    /// <summary>When the new shares can be traded; null for the ex date.</summary>
    public TradeDate? ListDate { get; init; }

    /// <summary>Cash for each share before tax; not negative.</summary>
    public decimal CashPerShare { get; init => field = NotNegative(value); }

    /// <summary>New shares from profit for each share (送股), taxed at par; not negative.</summary>
    public decimal BonusRatio { get; init => field = NotNegative(value); }

    /// <summary>New shares from capital reserves for each share (转增), not taxed; not negative.</summary>
    public decimal TransferRatio { get; init => field = NotNegative(value); }

    /// <summary>Shares that may be subscribed for each share; not negative.</summary>
    public decimal RightsRatio { get; init => field = NotNegative(value); }

    /// <summary>What a subscribed share costs; zero without rights.</summary>
    public Price RightsPrice { get; init; }

    /// <summary>Shares after a split for one before; 1, the default, is none. More than zero.</summary>
    public decimal SplitRatio
    {
        get;
        init => field = value > 0m
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A split leaves something.");
    }
        = 1m;

    /// <summary>The shares that one share becomes, rights taken up.</summary>
    public decimal SharesAfter => SplitRatio * (1m + BonusRatio + TransferRatio + RightsRatio);

    /// <summary>The exchange's reference price on the ex date.</summary>
    /// <param name="previousClose">The close of the session before.</param>
    /// <param name="tick">The instrument's price step; the result is rounded to it, half up.</param>
    /// <remarks>
    /// (close ÷ split − cash + rights price × rights) ÷ (1 + bonus + transfer + rights): the trading rules of the
    /// Shanghai and Shenzhen exchanges, computed in decimal.
    /// </remarks>
    /// <exception cref="ArgumentException">The action takes away more than a share is worth.</exception>
    public Price ReferencePrice(Price previousClose, Price tick)
    {
        decimal whole = (previousClose.ToDecimal() / SplitRatio) - CashPerShare + (RightsPrice.ToDecimal() * RightsRatio);
        decimal reference = whole / (1m + BonusRatio + TransferRatio + RightsRatio);
        return reference > 0m
            ? new Price(decimal.ToInt64(
                decimal.Round(reference * Price.Scale / tick.Raw, MidpointRounding.AwayFromZero)) * tick.Raw)
            : throw new ArgumentException($"{Instrument} of {ExDate}: nothing would be left of {previousClose}.");
    }

    /// <summary>By how much the adjusted price grows over the price as traded: previous close over reference.</summary>
    /// <exception cref="ArgumentException">The action takes away more than a share is worth.</exception>
    public decimal AdjustmentRatio(Price previousClose, Price tick) =>
        (decimal)previousClose.Raw / ReferencePrice(previousClose, tick).Raw;

    /// <summary>The cash that a number of shares is paid before tax, rounded half up to the cent.</summary>
    public Money CashFor(long shares) => Money.Round(CashPerShare * SplitRatio * shares, MidpointRounding.AwayFromZero);

    /// <summary>The new shares that a number of shares receives, fractions left out; negative after a reverse
    /// split.</summary>
    public long NewSharesFor(long shares) =>
        decimal.ToInt64(decimal.Floor(SplitRatio * (1m + BonusRatio + TransferRatio) * shares)) - shares;

    private static decimal NotNegative(decimal value) =>
        value >= 0m ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Negative.");
}
