namespace Quant.Costs;

/// <summary>What a venue takes by what an order did, from a day on, until a later row.</summary>
/// <param name="From">The first day.</param>
/// <param name="Maker">The part of the gross for an order that waited in the book; negative where the venue
/// pays.</param>
/// <param name="Taker">The part of the gross for an order that traded with one that waited; not negative.</param>
public sealed record MakerTakerRate(TradeDate From, decimal Maker, decimal Taker);

/// <summary>A venue's tariff by maker and taker, by date, as venues of crypto-currencies have.</summary>
/// <remarks>No rates are built in: they depend on the account's tier. An amount is rounded against the trader, up to
/// the cent.</remarks>
public sealed class MakerTakerTariff
{
    private readonly ImmutableArray<MakerTakerRate> rates;

    /// <summary>Makes a tariff from rows in any order.</summary>
    /// <exception cref="ArgumentException">There is no row, or one is not of −0.01 to 0.01 for makers and 0 to 0.01 for
    /// takers.</exception>
    public MakerTakerTariff(ImmutableArray<MakerTakerRate> rates)
    {
        if (rates.IsEmpty || rates.Any(rate => Math.Abs(rate.Maker) > 0.01m || rate.Taker is < 0m or > 0.01m))
            throw new ArgumentException("Not from −0.01 to 0.01 for makers and 0 to 0.01 for takers.", nameof(rates));
        this.rates = [.. rates.OrderByDescending(rate => rate.From)];
    }

    /// <summary>What one fill owes; negative where the venue pays.</summary>
    /// <param name="isMaker">Whether the order waited in the book.</param>
    /// <param name="gross">Quantity times price; not negative.</param>
    /// <param name="session">The day of the fill, which decides the row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gross is negative, or the day lies before the first
    /// row.</exception>
    public Money FeeFor(bool isMaker, Money gross, TradeDate session)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gross.Cents);
        foreach (MakerTakerRate rate in rates)
        {
            if (rate.From <= session)
                return gross.Times(isMaker ? rate.Maker : rate.Taker, MidpointRounding.ToPositiveInfinity);
        }

        throw new ArgumentOutOfRangeException(nameof(session), session, $"No rate is known before {rates[^1].From}.");
    }
}
