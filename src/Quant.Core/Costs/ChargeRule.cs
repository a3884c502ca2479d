using Quant.Orders;

namespace Quant.Costs;

/// <summary>One thing that law or a venue takes of trades, by date.</summary>
public sealed class ChargeRule
{
    private readonly ImmutableArray<FeeRate> rates;
    private readonly MidpointRounding rounding;

    /// <summary>Makes a rule from rows in any order; without rows nothing is ever due.</summary>
    /// <param name="item">What it is called, such as <c>stamp_duty</c>.</param>
    /// <param name="rounding">How the amount of one trade becomes whole cents.</param>
    /// <param name="rates">The rows.</param>
    public ChargeRule(string item, MidpointRounding rounding, ImmutableArray<FeeRate> rates)
    {
        (Item, this.rounding) = (item, rounding);
        this.rates = [.. rates.OrderByDescending(rate => rate.From)];
    }

    /// <summary>What it is called.</summary>
    public string Item { get; }

    /// <summary>What one trade owes.</summary>
    /// <param name="side">Buy or sell.</param>
    /// <param name="shares">How many shares; not negative.</param>
    /// <param name="gross">Shares times price; not negative. Zero owes nothing.</param>
    /// <param name="session">The session of the trade, which decides the row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shares or the gross are negative, or the session lies before
    /// the first row.</exception>
    public Money AmountOf(Side side, long shares, Money gross, TradeDate session)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shares);
        ArgumentOutOfRangeException.ThrowIfNegative(gross.Cents);
        if (rates.IsEmpty || gross == Money.Zero)
            return Money.Zero;
        FeeRate rate = RateOn(session);
        decimal value = gross.ToDecimal();
        decimal amount = value * (side == Side.Buy ? rate.BuyRate : rate.SellRate);
        decimal onShares = shares * (side == Side.Buy ? rate.BuyPerShare : rate.SellPerShare);
        if (onShares <= value)
            amount += onShares;
        Money owed = Money.Round(amount, rounding);
        return rate.Most is { } most ? Money.Min(owed, most) : owed;
    }

    private FeeRate RateOn(TradeDate session)
    {
        foreach (FeeRate rate in rates)
        {
            if (rate.From <= session)
                return rate;
        }

        throw new ArgumentOutOfRangeException(
            nameof(session), session, $"No rate of {Item} is known before {rates[^1].From}.");
    }
}
