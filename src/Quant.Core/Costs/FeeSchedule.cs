using Quant.Orders;

namespace Quant.Costs;

/// <summary>What a trade costs by law and by the broker's tariff, on the day it happens.</summary>
/// <remarks>Each part is rounded to the cent by itself, half up; the broker's minimum is applied after
/// rounding.</remarks>
public sealed class FeeSchedule
{
    private static readonly ImmutableSortedDictionary<string, FeeSchedule> Markets =
        ImmutableSortedDictionary.Create<string, FeeSchedule>(StringComparer.Ordinal)
            .Add("cn", new FeeSchedule(new CommissionRule(), FeeRatesChina.StampDuty, FeeRatesChina.TransferFee));

    private readonly CommissionRule commission;
    private readonly ChargeRule stampDuty;
    private readonly ChargeRule transferFee;

    /// <summary>Makes a schedule; the rates of each kind in any order, possibly none.</summary>
    public FeeSchedule(
        CommissionRule commission, ImmutableArray<FeeRate> stampDuty, ImmutableArray<FeeRate> transferFee)
        : this(
            commission,
            new ChargeRule("STAMP_DUTY", MidpointRounding.AwayFromZero, stampDuty),
            new ChargeRule("TRANSFER_FEE", MidpointRounding.AwayFromZero, transferFee))
    {
    }

    private FeeSchedule(CommissionRule commission, ChargeRule stampDuty, ChargeRule transferFee) =>
        (this.commission, this.stampDuty, this.transferFee) = (commission, stampDuty, transferFee);

    /// <summary>A schedule under which trading is free, for hand-checked cases.</summary>
    public static FeeSchedule Free { get; } = new(new CommissionRule { Rate = 0m, Minimum = Money.Zero }, [], []);

    /// <summary>The built-in lawful rates of a market, with the broker's commission.</summary>
    /// <exception cref="ArgumentException">No such market is built in.</exception>
    public static FeeSchedule ForMarket(string market, CommissionRule commission) =>
        Markets.TryGetValue(market, out FeeSchedule? known)
            ? new FeeSchedule(commission, known.stampDuty, known.transferFee)
            : throw new ArgumentException(
                $"No fees for market '{market}'; known: {string.Join(", ", Markets.Keys)}.", nameof(market));

    /// <summary>The parts of what one order costs that trades <paramref name="gross"/> in one session.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="gross">Shares times price; not negative. Zero costs nothing.</param>
    /// <param name="session">The session of the trade, which decides the rates.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gross is negative, or the session lies before the first known
    /// rate.</exception>
    public TradeFees FeesFor(Side side, Money gross, TradeDate session)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gross.Cents);
        if (gross == Money.Zero)
            return default;
        return new TradeFees(
            Money.Max(gross.Times(commission.Rate, MidpointRounding.AwayFromZero), commission.Minimum),
            stampDuty.AmountOf(side, 0, gross, session),
            transferFee.AmountOf(side, 0, gross, session));
    }

    /// <summary>What buying takes out of cash: shares times price, rounded half up, and fees.</summary>
    public Money CostOfBuying(long shares, Price price, TradeDate session)
    {
        Money gross = price.Times(shares, MidpointRounding.AwayFromZero);
        return gross + FeesFor(Side.Buy, gross, session).Total;
    }

    /// <summary>What selling brings into cash: shares times price, rounded half up, less fees; negative if fees eat it
    /// up.</summary>
    public Money ProceedsOfSelling(long shares, Price price, TradeDate session)
    {
        Money gross = price.Times(shares, MidpointRounding.AwayFromZero);
        return gross - FeesFor(Side.Sell, gross, session).Total;
    }
}
