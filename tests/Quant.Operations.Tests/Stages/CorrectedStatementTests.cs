using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;

namespace Quant.Operations.Tests.Stages;

/// <summary>Several documents a session, one twice, one late, and one that the broker corrected.</summary>
public sealed class CorrectedStatementTests : IDisposable
{
    private static readonly object?[] Header = ["交收日期", "证券代码", "交易类别", "成交价格", "成交数量", "成交金额", "资金发生数"];
    private static readonly object?[] Bought = ["20240604", "600100", "上海A股普通股票竞价买入", 10.0, 300, 3000.0, -3005.03];
    private static readonly object?[] Dearer = ["20240604", "600100", "上海A股普通股票竞价买入", 10.1, 300, 3030.0, -3035.03];
    private static readonly object?[] Interest = ["20240604", "\t", "利息归本", null, null, null, 1.5];

    private readonly TradingWorkspace workspace = new("execution: {broker: gtja}");

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("data/2024-06-04-table.xlsx", "data/2024-06-04-table-2.xlsx")]
    [InlineData("data/2024-06-04-table-evening.xlsx", "data/20240604-table.xlsx")]
    public void SeveralFiles_AreOneSession_WhateverTheirOrder(string first, string second)
    {
        Sheet(first, Bought);
        Sheet(second, Interest);
        using var other = new TradingWorkspace("execution: {broker: gtja}");
        other.WriteBytes(second, SheetWriter.Write(Header, Bought));
        other.WriteBytes(first, SheetWriter.Write(Header, Interest));

        Assert.Equal(StageOutcome.Done, workspace.PostTrade().Outcome);
        Assert.Equal(StageOutcome.Done, other.PostTrade().Outcome);

        Assert.Equal(workspace.Tree()["the book"], other.Tree()["the book"]);
        Assert.Equal(workspace.Read("data/trade_log_full.csv"), other.Read("data/trade_log_full.csv"));
        Assert.Equal(StageOutcome.Unchanged, workspace.PostTrade().Outcome);
    }

    [Fact]
    public void TheSameFileTwice_IsBookedOnce()
    {
        Sheet("data/2024-06-04-table.xlsx", Bought);
        Sheet("data/2024-06-04-table-copy.xlsx", Bought);

        StageResult result = workspace.PostTrade();

        Assert.Contains("data/2024-06-04-table.xlsx has the bytes of data/2024-06-04-table-copy.xlsx and is not booked again.", result.Message);
        Assert.Contains("2024-06-04,SH600100,300,3005.03,", workspace.Read("data/holding_log_full.csv"));
        Sheet("data/2024-06-04-table-again.xlsx", Bought);
        Assert.Equal(StageOutcome.Unchanged, workspace.PostTrade().Outcome);
    }

    [Fact]
    public void TwoFilesThatTellOfOneEvent_AreAConflict()
    {
        Sheet("data/2024-06-04-table.xlsx", Bought);
        Sheet("data/2024-06-04-table-2.xlsx", Bought, Interest);

        StageResult result = workspace.PostTrade();

        Assert.Equal((StageOutcome.Conflict, "EVENT_TWICE"), (result.Outcome, result.Reason));
        Assert.DoesNotContain("2024-06-04", workspace.Has("data/holding_log_full.csv") ? workspace.Read("data/holding_log_full.csv") : "");
    }

    [Fact]
    public void ACorrectedFile_WaitsForAPerson_ThenIsBookedByReversal()
    {
        Corrected([Bought], [Dearer]);

        StageResult asked = workspace.PostTrade();
        Assert.Equal((StageOutcome.Conflict, "DOCUMENT_CHANGED"), (asked.Outcome, asked.Reason));
        Assert.Contains("- 2024-06-04 上海A股普通股票竞价买入 600100.SH 300 at 10.00, fees 5.03, cash -3005.03", asked.Message);
        Assert.Contains("+ 2024-06-04 上海A股普通股票竞价买入 600100.SH 300 at 10.10, fees 5.03, cash -3035.03", asked.Message);
        Assert.Contains("post-trade --correction data/2024-06-04-table.xlsx", asked.Message);

        StageResult waits = Correct();
        Assert.Equal((StageOutcome.NotReady, "CORRECTION_WAITS"), (waits.Outcome, waits.Reason));

        workspace.Today = 2;
        Sheet("data/2024-06-05-table.xlsx");
        StageResult done = Correct();

        Assert.Equal(StageOutcome.Done, done.Outcome);
        Assert.Contains("2024-06-05,SH600100,300,3035.03,", workspace.Read("data/holding_log_full.csv"));
        Assert.Contains("2024-06-05,CASH,96964.97,", workspace.Read("data/holding_log_full.csv"));
        Assert.Equal(
            [
                "SH600100,上海A股普通股票竞价买入,10.00,300,3000.00,-3005.03,5.03,20240604,test,2024-06-04",
                "SH600100,上海A股普通股票竞价买入,10.10,300,3030.00,-3035.03,5.03,20240604,test,2024-06-05",
                "SH600100,REVERSAL 上海A股普通股票竞价买入,10.00,-300,3000.00,3005.03,5.03,20240604,test,2024-06-05",
            ],
            workspace.Read("data/trade_log_full.csv").TrimEnd().Split('\n').Skip(1));
        Assert.Empty(workspace.InBook(database => LedgerAudit.Review(new LedgerStore(database))));
        Assert.Equal(StageOutcome.Unchanged, workspace.PostTrade().Outcome);
        Assert.Equal(StageOutcome.Unchanged, Correct().Outcome);
    }

    [Fact]
    public void ACorrection_TakenBack_IsAnotherCorrection()
    {
        Corrected([Bought], [Dearer]);
        workspace.Today = 2;
        Sheet("data/2024-06-05-table.xlsx");
        Correct();
        Sheet("data/2024-06-04-table.xlsx", Bought);
        workspace.Today = 3;
        Sheet("data/2024-06-06-table.xlsx");

        Assert.Equal("DOCUMENT_CHANGED", workspace.PostTrade().Reason);
        Assert.Equal(StageOutcome.Done, Correct().Outcome);

        Assert.Contains("2024-06-06,SH600100,300,3005.03,", workspace.Read("data/holding_log_full.csv"));
        Assert.Empty(workspace.InBook(database => LedgerAudit.Review(new LedgerStore(database))));
    }

    [Fact]
    public void ACorrectionOfSharesSoldSince_ChangesTheGain()
    {
        Sheet("data/2024-06-04-table.xlsx", Bought);
        workspace.Today = 2;
        Sheet("data/2024-06-05-table.xlsx", ["20240605", "600100", "上海A股普通股票竞价卖出", 10.2, 300, 3060.0, 3053.44]);
        workspace.PostTrade();
        Sheet("data/2024-06-04-table.xlsx", Dearer);
        workspace.Today = 3;
        Sheet("data/2024-06-06-table.xlsx");

        Assert.Equal(StageOutcome.Done, Correct().Outcome);

        Ledger ledger = workspace.InBook(database => new LedgerStore(database).Replay());
        Assert.Equal((0, Money.Zero), (ledger.Shares(TradingWorkspace.Name('A')), ledger.Cost(TradingWorkspace.Name('A'))));
        Assert.Equal(new Money(-(305_344 - 303_503)), ledger.Money(Quant.Accounting.Accounts.RealisedOf(TradingWorkspace.Name('A'))));
        Assert.Equal(new Money(10_000_000 - 303_503 + 305_344), ledger.Money(Quant.Accounting.Accounts.Cash));
    }

    [Fact]
    public void ACorrectionThatLeavesASaleWithoutShares_IsAConflict()
    {
        Sheet("data/2024-06-04-table.xlsx", Bought);
        workspace.Today = 2;
        Sheet("data/2024-06-05-table.xlsx", ["20240605", "600100", "上海A股普通股票竞价卖出", 10.2, 300, 3060.0, 3053.44]);
        workspace.PostTrade();
        Sheet("data/2024-06-04-table.xlsx", Interest);
        workspace.Today = 3;
        Sheet("data/2024-06-06-table.xlsx");
        var before = workspace.Tree();

        Assert.Equal((StageOutcome.Conflict, "OVERSOLD"), (Correct().Outcome, Correct().Reason));
        Assert.Equal(before, workspace.Tree());
    }

    [Fact]
    public void ALateFile_IsBookedWithTheNextSession_AndItsSharesMayBeSold()
    {
        workspace.PostTrade(new PostTradeRequest { AllowMissingSettlement = true });
        Sheet("data/2024-06-04-table.xlsx", Bought);
        workspace.Today = 2;
        Sheet("data/2024-06-05-table.xlsx", ["20240605", "600100", "上海A股普通股票竞价卖出", 10.2, 300, 3060.0, 3053.44]);

        Assert.Equal("DOCUMENT_CHANGED", workspace.PostTrade().Reason);
        Assert.Equal(StageOutcome.Done, Correct().Outcome);

        Assert.Contains("2024-06-05,CASH,100048.41,", workspace.Read("data/holding_log_full.csv"));
    }

    [Fact]
    public void SharesThatADocumentToldOfLate_AreSellableInTheSessionThatBooksThem()
    {
        workspace.PostTrade(new PostTradeRequest { AllowMissingSettlement = true });
        Sheet("data/2024-06-04-table.xlsx", Bought);
        workspace.Today = 2;
        Sheet("data/2024-06-05-table.xlsx", ["20240605", "600100", "上海A股普通股票竞价买入", 10.0, 200, 2000.0, -2005.02]);
        Correct();
        workspace.Write(
            "inbox/2024-06-05-account.csv",
            "session,item,instrument,total,available,frozen\n2024-06-05,cash,,94989.95,94989.95,0.00\n"
            + "2024-06-05,position,600100.SH,500,300,0\n");

        StageResult result = workspace.Reconcile();

        Assert.Equal((StageOutcome.Done, 0), (result.Outcome, result.Details["breaks"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("data/2024-06-04-table.xlsx")]
    [InlineData("data/2024-06-04-table-copy.xlsx")]
    public void ADocumentThatLayThereTwice_IsCorrectedUnderEitherName(string path)
    {
        Sheet("data/2024-06-04-table.xlsx", Bought, Interest);
        Sheet("data/2024-06-04-table-copy.xlsx", Bought, Interest);
        workspace.PostTrade();
        Sheet(path, Dearer, Interest);
        workspace.Today = 2;
        Sheet("data/2024-06-05-table.xlsx");

        Assert.Equal("DOCUMENT_CHANGED", workspace.PostTrade().Reason);
        Assert.Equal(StageOutcome.Done, workspace.PostTrade(new PostTradeRequest { Corrections = [path] }).Outcome);

        Assert.Contains("2024-06-05,SH600100,300,3035.03,", workspace.Read("data/holding_log_full.csv"));
        Assert.Contains("2024-06-05,CASH,96966.47,", workspace.Read("data/holding_log_full.csv"));
        Assert.Equal(StageOutcome.Unchanged, workspace.PostTrade().Outcome);
    }

    [Fact]
    public void ACorrectionThatTellsWhatAnotherDocumentTells_IsAConflict()
    {
        Sheet("data/2024-06-04-table.xlsx", Bought);
        Sheet("data/2024-06-04-table-2.xlsx", Interest);
        workspace.PostTrade();
        Sheet("data/2024-06-04-table-2.xlsx", Interest, Bought);
        workspace.Today = 2;
        Sheet("data/2024-06-05-table.xlsx");
        var before = workspace.Tree();

        StageResult result = workspace.PostTrade(new PostTradeRequest { Corrections = ["data/2024-06-04-table-2.xlsx"] });

        Assert.Equal((StageOutcome.Conflict, "EVENT_TWICE"), (result.Outcome, result.Reason));
        Assert.Contains("booked from data/2024-06-04-table.xlsx", result.Message);
        Assert.Equal(before, workspace.Tree());
    }

    [Fact]
    public void OtherBytesThatTellTheSame_AreNoCorrection()
    {
        Sheet("data/2024-06-04-table.xlsx", Bought);
        workspace.PostTrade();
        workspace.WriteBytes("data/2024-06-04-table.xlsx", SheetWriter.Write(["exported again"], Header, Bought));

        StageResult result = workspace.PostTrade();

        Assert.Equal(StageOutcome.Unchanged, result.Outcome);
        Assert.Contains("has other bytes than the document booked and tells the same", result.Message);
    }

    [Fact]
    public void ACorrectionOfAnOpenSession_IsRefused()
    {
        Sheet("data/2024-06-04-table.xlsx", Bought);

        Assert.Equal("CORRECTION_TOO_EARLY", Correct().Reason);
    }

    [Theory]
    [InlineData("""{"cashflows":{"2024-06-04":5000}}""", StageOutcome.Done)]
    [InlineData("{}", StageOutcome.Done)]
    [InlineData("""{"cashflows":{"2024-06-04":4000}}""", StageOutcome.Conflict)]
    public void Transfers_AreBookedOnce(string flows, StageOutcome outcome)
    {
        workspace.Write("config/cashflow.json", flows);
        Sheet("data/2024-06-04-table.xlsx", Bought, ["20240604", "\t", "银行转存", null, null, null, 8000], ["20240604", "\t", "银行转取", null, null, null, -3000]);

        StageResult result = workspace.PostTrade();

        Assert.Equal(outcome, result.Outcome);
        if (outcome == StageOutcome.Conflict)
        {
            Assert.Equal("FLOW_CONTRADICTED", result.Reason);
            return;
        }

        Assert.Contains($"2024-06-04,CASH,{new Money(10_000_000 - 300_503 + 500_000)},", workspace.Read("data/holding_log_full.csv"));
        Assert.Contains(",5000.00\n", workspace.Read("data/daily_amount_log_full.csv"));
        Assert.Equal(StageOutcome.Unchanged, workspace.PostTrade().Outcome);
    }

    [Fact]
    public void MoneyOnItsWay_StaysTheAccounts()
    {
        Sheet(
            "data/2024-06-04-table.xlsx",
            ["20240604", "131810", "质押回购拆出", 1.85, 100, 10000.0, -10000.1],
            ["20240604", "787001", "中签缴款", 20.0, 500, 10000.0, -10000.0]);
        workspace.PostTrade();

        Assert.Contains("2024-06-04,99999.90,99999.90,", workspace.Read("data/daily_amount_log_full.csv"));
        Assert.Contains("2024-06-04,RECEIVABLE,20000.00,20000.00,1,1,20000.00,0,0", workspace.Read("data/holding_log_full.csv"));

        workspace.Today = 2;
        Sheet(
            "data/2024-06-05-table.xlsx",
            ["20240605", "131810", "拆出质押购回", 1.85, 100, 10000.51, 10000.51],
            ["20240605", "688001", "新股入账", 20.0, 500, 10000.0, 0]);
        workspace.PostTrade();

        Assert.Contains("2024-06-05,SH688001,500,10000.00,", workspace.Read("data/holding_log_full.csv"));
        Assert.Contains("2024-06-05,CASH,90000.41,", workspace.Read("data/holding_log_full.csv"));
        Assert.DoesNotContain("2024-06-05,RECEIVABLE", workspace.Read("data/holding_log_full.csv"));
        Assert.Empty(workspace.InBook(database => LedgerAudit.Review(new LedgerStore(database))));
    }

    private void Corrected(object?[][] before, object?[][] after)
    {
        Sheet("data/2024-06-04-table.xlsx", before);
        workspace.PostTrade();
        Sheet("data/2024-06-04-table.xlsx", after);
    }

    private StageResult Correct() => workspace.PostTrade(new PostTradeRequest { Corrections = ["data/2024-06-04-table.xlsx"] });

    private void Sheet(string path, params object?[][] rows) => workspace.WriteBytes(path, SheetWriter.Write([Header, .. rows]));
}
