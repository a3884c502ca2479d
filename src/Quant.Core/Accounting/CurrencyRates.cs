namespace Quant.Accounting;

/// <summary>Rates of currencies by day, as somebody outside published them: nothing is guessed and nothing is
/// interpolated.</summary>
/// <remarks>A day without a rate has that of the last day before it, for at most <see cref="MostDays"/> days.</remarks>
public sealed class CurrencyRates
{
    /// <summary>How many calendar days a rate holds where no newer one is known.</summary>
    public const int MostDays = 10;

    private readonly ImmutableSortedDictionary<Commodity, ImmutableSortedDictionary<TradeDate, decimal>> rates;

    /// <summary>Makes rates from rows in any order.</summary>
    /// <exception cref="ArgumentException">A rate is not above zero, or a currency has two on one day.</exception>
    public CurrencyRates(IEnumerable<CurrencyRate> rates)
    {
        ILookup<Commodity, CurrencyRate> byCurrency = rates.ToLookup(rate => rate.Currency);
        if (byCurrency.SelectMany(rows => rows).Any(row => row.Rate <= 0m || !row.Currency.IsCurrency))
            throw new ArgumentException("Not rates above zero of currencies.", nameof(rates));
        if (byCurrency.Any(rows => rows.DistinctBy(row => row.Day).Count() < rows.Count()))
            throw new ArgumentException("A currency has two rates on one day.", nameof(rates));
        this.rates = byCurrency.ToImmutableSortedDictionary(
            rows => rows.Key, rows => rows.ToImmutableSortedDictionary(row => row.Day, row => row.Rate));
    }

    /// <summary>No rates: enough for a book in one currency.</summary>
    public static CurrencyRates None { get; } = new([]);

    /// <summary>Every rate, by currency, then day.</summary>
    public IEnumerable<CurrencyRate> All =>
        rates.SelectMany(rows => rows.Value.Select(row => new CurrencyRate(row.Key, rows.Key, row.Value)));

    /// <summary>The rate of a currency on a day; null if none is known that is new enough.</summary>
    public decimal? Find(Commodity currency, TradeDate day)
    {
        if (!rates.TryGetValue(currency, out ImmutableSortedDictionary<TradeDate, decimal>? rows))
            return null;
        for (int back = 0; back <= MostDays; back++)
        {
            if (rows.TryGetValue(new TradeDate(day.Day.AddDays(-back)), out decimal rate))
                return rate;
        }

        return null;
    }

    /// <summary>The rate of a currency in a ledger on a day: 1 for the ledger's own.</summary>
    /// <exception cref="ArgumentException">None is known; <see cref="MissingFor"/> asks before.</exception>
    public decimal Of(Commodity currency, Ledger ledger, TradeDate day) => currency == ledger.Currency
        ? 1m
        : Find(currency, day) ?? throw new ArgumentException($"No rate of {currency} is known for {day}.", nameof(currency));

    /// <summary>The first currency that a ledger has something in and that has no rate on a day; null if all have.</summary>
    public Commodity? MissingFor(Ledger ledger, TradeDate day) => ledger.Balances
        .Select(balance => balance.Commodity)
        .Where(commodity => commodity.IsCurrency && commodity != ledger.Currency && Find(commodity, day) is null)
        .Select(commodity => (Commodity?)commodity).FirstOrDefault();
}
