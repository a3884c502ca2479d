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
