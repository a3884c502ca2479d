using Quant.Orders;

namespace Quant.Costs;

/// <summary>What a trade costs by law and by the broker's tariff, on the day it happens.</summary>
/// <remarks>Each part is rounded to the cent by itself, the broker's half up; the broker's minimum is applied after
/// rounding.</remarks>
public sealed class FeeSchedule
{
    private readonly CommissionRule commission;
    private readonly ChargeSchedule charges;

    /// <summary>Makes a schedule.</summary>
    /// <param name="commission">The broker's tariff.</param>
    /// <param name="charges">What law and venue take; the items that <see cref="TradeFees"/> names go there, all others
    /// together are its levies.</param>
    public FeeSchedule(CommissionRule commission, ChargeSchedule charges) =>
        (this.commission, this.charges) = (commission, charges);

    /// <summary>A schedule under which trading is free, for hand-checked cases.</summary>
    public static FeeSchedule Free { get; } =
        new(new CommissionRule { Rate = 0m, Minimum = Money.Zero }, new ChargeSchedule([]));

    /// <summary>The built-in lawful rates of a market, with the broker's commission.</summary>
    /// <exception cref="ArgumentException">No such market is built in.</exception>
    public static FeeSchedule ForMarket(string market, CommissionRule commission) =>
        new(commission, ChargeSchedule.ForMarket(market));

    /// <summary>The parts of what one order costs that trades in one session.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="shares">How many shares; not negative.</param>
    /// <param name="gross">Shares times price; not negative. Zero costs nothing.</param>
    /// <param name="session">The session of the trade, which decides the rates.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shares or the gross are negative, or the session lies before the
    /// first known rate.</exception>
    public TradeFees FeesFor(Side side, long shares, Money gross, TradeDate session)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gross.Cents);
        if (gross == Money.Zero)
            return default;
        var fees = new TradeFees(
            Money.Max(gross.Times(commission.Rate, MidpointRounding.AwayFromZero), commission.Minimum), default, default);
        foreach (Charge charge in charges.Of(side, shares, gross, session))
        {
            fees = charge.Item switch
            {
                FeeRatesChina.StampDutyItem => fees with { StampDuty = charge.Amount },
                FeeRatesChina.TransferFeeItem => fees with { TransferFee = charge.Amount },
                _ => fees with { Levies = fees.Levies + charge.Amount },
            };
        }

        return fees;
    }

    /// <summary>What buying takes out of cash: shares times price, rounded half up, and fees.</summary>
    public Money CostOfBuying(long shares, Price price, TradeDate session)
    {
        Money gross = price.Times(shares, MidpointRounding.AwayFromZero);
        return gross + FeesFor(Side.Buy, shares, gross, session).Total;
    }

    /// <summary>What selling brings into cash: shares times price, rounded half up, less fees; negative if fees eat it
    /// up.</summary>
    public Money ProceedsOfSelling(long shares, Price price, TradeDate session)
    {
        Money gross = price.Times(shares, MidpointRounding.AwayFromZero);
        return gross - FeesFor(Side.Sell, shares, gross, session).Total;
    }
}
