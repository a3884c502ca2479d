using Quant.Costs;
using Quant.Execution.Protocol;
using Quant.Orders;

namespace Quant.Operations.Simulation;

/// <summary>The simulated broker: it alone knows what the account truly holds.</summary>
/// <remarks>
/// Overnight come ex-rights days and the return of loans, then the owner's transfers and trades by hand, then our
/// orders, then taxes, interest and fees; at times something happens that no statement tells of.
/// </remarks>
internal sealed class BrokerHouse(int seed, SimulatedMarket market, FeeSchedule fees)
{
    private static readonly InstrumentId OvernightRepo = InstrumentId.Parse("204001.SH");
    private readonly Chance chance = new(seed, "broker");
    private readonly OrderDesk desk = new(new Chance(seed, "orders"), fees);
    private readonly List<(TradeDate Due, BrokerRow Row)> due = [];
    private readonly HashSet<InstrumentId> dividendPayers = [];
    private BrokerRow? loan;

    /// <summary>What the account truly has.</summary>
    public PlainAccount Truth { get; } = new();

    /// <summary>Lives through a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="orders">Our orders.</param>
    /// <param name="planned">The owner's announced flow; zero for none.</param>
    /// <param name="isCalm">Whether only what must happen does.</param>
    public BrokerSession Live(TradeDate session, ImmutableArray<FiledOrder> orders, Money planned, bool isCalm)
    {
        var rows = new List<BrokerRow>();
        var touched = new HashSet<InstrumentId>();
        Truth.BeginSession();
        bool cashTouched = Overnight(session, rows, touched);
        Money carriedOut = planned < Money.Zero && Truth.Cash + planned < Money.Zero ? Money.Zero : planned;
        if (carriedOut != Money.Zero)
            Truth.Move(carriedOut, null, 0);
        cashTouched |= carriedOut != planned;
        SessionQuotes quotes = market.Quotes(session);
        if (!isCalm && chance.Of(0.06))
        {
            ImmutableArray<OrderOutcome> byHand = desk.Trade([TradeByHand(quotes)], quotes, Truth, rows);
            touched.Add(byHand[0].Instrument);
            cashTouched = true;
        }

        ImmutableArray<OrderOutcome> outcomes = desk.Trade(orders, quotes, Truth, rows);
        AfterClose(rows, planned != Money.Zero, isCalm);
        return new BrokerSession(session, [.. rows], outcomes, carriedOut, [.. touched], cashTouched);
    }

    /// <summary>Lets something happen that no statement will tell of: shares that come or go, or a fee.</summary>
    public void HappenUntold()
    {
        if (chance.Of(0.4) && Truth.Cash.Cents > 10_000)
        {
            Truth.Move(-chance.Amount(1, 5_000), null, 0);
            return;
        }

        InstrumentId name = chance.OneOf(market.Names);
        int settled = (int)Math.Min(Truth.Sellable(name), 500);
        int moved = settled > 1 && chance.Of(0.5) ? -chance.Between(1, settled) : chance.Between(1, 500);
        Truth.Move(Money.Zero, name, moved);
    }

    /// <summary>Changes lines of an earlier session: a fee, a trade that did not count, interest that was forgotten.</summary>
    /// <param name="told">The lines as they were told.</param>
    /// <returns>The lines as they are now; null if nothing can be changed.</returns>
    public ImmutableArray<BrokerRow>? Amend(ImmutableArray<BrokerRow> told)
    {
        ImmutableArray<BrokerRow> trades = [.. told.Where(row => row.IsTrade)];
        if (trades.IsEmpty || chance.Of(0.3))
        {
            BrokerRow forgotten = BrokerRow.Payment("利息归本", null, chance.Amount(1, 3_000));
            Truth.TakeLater(forgotten);
            return told.Add(forgotten);
        }

        BrokerRow wrong = chance.OneOf(trades);
        if (chance.Of(0.5))
        {
            Money more = chance.Amount(1, 300);
            BrokerRow dearer = wrong with
            {
                Cash = wrong.Cash - more, Fees = wrong.Fees with { Commission = wrong.Fees.Commission + more },
            };
            return Replace(told, wrong, dearer);
        }

        return Replace(told, wrong, null);
    }

    private ImmutableArray<BrokerRow>? Replace(ImmutableArray<BrokerRow> told, BrokerRow wrong, BrokerRow? right)
    {
        Truth.TakeBack(wrong);
        if (right is not null)
            Truth.TakeLater(right);
        // The exchange does not take back what the account can no longer give.
        if (Truth.Cash >= Money.Zero && wrong.Instrument is { } name && Truth.Shares(name) >= 0)
            return right is null ? told.Remove(wrong) : told.Replace(wrong, right);
        if (right is not null)
            Truth.TakeBack(right);
        Truth.TakeLater(wrong);
        return null;
    }

    private bool Overnight(TradeDate session, List<BrokerRow> rows, HashSet<InstrumentId> touched)
    {
        bool cashTouched = false;
        foreach (CorporateAction action in market.ActionsOn(session))
            cashTouched |= GoEx(action, Truth.Shares(action.Instrument), rows);
        if (loan is { } lent)
        {
            Do(BrokerRow.Repayment(lent, chance.Amount(1, Math.Max(1, lent.Gross.Cents / 10_000))), rows);
            loan = null;
        }

        foreach ((TradeDate _, BrokerRow row) in due.Where(entry => entry.Due <= session))
        {
            Do(row, rows);
            if (row is { Moved: not 0, Instrument: { } name })
                touched.Add(name);
        }

        due.RemoveAll(entry => entry.Due <= session);
        return cashTouched;
    }

    // What is due goes to those who held at the close before; rights are taken up where the money is there.
    private bool GoEx(CorporateAction action, long held, List<BrokerRow> rows)
    {
        if (held <= 0)
            return false;
        if (action.CashFor(held) is var cash && cash > Money.Zero)
        {
            due.Add((action.PayDate ?? action.ExDate, BrokerRow.Payment("红利入账", action.Instrument, cash)));
            dividendPayers.Add(action.Instrument);
        }

        if (action.NewSharesFor(held) is var given and > 0)
            due.Add((action.ListDate ?? action.ExDate, BrokerRow.Bonus(action.Instrument, given)));
        long offered = decimal.ToInt64(decimal.Floor(action.RightsRatio * held));
        Money cost = action.RightsPrice.Times(offered, MidpointRounding.AwayFromZero);
        if (offered == 0 || cost > Truth.Cash || chance.Of(0.3))
            return false;
        Do(BrokerRow.Subscription(action.Instrument, cost), rows);
        TradeDate listed = action.ListDate > action.ExDate ? action.ListDate.Value : market.Calendar.Next(action.ExDate);
        due.Add((listed, BrokerRow.Allotment(action.Instrument, offered, action.RightsPrice, cost)));
        return true;
    }

    private FiledOrder TradeByHand(SessionQuotes quotes)
    {
        ImmutableArray<InstrumentId> held = [.. Truth.Positions.Select(position => position.Key)];
        if (!held.IsEmpty && chance.Of(0.5))
        {
            InstrumentId sold = chance.OneOf(held);
            return new FiledOrder(Side.Sell, sold, Truth.Sellable(sold), default, IsBackup: false, "");
        }

        InstrumentId bought = chance.OneOf(market.Names);
        Price most = quotes.Of(bought)!.LimitUp!.Value;
        return new FiledOrder(Side.Buy, bought, 200 * chance.Between(1, 3), most, IsBackup: false, "");
    }

    private void AfterClose(List<BrokerRow> rows, bool hasPlan, bool isCalm)
    {
        foreach (InstrumentId sold in rows.Where(row => row.IsTrade && !row.IsPurchase).Select(row => row.Instrument!.Value).Distinct().ToArray())
        {
            if (dividendPayers.Contains(sold) && Truth.Cash.Cents > 100_000 && chance.Of(0.5))
                Do(BrokerRow.Payment("股息红利差异扣税", sold, -chance.Amount(1, 2_000)), rows);
        }

        if (isCalm)
            return;
        if (chance.Of(0.03))
            Do(BrokerRow.Payment("利息归本", null, chance.Amount(1, 4_000)), rows);
        if (chance.Of(0.01) && Truth.Cash.Cents > 100_000)
            Do(BrokerRow.Payment("手续费", null, -chance.Amount(1, 3_000)), rows);
        if (!hasPlan && chance.Of(0.04))
            Do(BrokerRow.Flow(chance.Amount(1, 5_000_000)), rows);
        Money free = Truth.Cash - Truth.ProceedsToday;
        if (!hasPlan && free.Cents > 200_000 && chance.Of(0.04))
            Do(BrokerRow.Flow(-chance.Amount(1, free.Cents / 4)), rows);
        Money idle = Truth.Cash - Truth.ProceedsToday;
        if (idle.Cents > 5_000_000 && chance.Of(0.06))
        {
            loan = BrokerRow.Loan(OvernightRepo, idle.Cents / 10_000 / 4, chance.Amount(1, 20));
            Do(loan, rows);
        }
    }

    private void Do(BrokerRow row, List<BrokerRow> rows)
    {
        Truth.Take(row);
        rows.Add(row);
    }
}
