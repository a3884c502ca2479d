using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Provenance;

namespace Quant.Operations.Tests.Stages;

/// <summary>A broker's sheet of several days, booked by the same stage as simulated statements.</summary>
public sealed class SettlementSheetTests : IDisposable
{
    private readonly TradingWorkspace workspace = new("execution: {broker: gtja}");

    [Fact]
    public void Run_WaitsForAMissingSheet()
    {
        StageResult result = workspace.PostTrade();

        Assert.Equal((StageOutcome.NotReady, "SETTLEMENT_MISSING"), (result.Outcome, result.Reason));
        Assert.Contains("data/2024-06-04-table.xlsx is not there", result.Message);
    }

    [Fact]
    public void Run_GoesOnWithoutASheet_WhenTold()
    {
        StageResult result = workspace.PostTrade(new PostTradeRequest { AllowMissingSettlement = true });

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Contains("counts as one without trades", result.Message);
    }

    [Fact]
    public void Run_BooksASheet_AndOnce()
    {
        Sheet("data/2024-06-04-table.xlsx", ["20240604", "600100", "上海A股普通股票竞价买入", 10.0, 300, 3000.0, -3005.03]);

        workspace.PostTrade();
        var before = workspace.Tree();
        Assert.Equal(StageOutcome.Unchanged, workspace.PostTrade().Outcome);

        Assert.Equal(before, workspace.Tree());
        Assert.Contains("SH600100,上海A股普通股票竞价买入,10.00,300,3000.00,-3005.03,5.03,20240604,test,2024-06-04", workspace.Read("data/trade_log_full.csv"));
    }

    [Fact]
    public void Run_CallsALateSheetAConflict()
    {
        workspace.PostTrade(new PostTradeRequest { AllowMissingSettlement = true });
        Sheet("data/2024-06-04-table.xlsx", ["20240604", "", "利息归本", null, null, null, 1.5]);

        StageResult result = workspace.PostTrade();

        Assert.Equal((StageOutcome.Conflict, "DOCUMENT_CHANGED"), (result.Outcome, result.Reason));
        Assert.Contains("booked from no document", result.Message);
    }

    [Fact]
    public void Run_RefusesRowsOfAnotherDay()
    {
        Sheet("data/2024-06-04-table.xlsx", ["20240605", "", "利息归本", null, null, null, 1.5]);

        Assert.Contains("2024-06-04", Assert.Throws<InputException>(() => workspace.PostTrade()).Expected);
    }

    [Fact]
    public void Run_BooksASheetOfSeveralDays()
    {
        Sheet(
            "inbox/2024-06-04-2024-06-06-table.xlsx",
            ["20240604", "600100", "上海A股普通股票竞价买入", 10.0, 300, 3000.0, -3005.03],
            ["20240606", "600100", "上海A股普通股票竞价卖出", 10.1, 100, 1010.0, 1004.48],
            ["20240606", "\t", "利息归本", null, null, null, 1.5]);
        workspace.Today = 3;

        workspace.PostTrade(new PostTradeRequest { SettlementBundle = "inbox/2024-06-04-2024-06-06-table.xlsx" });

        // Average cost: 3005.03 × 100 ÷ 300 goes up to 1001.68.
        Assert.Contains("2024-06-06,SH600100,200,2003.35,", workspace.Read("data/holding_log_full.csv"));
        Assert.Contains("2024-06-06,CASH,98000.95,", workspace.Read("data/holding_log_full.csv"));
    }

    public void Dispose() => workspace.Dispose();

    private void Sheet(string path, params object?[][] rows)
    {
        object?[] header = ["交收日期", "证券代码", "交易类别", "成交价格", "成交数量", "成交金额", "资金发生数"];
        string full = Path.Combine(workspace.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, SheetWriter.Write([header, .. rows]));
    }
}
