namespace Quant.Accounting;

/// <summary>What a book has in one currency at the close of a session; all amounts are in that currency.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Rate">What one unit of it is worth in the book's own; 1 for the own.</param>
/// <param name="Cash">Cash.</param>
/// <param name="Receivable">What is the book's without being cash.</param>
/// <param name="Cost">What the positions in it cost.</param>
/// <param name="Value">What they are worth.</param>
/// <param name="Realised">What was gained by selling since the book began; negative for a loss.</param>
/// <param name="Income">Dividends, interest and funding since then, less fees and taxes that belong to no trade.</param>
public sealed record CurrencyBalance(
    Commodity Currency, decimal Rate, Money Cash, Money Receivable, Money Cost, Money Value, Money Realised, Money Income)
{
    /// <summary>What would be gained by selling everything, before fees.</summary>
    public Money Unrealised => Value - Cost;

    /// <summary>All of it.</summary>
    public Money Total => Cash + Receivable + Value;

    /// <summary>All of it in the book's own currency, rounded half up.</summary>
    public Money TotalInOwn => InOwn(Total);

    /// <summary>An amount of the currency in the book's own, rounded half up.</summary>
    public Money InOwn(Money amount) => Rate == 1m ? amount : amount.Times(Rate, MidpointRounding.AwayFromZero);

    /// <summary>The balances of a ledger by currency, its own first, the others ascending.</summary>
    /// <param name="ledger">The book, with nothing later than the session of the account.</param>
    /// <param name="account">The same book, valued.</param>
    public static ImmutableArray<CurrencyBalance> Of(Ledger ledger, AccountSnapshot account)
    {
        ImmutableArray<Leg> balances = [.. ledger.Balances.Where(balance => balance.Commodity.IsCurrency)];
        return
        [
            .. from currency in balances.Select(balance => balance.Commodity).Append(ledger.Currency).Distinct()
               orderby currency != ledger.Currency, currency
               let held = account.Holdings.Where(holding => (holding.Currency ?? ledger.Currency) == currency).ToArray()
               select new CurrencyBalance(
                   currency,
                   account.RateOf(currency),
                   ledger.Money(Accounts.Cash, currency),
                   ledger.Receivable(currency),
                   Sum(held.Select(holding => holding.Cost)),
                   Sum(held.Select(holding => holding.Value)),
                   -Under(balances, currency, "Income:Realised:"),
                   -Under(balances, currency, "Income:") - Under(balances, currency, "Expenses:")
                       + Under(balances, currency, "Income:Realised:")),
        ];
    }

    private static Money Under(ImmutableArray<Leg> balances, Commodity currency, string accounts) => new(balances
        .Where(balance => balance.Commodity == currency && balance.Account.StartsWith(accounts, StringComparison.Ordinal))
        .Sum(balance => balance.Amount));

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount);
}
