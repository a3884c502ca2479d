using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Stages;

/// <summary>A workspace whose book has dollars beside its yuan.</summary>
public sealed class ForeignMoneyTests : IDisposable
{
    private readonly TradingWorkspace workspace = new();

    [Fact]
    public void PostTrade_WaitsForARate_AndThenClosesTheSession()
    {
        Converted();

        StageResult waiting = workspace.PostTrade();
        workspace.Write("config/fx_rates.csv", "date,currency,rate\n2024-06-03,USD,7.1\n2024-06-05,USD,7.25\n");
        StageResult closed = workspace.PostTrade();

        Assert.Equal("RATE_MISSING", waiting.Reason);
        Assert.Contains("USD on 2024-06-05", waiting.Message, StringComparison.Ordinal);
        Assert.True(closed.Outcome == StageOutcome.Done, closed.Message);
        BookedDay day = workspace.InBook(database => new LedgerStore(database).Days()[^1]);
        Assert.Equal("93900.00 1000.00 7.25 101150.00", string.Create(
            CultureInfo.InvariantCulture,
            $"{day.Account.Cash} {day.Account.Foreign[0].Cash} {day.Account.Foreign[0].Rate} {day.Account.NetAssetValue}"));
        Assert.Empty(workspace.InBook(database => LedgerAudit.Review(new LedgerStore(database))));
        Assert.Contains("2024-06-05,CASH_USD,1000.00,7250.00,7.2500,7.2500,7250.00,0,0", workspace.Read("data/holding_log_full.csv"), StringComparison.Ordinal);
        Assert.Contains("2024-06-05,101150.00,101150.00,0.00", workspace.Read("data/daily_amount_log_full.csv"), StringComparison.Ordinal);
        Assert.Equal(StageOutcome.Unchanged, workspace.PostTrade().Outcome);
    }

    [Fact]
    public void Currencies_AreReportedByThemselvesAndTogether()
    {
        Converted();
        workspace.Write("config/fx_rates.csv", "date,currency,rate\n2024-06-05,USD,7.25\n");
        workspace.PostTrade();

        StageResult report = workspace.Ledger(context => LedgerStage.Currencies(context, null));
        StageResult before = workspace.Ledger(context => LedgerStage.Currencies(context, TradingWorkspace.Sessions[1]));

        Assert.Contains("net asset value 101150.00 CNY", report.Message, StringComparison.Ordinal);
        Assert.Contains("USD: cash 1000.00,", report.Message, StringComparison.Ordinal);
        Assert.Contains("at 7.25 in all 7250.00 CNY", report.Message, StringComparison.Ordinal);
        Assert.Equal(["CNY"], before.Details["currencies"]!.AsArray().Select(row => (string)row!["currency"]!));
        Assert.Equal("BOOK_EMPTY", workspace.Ledger(context => LedgerStage.Currencies(context, TradeDate.Parse("2024-01-02"))).Reason);
    }

    [Theory]
    [InlineData("2024-06-05,usd,7.25", "a currency such as USD")]
    [InlineData("2024-06-05,USD,0", "a plain number above zero")]
    [InlineData("2024-06-05,USD,7,25", "")]
    [InlineData("2024-06-05,USD,-7", "a plain number above zero")]
    [InlineData("05.06.2024,USD,7", "a date as yyyy-MM-dd")]
    [InlineData("2024-06-05,USD,7\n2024-06-05,USD,7", "each currency once a day")]
    public void Rates_ThatAreNone_AreRefusedWithTheirLine(string rows, string expected)
    {
        workspace.Write("config/fx_rates.csv", $"date,currency,rate\n{rows}\n");

        var refused = Assert.Throws<ConfigurationException>(() => workspace.PostTrade());

        Assert.Contains("config/fx_rates.csv", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => workspace.Dispose();

    // 7,100 yuan become 1,000 dollars, 1,000 more are a gift of the statement.
    private void Converted()
    {
        workspace.PostTrade();
        workspace.Write("inbox/2024-06-05-fills.csv", """
            event_id,session,kind,instrument,shares,price,gross,commission,stamp_duty,transfer_fee,cash,counter_currency,counter_cash
            ,2024-06-05,conversion,,0,0,0.00,0.00,0.00,0.00,-7100.00,USD,1000.00
            ,2024-06-05,interest,,0,0,0.00,0.00,0.00,0.00,1000.00,,

            """);
        workspace.Today++;
    }
}
