namespace Quant.Accounting;

/// <summary>One line of an entry: so much of a commodity into an account, or out of it if negative.</summary>
/// <param name="Account">The account, such as <c>Assets:Cash</c>.</param>
/// <param name="Commodity">What is counted.</param>
/// <param name="Amount">Cents of a currency, or shares.</param>
public readonly record struct Leg(string Account, Commodity Commodity, long Amount)
{
    /// <summary>The amount as people write it: money with two decimals, shares whole.</summary>
    public string AmountText => Commodity.IsCurrency
        ? new Money(Amount).ToString()
        : Amount.ToString(CultureInfo.InvariantCulture);
}
