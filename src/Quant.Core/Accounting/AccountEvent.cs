using Quant.Orders;

namespace Quant.Accounting;

/// <summary>Something a document says happened to the account.</summary>
/// <remarks>The cash effect is the document's own figure, never recomputed: the book follows the broker to the
/// cent.</remarks>
public sealed record AccountEvent
{
    /// <summary>Made from what happened, so that two documents which claim one event are seen to.</summary>
    public required string Id { get; init; }

    /// <summary>The session it belongs to.</summary>
    public required TradeDate Session { get; init; }

    /// <summary>What kind of event it is.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>The document's own word for the kind, such as <c>利息归本</c>.</summary>
    public required string Category { get; init; }

    /// <summary>The instrument; null where there is none.</summary>
    public InstrumentId? Instrument { get; init; }

    /// <summary>Shares that came or went, negative only for an adjustment, a split and a reversal; zero where there are
    /// none. Of an exchange, an exercise and a lapse those that were given.</summary>
    public long Shares { get; init; }

    /// <summary>What the shares given became: the other instrument of an exchange or an exercise; otherwise null.</summary>
    public InstrumentId? Into { get; init; }

    /// <summary>The shares of <see cref="Into"/> that came; negative only for a reversal.</summary>
    public long IntoShares { get; init; }

    /// <summary>The price of a share; zero where there is none. Where a split or an exchange pays cash beside shares, what
    /// one of the shares that come of it is worth, since the cost is divided by value.</summary>
    public Price Price { get; init; }

    /// <summary>Shares times price; zero where there is none. Of a dividend due, what is due.</summary>
    public Money Gross { get; init; }

    /// <summary>What the trade cost.</summary>
    public TradeFees Fees { get; init; }

    /// <summary>What it did to cash, positive for money in; for an opening position, minus its cost.</summary>
    public Money Cash { get; init; }

    /// <summary>The currency of all its amounts; null, the default, for that of the instrument's
    /// cost, and the book's own where there is none.</summary>
    public Commodity? Currency { get; init; }

    /// <summary>Of a conversion, the other currency; otherwise null.</summary>
    public Commodity? CounterCurrency { get; init; }

    /// <summary>Of a conversion, what it did to cash of the other currency, with the sign that <see cref="Cash"/> has
    /// not.</summary>
    public Money CounterCash { get; init; }

    /// <summary>The session it happened in, where the document came after that session was closed; otherwise
    /// null.</summary>
    public TradeDate? HappenedOn { get; init; }

    /// <summary>For a reversal, the id of the event that it takes back; otherwise null.</summary>
    public string? Reverses { get; init; }

    /// <summary>The event that a fill is.</summary>
    public static AccountEvent Of(Fill fill, string category) => new()
    {
        Id = fill.Id,
        Session = fill.Session,
        Kind = fill.Side == Side.Buy ? EventKind.Buy : EventKind.Sell,
        Category = category,
        Instrument = fill.Instrument,
        Shares = fill.Shares,
        Price = fill.Price,
        Gross = fill.Gross,
        Fees = fill.Fees,
        Cash = fill.CashEffect,
    };

    /// <summary>The shares that come into the position, negative for those that leave it; 0 where
    /// <see cref="Shares"/> only names them, as those that a dividend is paid on.</summary>
    public long SharesMoved => Kind switch
    {
        EventKind.Buy or EventKind.BonusShare or EventKind.Allotment or EventKind.Opening or EventKind.Adjustment
            or EventKind.Split or EventKind.Reversal => Shares,
        EventKind.Sell or EventKind.Exchange or EventKind.Exercise or EventKind.Lapse => -Shares,
        _ => 0,
    };

    /// <summary>The event that a dated cash flow of the owner is: money in if positive.</summary>
    public static AccountEvent CashFlow(string id, TradeDate session, Money amount) => new()
    {
        Id = id,
        Session = session,
        Kind = EventKind.CashFlow,
        Category = "CASHFLOW",
        Cash = amount,
    };

    /// <summary>The event that takes back another in a later session.</summary>
    /// <param name="id">The reversal's own id.</param>
    /// <param name="session">The session that it is booked in.</param>
    /// <param name="booked">What is taken back.</param>
    public static AccountEvent Reversal(string id, TradeDate session, AccountEvent booked) => booked with
    {
        Id = id,
        Session = session,
        Kind = EventKind.Reversal,
        Category = $"REVERSAL {booked.Category}",
        Shares = -booked.SharesMoved,
        IntoShares = -booked.IntoShares,
        Cash = -booked.Cash,
        CounterCash = -booked.CounterCash,
        HappenedOn = booked.HappenedOn ?? booked.Session,
        Reverses = booked.Id,
    };
}
