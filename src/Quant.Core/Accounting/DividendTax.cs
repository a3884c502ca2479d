using Quant.Costs;

namespace Quant.Accounting;

/// <summary>What a sale owes on earlier dividends.</summary>
/// <param name="Sale">The shares sold.</param>
/// <param name="Action">The dividend.</param>
/// <param name="Rate">The rate for how long they were held.</param>
/// <param name="Tax">What is due, rounded half up to the cent.</param>
public sealed record DividendTaxDue(ClosedLot Sale, CorporateAction Action, decimal Rate, Money Tax);

/// <summary>The tax on dividends that falls due when shares are sold.</summary>
public static class DividendTax
{
    // Bonus shares from profit are taxed at their par value: CNY 1.
    private const decimal ParValue = 1m;

    /// <summary>Everything that sales owe, in the order of the sales and, within one, of the ex dates.</summary>
    /// <param name="sales">Shares sold, by lot.</param>
    /// <param name="actions">Actions of those instruments, in any order.</param>
    /// <param name="schedule">The rates.</param>
    /// <remarks>A lot is entitled if it came before the ex date and was sold on it or later. The base is cash, and par
    /// for bonus shares from profit; shares from capital reserves are not taxed.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">No rule is known for an action's record date.</exception>
    public static ImmutableArray<DividendTaxDue> Of(
        IEnumerable<ClosedLot> sales, IEnumerable<CorporateAction> actions, DividendTaxSchedule schedule)
    {
        ILookup<InstrumentId, CorporateAction> byInstrument =
            actions.OrderBy(action => action.ExDate).ToLookup(action => action.Instrument);
        return
        [
            .. from sale in sales
               from action in byInstrument[sale.Instrument]
               where sale.Acquired < action.ExDate && sale.Sold >= action.ExDate
               let entitled = sale.Shares / SplitBetween(byInstrument[sale.Instrument], action.ExDate, sale.Sold)
               let taxed = (action.CashPerShare + (action.BonusRatio * ParValue)) * action.SplitRatio * entitled
               where taxed > 0m
               let rate = schedule.RateFor(action.RecordDate ?? action.ExDate, sale.Acquired, sale.Sold)
               select new DividendTaxDue(sale, action, rate, Money.Round(taxed * rate, MidpointRounding.AwayFromZero)),
        ];
    }

    // The shares sold for one that was entitled, by splits since.
    private static decimal SplitBetween(IEnumerable<CorporateAction> actions, TradeDate entitled, TradeDate sold) => actions
        .Where(action => action.ExDate > entitled && action.ExDate <= sold)
        .Aggregate(1m, (ratio, action) => ratio * action.SplitRatio);
}
