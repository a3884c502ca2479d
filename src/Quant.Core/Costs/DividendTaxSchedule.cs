namespace Quant.Costs;

/// <summary>A rule of dividend tax that holds from a record date on, until a later row.</summary>
/// <param name="From">The first record date.</param>
/// <param name="UpToOneMonth">The rate on shares sold within a month of getting them.</param>
/// <param name="UpToOneYear">The rate on shares sold later, within a year.</param>
/// <param name="Longer">The rate on shares held longer.</param>
public sealed record DividendTaxRate(TradeDate From, decimal UpToOneMonth, decimal UpToOneYear, decimal Longer);

/// <summary>What a person owes on the dividends of shares, by how long they were held; due when they are sold.</summary>
/// <remarks>
/// Periods are calendar months and years from the day a share was got to the day before it was sold, so that shares of
/// 8 January sold on 8 February were held for one month. Sources for China: notices 2012/85 (from 2013-01-01) and
/// 2015/101 (from 2015-09-08) of the Ministry of Finance, the tax administration and the securities regulator.
/// </remarks>
public sealed class DividendTaxSchedule
{
    private readonly ImmutableArray<DividendTaxRate> rates;

    /// <summary>Makes a schedule from rows in any order; without rows nothing is ever due.</summary>
    public DividendTaxSchedule(ImmutableArray<DividendTaxRate> rates) =>
        this.rates = [.. rates.OrderByDescending(rate => rate.From)];

    /// <summary>The rules for a person who holds China's A-shares.</summary>
    public static DividendTaxSchedule China { get; } = new(
    [
        new(TradeDate.Parse("2013-01-01"), 0.20m, 0.10m, 0.05m),
        new(TradeDate.Parse("2015-09-08"), 0.20m, 0.10m, 0.00m),
    ]);

    /// <summary>No tax.</summary>
    public static DividendTaxSchedule None { get; } = new([]);

    /// <summary>The rate on a dividend.</summary>
    /// <param name="record">The dividend's record date, which decides the rule.</param>
    /// <param name="acquired">When the share was got.</param>
    /// <param name="sold">When it was sold.</param>
    /// <exception cref="ArgumentOutOfRangeException">No rule is known for that record date.</exception>
    public decimal RateFor(TradeDate record, TradeDate acquired, TradeDate sold)
    {
        if (rates.IsEmpty)
            return 0m;
        foreach (DividendTaxRate rate in rates)
        {
            if (rate.From > record)
                continue;
            return sold.Day <= acquired.Day.AddMonths(1) ? rate.UpToOneMonth
                : sold.Day <= acquired.Day.AddYears(1) ? rate.UpToOneYear
                : rate.Longer;
        }

        throw new ArgumentOutOfRangeException(nameof(record), record, $"No rule is known before {rates[^1].From}.");
    }
}
