using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Units;

namespace Quant.Operations.Tests.Stages;

/// <summary>The daily loop on another market than China's: the same stages, other rows.</summary>
public sealed class OtherMarketTests : IDisposable
{
    private readonly TradingWorkspace workspace =
        new("execution: {commission_rate: 0, commission_minimum: 0}", market: "us", currency: "USD");

    [Fact]
    public void AnAccountInTheUnitedStates_TradesByItsOwnRows()
    {
        Order("ABCDEFGH");
        Close();
        ImmutableArray<BookedEvent> bought = Events(EventKind.Buy);
        // A may be sold on its day in the US, so the next order sells it; its money buys a session later.
        Order("DEFGHBCA");
        Close();
        ImmutableArray<BookedEvent> sold = Events(EventKind.Sell);
        Order("DEFGHBCA");
        Close();

        Assert.Equal(3, bought.Length);
        Assert.Contains(bought, purchase => purchase.Event.Shares % 100 != 0);
        Assert.All(bought, purchase => Assert.Equal(Money.Zero, purchase.Event.Fees.Total));
        AccountEvent sale = Assert.Single(sold).Event;
        Assert.Equal(workspace.NameOf('A'), sale.Instrument);
        decimal section31 = Math.Ceiling(sale.Gross.Cents * 27.80m / 1_000_000m);
        decimal activity = Math.Ceiling(sale.Shares * 0.000166m * 100m);
        Assert.Equal((section31 + activity, 0m), (sale.Fees.Levies.Cents, sale.Fees.Commission.Cents));
        Assert.Contains(Events(EventKind.Buy), purchase => purchase.Event.Instrument == workspace.NameOf('D'));
    }

    [Fact]
    public void ItsBook_IsInDollars_AndSaysWhatHasNotSettled()
    {
        Order("ABCDEFGH");
        Close();
        Order("DEFGHBCA");
        Close();

        (Ledger ledger, BookedDay day, ImmutableArray<LedgerFinding> findings, string text) = workspace.InBook(database =>
        {
            var store = new LedgerStore(database);
            return (store.Replay(), store.Days()[^1], LedgerAudit.Review(store),
                System.Text.Encoding.UTF8.GetString(JournalText.Beancount(store.Entries(), "test")));
        });

        Assert.Equal(Commodity.Usd, ledger.Currency);
        Assert.Equal(ledger.Money(Quant.Accounting.Accounts.Cash), day.Account.Cash);
        Assert.Equal(Events(EventKind.Sell)[0].Event.Cash, day.Account.UnsettledProceeds);
        Assert.Equal(day.Account.Cash, day.Account.CashAvailableNextSession);
        Assert.Empty(findings);
        Assert.Contains("option \"operating_currency\" \"USD\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("CNY", text, StringComparison.Ordinal);
        Assert.Contains("A.US,", workspace.Read("data/trade_log_full.csv"), StringComparison.Ordinal);
    }

    // A statement tells of everything that can become of shares: the store, the audit and a replay agree on it.
    [Fact]
    public void ABook_KeepsWhatBecameOfShares()
    {
        Order("ABCDEFGH");
        Close();
        long a = Events(EventKind.Buy).Single(bought => bought.Event.Instrument == workspace.NameOf('A')).Event.Shares;
        long b = Events(EventKind.Buy).Single(bought => bought.Event.Instrument == workspace.NameOf('B')).Event.Shares;
        string session = TradingWorkspace.Sessions[workspace.Today + 1].ToString();
        workspace.Write($"inbox/{session}-fills.csv", FormattableString.Invariant($"""
            event_id,session,kind,instrument,shares,price,gross,commission,stamp_duty,transfer_fee,cash,into,into_shares
            ,{session},split,A.US,{a},5.02,0.00,0.00,0.00,0.00,0.00,,
            ,{session},exchange,B.US,{b},10.00,0.00,0.00,0.00,0.00,100.00,H.US,{b / 2}
            ,{session},dividend_due,C.US,0,0,50.00,0.00,0.00,0.00,0.00,,

            """));
        Close();

        (Ledger ledger, BookedDay day, ImmutableArray<LedgerFinding> findings) = workspace.InBook(database =>
        {
            var store = new LedgerStore(database);
            return (store.Replay(), store.Days()[^1], LedgerAudit.Review(store));
        });

        Assert.Empty(findings);
        Assert.Equal((2 * a, 0, b / 2), (
            ledger.Shares(workspace.NameOf('A')), ledger.Shares(workspace.NameOf('B')), ledger.Shares(workspace.NameOf('H'))));
        Assert.Equal(new Money(5_000), day.Account.Receivable);
        AccountEvent exchanged = Assert.Single(Events(EventKind.Exchange)).Event;
        Assert.Equal((workspace.NameOf('H'), b / 2), (exchanged.Into!.Value, exchanged.IntoShares));
        StageResult again = workspace.PostTrade();
        Assert.Equal(StageOutcome.Unchanged, again.Outcome);
    }

    public void Dispose() => workspace.Dispose();

    private void Order(string ranking)
    {
        workspace.PostTrade();
        workspace.Score(ranking);
        StageResult result = workspace.OrderGen();
        Assert.True(result.Outcome == StageOutcome.Done, result.Message);
    }

    private void Close()
    {
        workspace.Today++;
        StageResult result = workspace.PostTrade();
        Assert.True(result.Outcome == StageOutcome.Done, result.Message);
    }

    private ImmutableArray<BookedEvent> Events(EventKind kind) => workspace.InBook(
        database => new LedgerStore(database).Events().Where(booked => booked.Event.Kind == kind).ToImmutableArray());
}
