using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Provenance;
using Quant.Storage;

namespace Quant.Operations.Tests.Stages;

public sealed class PostTradeStageTests : IDisposable
{
    private readonly TradingWorkspace workspace = new();

    [Fact]
    public void Run_LivesThroughADay()
    {
        Begin("ABCDEFGH");

        StageResult result = Next();

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal(
            """
            证券代码,交易类别,成交价格,成交数量,成交金额,资金发生数,费用合计,交收日期,model,成交日期
            SH600100,上海A股普通股票竞价买入,10.02,3000,30060.00,-30067.82,7.82,20240605,test,2024-06-05
            SH600101,上海A股普通股票竞价买入,11.02,2700,29754.00,-29761.74,7.74,20240605,test,2024-06-05
            SH600102,上海A股普通股票竞价买入,12.02,2500,30050.00,-30057.81,7.81,20240605,test,2024-06-05

            """.ReplaceLineEndings("\n"),
            workspace.Read("data/trade_log_full.csv"));
        Assert.Equal(
            """
            成交日期,证券代码,持仓数量,持仓成本,持仓均价,收盘价格,收盘价值,当前浮盈,浮盈收益率
            2024-06-03,CASH,100000.00,100000.00,1,1,100000.00,0,0
            2024-06-04,CASH,100000.00,100000.00,1,1,100000.00,0,0
            2024-06-05,SH600100,3000,30067.82,10.0226,10.02,30060.00,-7.82,-0.00026
            2024-06-05,SH600101,2700,29761.74,11.0229,11.02,29754.00,-7.74,-0.00026
            2024-06-05,SH600102,2500,30057.81,12.0231,12.02,30050.00,-7.81,-0.00026
            2024-06-05,CASH,10112.63,10112.63,1,1,10112.63,0,0

            """.ReplaceLineEndings("\n"),
            workspace.Read("data/holding_log_full.csv"));
        Assert.Equal(
            """
            成交日期,持仓成本,收盘价值,当前浮盈,当前浮盈率,CSI300,CASHFLOW
            2024-06-03,100000.00,100000.00,0.00,0.00000,3500.0000,0.00
            2024-06-04,100000.00,100000.00,0.00,0.00000,3501.0000,0.00
            2024-06-05,100000.00,99976.63,-23.37,-0.00023,3502.0000,0.00

            """.ReplaceLineEndings("\n"),
            workspace.Read("data/daily_amount_log_full.csv"));
        Assert.Contains("\"current_full_cash\": \"99976.63\"", workspace.Read("data/prod_config.json"));
        Assert.Contains("\"last_processed_date\": \"2024-06-05\"", workspace.Read("data/prod_config.json"));
    }

    [Fact]
    public void Run_Twice_ChangesNothing()
    {
        Begin("ABCDEFGH");
        Next();
        var before = workspace.Tree();

        StageResult again = workspace.PostTrade();

        Assert.Equal(StageOutcome.Unchanged, again.Outcome);
        Assert.Equal(before, workspace.Tree());
    }

    [Fact]
    public void Run_WritesLostProjectionsAgain()
    {
        Begin("ABCDEFGH");
        Next();
        var before = workspace.Tree();
        File.Delete(Path.Combine(workspace.Root, "data/holding_log_full.csv"));
        workspace.Write("data/prod_config.json", "{}");

        Assert.Equal(StageOutcome.Done, workspace.PostTrade().Outcome);
        Assert.Equal(before, workspace.Tree());
    }

    [Fact]
    public void Run_Dry_WritesNothing()
    {
        Begin("ABCDEFGH");
        var before = workspace.Tree();
        workspace.Today = 2;

        StageResult result = workspace.PostTrade(dryRun: true);

        Assert.Contains("bought 600100.SH 3000 at 10.02", result.Message);
        Assert.Equal(before, workspace.Tree());
    }

    [Fact]
    public void Run_ReportsWhatDidNotTrade()
    {
        Begin("ABCDEFGH");
        workspace.Change(2, 'A', quote => quote with { Open = quote.LimitUp });

        StageResult result = Next();

        Assert.Contains("not bought 600100.SH 3000: It opened at its upper limit 11.01.", result.Message);
        Assert.Contains("OPENED_LIMIT_UP", workspace.Read("inbox/2024-06-05-refusals.csv"));
        Assert.Contains("600103.SH", workspace.Read("inbox/2024-06-05-fills.csv"));
    }

    [Fact]
    public void Run_KeepsTheValueOverAnExRightsDay()
    {
        Begin("ABCDEFGH");
        Next();
        string before = workspace.Read("data/daily_amount_log_full.csv").Split('\n')[^2].Split(',')[2];
        Price less = Price.FromDecimal(1m);
        workspace.Change(3, 'A', quote => quote with
        {
            PreviousClose = new Price(Price.FromDecimal(10.02m).Raw - less.Raw),
            Close = new Price(Price.FromDecimal(10.02m).Raw - less.Raw),
        });
        workspace.Change(3, 'B', quote => quote with { Close = quote.PreviousClose });
        workspace.Change(3, 'C', quote => quote with { Close = quote.PreviousClose });

        Next();

        Assert.Equal(before, workspace.Read("data/daily_amount_log_full.csv").Split('\n')[^2].Split(',')[2]);
        Assert.Contains("上海A股红利入账,1.00,0,3000.00,3000.00", workspace.Read("data/trade_log_full.csv"));
    }

    [Fact]
    public void Run_ValuesASuspendedName_W48()
    {
        Begin("ABCDEFGH");
        Next();
        workspace.Change(3, 'A', quote => quote with { Suspended = true, Close = null, Open = null });

        StageResult result = Next();

        Assert.Contains("600100.SH has not traded since 2024-06-06 and keeps 10.02.", result.Message);
        Assert.Contains("2024-06-06,SH600100,3000,30067.82,10.0226,10.02,30060.00", workspace.Read("data/holding_log_full.csv"));
    }

    [Fact]
    public void Run_BooksEachFlowOnce_AndOnlyWhenItsDayHasCome_W22()
    {
        workspace.Write("config/cashflow.json", """{"cashflows":{"2024-06-04":1000,"2024-06-08":[200,-50],"2024-06-14":7}}""");

        workspace.PostTrade();
        Assert.Equal("101000.00", Cash());
        workspace.Today = 4;
        workspace.PostTrade();
        Assert.Equal("101000.00", Cash());
        workspace.Today = 5;
        StageResult result = workspace.PostTrade();
        workspace.PostTrade();

        Assert.Equal("101150.00", Cash());
        Assert.Contains("The flow of 2024-06-08 over 150.00 is booked on 2024-06-11, the next session.", result.Message);
        Assert.EndsWith("2024-06-11,101150.00,101150.00,0.00,0.00000,3505.0000,150.00\n", workspace.Read("data/daily_amount_log_full.csv"));
    }

    [Fact]
    public void Run_CallsAChangedFlowAConflict_W22()
    {
        workspace.Write("config/cashflow.json", """{"cashflows":{"2024-06-04":1000}}""");
        workspace.PostTrade();
        workspace.Write("config/cashflow.json", """{"cashflows":{"2024-06-04":1001}}""");

        StageResult result = workspace.PostTrade();

        Assert.Equal((StageOutcome.Conflict, "CASHFLOW_CHANGED"), (result.Outcome, result.Reason));
    }

    [Fact]
    public void Run_SaysThatALateFlowIsNotBooked_W22()
    {
        workspace.Today = 3;
        workspace.PostTrade();
        workspace.Write("config/cashflow.json", """{"cashflows":{"2024-06-04":1000}}""");

        Assert.Contains("The flow of 2024-06-04 over 1000.00 is not booked", workspace.PostTrade().Message);
        Assert.Equal("100000.00", Cash());
    }

    [Fact]
    public void Run_RefusesAWithdrawalOfMoreThanThereIs()
    {
        workspace.Write("config/cashflow.json", """{"cashflows":{"2024-06-04":-100001}}""");

        StageResult result = workspace.PostTrade();

        Assert.Equal((StageOutcome.Refused, "CASH_NEGATIVE"), (result.Outcome, result.Reason));
    }

    [Fact]
    public void Run_CallsAChangedDocumentAConflict()
    {
        Begin("ABCDEFGH");
        Next();
        workspace.Write("inbox/2024-06-05-fills.csv", workspace.Read("inbox/2024-06-05-fills.csv").Replace("10.02", "10.03"));

        StageResult result = workspace.PostTrade();

        Assert.Equal((StageOutcome.Conflict, "DOCUMENT_CHANGED"), (result.Outcome, result.Reason));
    }

    [Fact]
    public void Run_CallsAnEventOfTwoDocumentsAConflict()
    {
        workspace.Write("inbox/2024-06-04-fills.csv", Statement("x1,2024-06-04,interest,,0,0.00,0.00,0.00,0.00,0.00,1.00"));
        workspace.Write("inbox/2024-06-05-fills.csv", Statement("x1,2024-06-05,interest,,0,0.00,0.00,0.00,0.00,0.00,2.00"));
        workspace.Today = 2;

        StageResult result = workspace.PostTrade();

        Assert.Equal((StageOutcome.Conflict, "EVENT_TWICE"), (result.Outcome, result.Reason));
        Assert.Equal("100001.00", Cash());
    }

    [Fact]
    public void Run_StopsAtADocumentThatContradictsTheBook_W21()
    {
        workspace.Write("inbox/2024-06-04-fills.csv", Statement("x1,2024-06-04,sell,600100.SH,100,10.00,1000.00,5.00,0.50,0.01,994.49"));

        StageResult result = workspace.PostTrade();

        Assert.Equal((StageOutcome.Conflict, "NOT_HELD"), (result.Outcome, result.Reason));
    }

    [Fact]
    public void Run_TakesAStatementThatAUsersProgramWrote()
    {
        workspace.Write("inbox/2024-06-04-fills.csv", Statement(",2024-06-04,buy,600100.SH,100,10.00,1000.00,5.00,0.00,0.01,-1005.01"));

        workspace.PostTrade();

        Assert.Equal("98994.99", Cash());
    }

    [Fact]
    public void Run_NamesAChangedBeginning()
    {
        workspace.PostTrade();
        workspace.Write("config/quant.yaml", workspace.Read("config/quant.yaml").Replace("100000", "100001"));

        Assert.Equal("ACCOUNT_CHANGED", workspace.PostTrade().Reason);
    }

    [Fact]
    public void Run_NeedsASessionToBeginWith()
    {
        workspace.Write("config/quant.yaml", workspace.Read("config/quant.yaml").Replace("2024-06-03", "2024-06-02"));

        Assert.Equal("account.start", Assert.Throws<InputException>(() => workspace.PostTrade()).Place);
    }

    [Theory]
    [InlineData("UPDATE ledger_leg SET amount = 0")]
    [InlineData("DELETE FROM ledger_leg")]
    [InlineData("UPDATE ledger_entry SET memo = ''")]
    [InlineData("DELETE FROM ledger_event")]
    [InlineData("UPDATE account_day SET cash = 1")]
    [InlineData("DELETE FROM account_day")]
    public void Book_OnlyGrows(string sql)
    {
        workspace.PostTrade();

        Assert.Throws<StorageException>(() => workspace.InBook(database => database.Execute(sql)));
    }

    public void Dispose() => workspace.Dispose();

    private static string Statement(string line) =>
        $"event_id,session,kind,instrument,shares,price,gross,commission,stamp_duty,transfer_fee,cash\n{line}\n";

    private void Begin(string ranking)
    {
        workspace.PostTrade();
        workspace.Score(ranking);
        Assert.Equal(StageOutcome.Done, workspace.OrderGen().Outcome);
    }

    private StageResult Next()
    {
        workspace.Today++;
        return workspace.PostTrade();
    }

    private string Cash() => workspace.Read("data/holding_log_full.csv").Split('\n')[^2].Split(',')[2];
}
