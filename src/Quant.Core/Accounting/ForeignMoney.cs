namespace Quant.Accounting;

/// <summary>Cash, and what is to come back, of another currency than the book's own.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Cash">The cash, in that currency.</param>
/// <param name="Receivable">What is the book's without being cash, in that currency.</param>
/// <param name="Rate">What one unit is worth in the book's own currency.</param>
public sealed record ForeignMoney(Commodity Currency, Money Cash, Money Receivable, decimal Rate)
{
    /// <summary>Both in the book's own currency, rounded half up.</summary>
    public Money OwnValue => (Cash + Receivable).Times(Rate, MidpointRounding.AwayFromZero);
}
