using System.Text.Json.Nodes;
using Quant.Execution.Books;
using Quant.Execution.Protocol;
using Quant.Execution.Reconciliation;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Orders;

namespace Quant.Operations.Simulation;

/// <summary>Judges a simulated day: it knows the broker's truth, and what our book can know of it.</summary>
internal sealed class DayReferee(SimulatedMarket market, PlainAccount truth, ExpectedBook expected)
{
    /// <summary>Every difference that a comparison must find, and no other.</summary>
    /// <param name="filed">The orders of the session that both are closed at.</param>
    public ImmutableArray<Difference> Differences(ImmutableArray<FiledOrder> filed)
    {
        PlainAccount own = expected.Account;
        var found = ImmutableArray.CreateBuilder<Difference>();
        if (own.Cash != truth.Cash)
            found.Add(new Difference(AccountItem.CashTotal, null, own.Cash.Cents, truth.Cash.Cents));
        foreach (InstrumentId name in own.Positions.Concat(truth.Positions).Select(held => held.Key).Distinct().Order())
        {
            (long ours, long theirs) = (own.Shares(name), truth.Shares(name));
            if (ours != theirs)
                found.Add(new Difference(AccountItem.PositionTotal, name, ours, theirs));
            long sellable = own.Sellable(name) + theirs - ours;
            if (sellable != truth.Sellable(name))
                found.Add(new Difference(AccountItem.PositionSellable, name, sellable, truth.Sellable(name)));
        }

        foreach (((Side side, InstrumentId name), (long ordered, long filled)) in Traded(filed))
        {
            if (filled > ordered)
                found.Add(new Difference(side == Side.Buy ? AccountItem.BoughtShares : AccountItem.SoldShares, name, ordered, filled));
        }

        return found.ToImmutable();
    }

    /// <summary>Requires that a report lists exactly what differs, and tells of every order what became of it.</summary>
    public void Judge(StageResult result, ImmutableArray<Difference> differences, ImmutableArray<FiledOrder> filed)
    {
        string[] must = [.. differences.Select(Line).Order(StringComparer.Ordinal)];
        string[] said =
        [
            .. from found in result.Details["breaks"]!.AsArray()
               where (string?)found!["state"] != "SETTLED"
               let line = $"{found["item"]} {found["instrument"]} {found["ours"]} {found["theirs"]}"
               orderby line
               select line,
        ];
        Require(must.Order(StringComparer.Ordinal), said.Order(StringComparer.Ordinal), "The comparison");
        if (filed.IsEmpty)
            return;
        IEnumerable<string> orders = Traded(filed).Select(order =>
            FormattableString.Invariant($"{order.Key.Side} {order.Key.Name} {order.Value.Filled} of {order.Value.Ordered}").ToLowerInvariant());
        IEnumerable<string> told = result.Details["orders"]!.AsArray().Select(order =>
            $"{order!["side"]} {order["instrument"]} {order["filled"]} of {order["ordered"]}".ToLowerInvariant());
        Require(orders.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal), "What became of the orders");
    }

    /// <summary>Requires that the book holds what it must, to the cent and the share, and is whole.</summary>
    public void JudgeBook(LedgerStore store)
    {
        if (LedgerAudit.Review(store) is [var finding, ..])
            throw new BrokenPromiseException($"The book is not whole: {finding.Sentence}");
        PlainAccount own = expected.Account;
        Quant.Accounting.AccountSnapshot account = store.Days()[^1].Account;
        if (account.Session != expected.Session)
            throw new BrokenPromiseException($"The book is closed at {account.Session}, not at {expected.Session}.");
        Same("cash", own.Cash, account.Cash);
        Same("money out", own.Receivable, account.Receivable);
        Require(
            own.Positions.Select(held => $"{held.Key} {held.Value}"),
            account.Holdings.Select(held => $"{held.Instrument} {held.Shares}"), "The positions");
        SessionQuotes quotes = market.Quotes(account.Session);
        Money worth = own.Positions.Aggregate(own.Cash + own.Receivable, (sum, held) =>
            sum + (quotes.Of(held.Key)?.Close ?? default).Times(held.Value, MidpointRounding.AwayFromZero));
        Same("net asset value", worth, account.NetAssetValue);
        if (account.Cash < Money.Zero)
            throw new BrokenPromiseException($"The book has {account.Cash} of cash.");
    }

    /// <summary>Requires that orders ask for nothing that cannot be: shares that are not there, money that is not there.</summary>
    /// <param name="orders">The orders.</param>
    /// <param name="flow">What the owner announced for their session.</param>
    /// <param name="salesPay">Whether sales may pay for purchases.</param>
    public void JudgeOrders(ImmutableArray<FiledOrder> orders, Money flow, bool salesPay)
    {
        Money money = expected.Account.Cash + flow;
        foreach (FiledOrder order in orders.Where(order => !order.IsBackup))
        {
            Money worth = order.LimitPrice!.Value.Times(order.Shares, MidpointRounding.AwayFromZero);
            long held = expected.Account.Shares(order.Instrument);
            if (order.Side == Side.Sell && order.Shares > held)
                throw new BrokenPromiseException($"{order.Shares} of {order.Instrument} are to be sold and {held} are held.");
            money += order.Side == Side.Buy ? -worth : salesPay ? worth : Money.Zero;
        }

        if (money < Money.Zero && orders.Any(order => order.Side == Side.Buy))
            throw new BrokenPromiseException($"The purchases cost {-money} more than there is.");
        if (orders.GroupBy(order => order.Instrument).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new BrokenPromiseException($"There are two orders for {twice.Key}.");
    }

    /// <summary>Requires that the broker refused nothing that our side could have known to be refused.</summary>
    /// <param name="day">The session at the broker.</param>
    /// <param name="wasRight">Whether the book was right when the orders were made.</param>
    /// <param name="salesPay">Whether sales may pay for purchases.</param>
    public static void JudgeExecution(BrokerSession day, bool wasRight, bool salesPay)
    {
        foreach (OrderOutcome order in day.Orders.Where(order => !order.IsBackup))
        {
            if (order.Filled + order.Refusals.Sum(refusal => refusal.Shares) != order.Ordered)
                throw new BrokenPromiseException($"{order.Ordered} of {order.Instrument} were ordered, {order.Filled} traded, and the rest is not explained.");
            bool isUnknowable = !wasRight || day.Touched.Contains(order.Instrument);
            bool isMoney = order.Refusals.Any(refusal => refusal.Reason == RefusalReason.CashExceeded);
            bool isOurs = order.Refusals.Any(refusal => refusal.Reason is RefusalReason.IllegalLot or RefusalReason.SellableSharesExceeded
                or RefusalReason.NoTradingRule or RefusalReason.NoQuote);
            if ((isOurs && !isUnknowable) || (isMoney && wasRight && !day.IsCashTouched && !salesPay))
                throw new BrokenPromiseException($"An order that can never trade was made: {order.Refusals[0].Sentence}");
        }
    }

    private SortedDictionary<(Side Side, InstrumentId Name), (long Ordered, long Filled)> Traded(ImmutableArray<FiledOrder> filed)
    {
        var traded = new SortedDictionary<(Side Side, InstrumentId Name), (long Ordered, long Filled)>();
        if (filed.IsEmpty)
            return traded;
        foreach (BrokerRow row in expected.Trades)
        {
            (Side, InstrumentId) key = (row.IsPurchase ? Side.Buy : Side.Sell, row.Instrument!.Value);
            traded[key] = (0, traded.GetValueOrDefault(key).Filled + row.Shares);
        }

        foreach (FiledOrder order in filed)
        {
            (Side, InstrumentId) key = (order.Side, order.Instrument);
            if (!order.IsBackup || traded.ContainsKey(key))
                traded[key] = (traded.GetValueOrDefault(key).Ordered + order.Shares, traded.GetValueOrDefault(key).Filled);
        }

        return traded;
    }

    private static string Line(Difference difference) =>
        $"{ReasonCode.Text(difference.Item)} {difference.Instrument} {difference.Text(difference.Ours)} {difference.Text(difference.Theirs)}";

    private static void Same(string what, Money must, Money found)
    {
        if (must != found)
            throw new BrokenPromiseException($"The {what} must be {must} and is {found}.");
    }

    private static void Require(IEnumerable<string> must, IEnumerable<string> found, string what)
    {
        string[] missing = [.. must.Except(found)];
        string[] more = [.. found.Except(must)];
        if (missing.Length + more.Length > 0)
            throw new BrokenPromiseException($"{what}: missing {string.Join("; ", missing)}, not to be there {string.Join("; ", more)}.");
    }
}
