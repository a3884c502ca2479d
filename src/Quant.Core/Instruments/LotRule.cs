namespace Quant.Instruments;

/// <summary>How many shares one order of a board may have.</summary>
/// <param name="MinimumShares">The fewest shares of a buy; 100 on the main boards, 200 on STAR.</param>
/// <param name="StepShares">What a buy may grow by above the minimum; 100 on the main boards, 1 on STAR and
/// BSE.</param>
/// <param name="MaximumShares">The most shares of one limit order.</param>
public sealed record LotRule(long MinimumShares, long StepShares, long MaximumShares)
{
    /// <summary>The largest legal buy of at most <paramref name="shares"/>; zero if not even the minimum
    /// fits.</summary>
    public long RoundDown(long shares)
    {
        long capped = Math.Min(shares, MaximumShares);
        return capped < MinimumShares ? 0 : MinimumShares + ((capped - MinimumShares) / StepShares * StepShares);
    }

    /// <summary>Whether one order may buy so many.</summary>
    public bool AllowsBuy(long shares) => shares > 0 && RoundDown(shares) == shares;

    /// <summary>Whether one order may sell so many of the shares that can be sold.</summary>
    /// <remarks>What remains below a lot after bonus issues must go whole: alone, or with full lots.</remarks>
    public bool AllowsSale(long shares, long sellable) =>
        shares > 0 && shares <= Math.Min(sellable, MaximumShares)
        && (shares == sellable || RoundDown(shares) == shares || IsLotsWithOddRemainder(shares, sellable));

    /// <summary>The largest legal sale of a position: all of it, unless one order cannot carry so many.</summary>
    public long LargestSale(long sellable) => sellable <= MaximumShares ? sellable : RoundDown(MaximumShares);

    private bool IsLotsWithOddRemainder(long shares, long sellable) =>
        StepShares > 1 && sellable % StepShares != 0 && shares % StepShares == sellable % StepShares;
}
