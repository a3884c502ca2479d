using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Operations.Tests.Statements;

namespace Quant.Operations.Tests.Stages;

/// <summary>The book against the broker's own documents: cash, positions, trades and orders.</summary>
public sealed class BrokerReportsTests : IDisposable
{
    private const string Trades = "成交日期,成交时间,股东代码,证券代码,证券名称,买卖标志,成交价格,成交数量,成交金额,委托序号,交易市场\n";
    private const string Orders = "委托日期,委托时间,股东代码,证券代码,证券名称,买卖标志,委托价格,委托数量,成交数量,撤单数量,状态说明,委托序号,交易市场\n";
    private const string Positions = "证券代码,证券名称,股份余额,股份可用,当前持仓,参考成本价,参考市价,参考市值,参考盈亏,盈亏比例(%),买入冻结,卖出冻结,交易市场,股东代码\n";
    private const string Balance = "资金帐号,币种,可用资金,资金余额,参考市值,总资产,股份参考盈亏\n";

    private readonly TradingWorkspace client = new("execution: {broker: client}");
    private readonly TradingWorkspace gtja = new("execution: {broker: gtja}");

    public BrokerReportsTests()
    {
        client.WriteBytes("inbox/2024-06-04-trades.csv", Formats.Gbk(Trades + "20240604,09:35:00,A1,600100,x,买入,10,300,3000,1,上海A股\n"));
        client.PostTrade();
        client.WriteBytes("inbox/2024-06-04-position.csv", Formats.Gbk(Positions + "600100,x,300,0,300,10,10,3000,0,0.00%,0,0,上海A股,A1\n"));
        client.WriteBytes("inbox/2024-06-04-balance.csv", Formats.Gbk(Balance + "A1,人民币,96994.97,96994.97,3000,99994.97,0\n"));
        client.WriteBytes("inbox/2024-06-04-entrusts.csv", Formats.Gbk(Orders + "20240604,09:35:00,A1,600100,x,买入,10,300,300,0,已成,1,上海A股\n"));
        Sheet("data/2024-06-04-table.xlsx", ["交收日期", "证券代码", "交易类别", "成交价格", "成交数量", "成交金额", "资金发生数"],
            ["20240604", "600100", "上海A股普通股票竞价买入", 10, 300, 3000, -3005.03]);
        gtja.PostTrade();
        Snapshot(96994.97, 300, 0);
    }

    public void Dispose()
    {
        client.Dispose();
        gtja.Dispose();
    }

    [Fact]
    public void TheClientsDocuments_AgreeWithTheBook()
    {
        StageResult result = client.Reconcile();

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal(
            "2024-06-04: the book and inbox/2024-06-04-balance.csv and inbox/2024-06-04-position.csv agree to the cent and the share.",
            result.Message);
    }

    [Fact]
    public void TheSnapshot_AgreesWithTheBook() => Assert.Equal(StageOutcome.Done, gtja.Reconcile().Outcome);

    [Fact]
    public void EveryFigure_IsCompared()
    {
        client.WriteBytes("inbox/2024-06-04-position.csv", Formats.Gbk(Positions + "600100,x,300,100,300,10,10,3000,0,0.00%,0,50,上海A股,A1\n"));
        client.WriteBytes("inbox/2024-06-04-balance.csv", Formats.Gbk(Balance + "A1,人民币,96900,96995.00,3000,99994.97,0\n"));
        client.WriteBytes("inbox/2024-06-04-entrusts.csv", Formats.Gbk(Orders
            + "20240604,09:35:00,A1,600100,x,买入,10,300,200,0,部成,1,上海A股\n20240604,09:35:00,A1,600101,x,卖出,10,100,100,0,已成,2,上海A股\n"));

        StageResult result = client.Reconcile();

        Assert.Equal((StageOutcome.Refused, "OPEN_BREAKS"), (result.Outcome, result.Reason));
        foreach (string line in (string[])
        [
            "CASH_TOTAL ours 96994.97, theirs 96995.00", "CASH_AVAILABLE ours 96995.00, theirs 96900.00",
            "POSITION_SELLABLE 600100.SH ours 0, theirs 100", "POSITION_FROZEN 600100.SH ours 0, theirs 50",
            "TRADED_SHARES 600100.SH ours 300, theirs 200", "TRADED_SHARES 600101.SH ours 0, theirs -100",
        ])
            Assert.Contains(line, result.Message);
    }

    [Fact]
    public void TheSnapshotAndTheTrades_AreComparedWhereTheySayIt()
    {
        Snapshot(96994.97, 200, 0);
        Sheet("data/2024-06-04-trade.xlsx", ["成交时间", "交易类别", "证券代码", "成交数量", "成交价格", "成交金额"],
            ["09:35:00", "上海A股普通股票竞价买入", "600100", 200, 10, 2000]);

        StageResult result = gtja.Reconcile();

        Assert.Contains("POSITION_TOTAL 600100.SH ours 300, theirs 200", result.Message);
        Assert.Contains("TRADED_SHARES 600100.SH ours 300, theirs 200", result.Message);
        Assert.DoesNotContain("FROZEN", result.Message);
    }

    [Fact]
    public void WhatIsMissing_IsNamed()
    {
        File.Delete(Path.Combine(client.Root, "inbox/2024-06-04-balance.csv"));

        StageResult result = client.Reconcile();

        Assert.Equal((StageOutcome.NotReady, "ACCOUNT_MISSING"), (result.Outcome, result.Reason));
        Assert.Contains("inbox/2024-06-04-position.csv has no cash", result.Message);
    }

    [Fact]
    public void TwoAccounts_AreRefused()
    {
        client.Write("inbox/2024-06-04-account.csv", "session,item,instrument,total,available,frozen\n2024-06-04,cash,,1,1,0\n");

        Assert.Contains("one account of the session", Assert.Throws<InputException>(() => client.Reconcile()).Message);
        Assert.Equal(StageOutcome.Refused, client.Reconcile(new ReconcileRequest { Account = "inbox/2024-06-04-account.csv" }).Outcome);
    }

    [Theory]
    [InlineData("a snapshot of another day", "expected the account of 2024-06-04, found one of 2024-06-05")]
    [InlineData("an instrument twice", "Sheet1!A6 证券代码: expected each instrument once, found '600100.SH again'.")]
    [InlineData("shares below zero", "Sheet1!B5 证券数量: expected a number of shares not below zero, found '-300'.")]
    [InlineData("no cash", "expected a cell 资金余额 or 可用资金 or 现金 above the table, found none.")]
    public void DamagedSnapshots_AreRefusedWithTheirCell(string damage, string refusal)
    {
        object?[] cash = damage == "no cash" ? ["总资产", 1] : ["资金余额", 96994.97];
        object?[] time = ["查询时间", damage.StartsWith("a snapshot", StringComparison.Ordinal) ? "2024-06-05 15:30:00" : "2024-06-04 15:30:00"];
        object?[] position = ["600100", damage == "shares below zero" ? -300 : 300, 0];
        gtja.WriteBytes("data/2024-06-04-account.xlsx", SheetWriter.Write(
            [["资产快照"], cash, time, ["证券代码", "证券数量", "可用数量"], position, .. damage == "an instrument twice" ? [position] : Array.Empty<object?[]>()]));

        Assert.Contains(refusal, Assert.Throws<InputException>(() => gtja.Reconcile()).Message);
    }

    private void Snapshot(double cash, int shares, int sellable) => Sheet(
        "data/2024-06-04-account.xlsx", ["资产快照"], ["资金余额", cash, null, "查询时间", "2024-06-04 15:30:00"], [],
        ["证券代码", "证券数量", "可用数量", "现价", "市值"], ["\t600100", shares, sellable, 10, shares * 10]);

    private void Sheet(string path, params object?[][] rows) => gtja.WriteBytes(path, SheetWriter.Write(rows));
}
