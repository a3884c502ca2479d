using Quant.Accounting;
using Quant.Execution.Statements;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Operations.Workspaces;
using Quant.Operations.Workspaces.Configuration;

namespace Quant.Operations.Tests.Statements;

/// <summary>Formats of the user's own, in <c>config/statements</c>.</summary>
public sealed class StatementFileTests
{
    private const string Own = """
        broker: nanfang
        content: events
        files: ["inbox/{session}-nf*"]
        columns: {date: 日期, code: 代码, category: 业务, price: 价格, shares: 数量, gross: 金额, cash: 发生金额}
        optional_columns: {stamp_duty: 印花税}
        expect: {币种: [人民币]}
        codes: {"60": SH, "00": SZ}
        dates: ["yyyy/MM/dd"]
        categories:
          证券买入: buy
          证券卖出: sell
          存息: {kind: interest, money: in}
        """;

    [Fact]
    public void AFormatOfOnesOwn_IsBookedLikeABuiltInOne()
    {
        using var workspace = new TradingWorkspace("execution: {broker: nanfang}");
        workspace.Write("config/statements/nanfang.yaml", Own);
        workspace.WriteBytes("inbox/2024-06-04-nf-1.csv", Formats.Gbk(
            "日期;代码;业务;价格;数量;金额;发生金额;币种\n2024/06/04;600100;证券买入;10;300;3000;-3005.03;人民币\n"));
        workspace.WriteBytes("inbox/2024-06-04-nf-2.xlsx", SheetWriter.Write(
            ["日期", "代码", "业务", "价格", "数量", "金额", "发生金额", "币种"], ["2024/06/04", null, "存息", null, null, null, 1.5, "人民币"]));

        Assert.Equal(StageOutcome.Done, workspace.PostTrade().Outcome);

        Assert.Contains("2024-06-04,CASH,96996.47,", workspace.Read("data/holding_log_full.csv"));
    }

    [Fact]
    public void ARowOfAnotherCurrency_IsRefused()
    {
        using var workspace = new TradingWorkspace("execution: {broker: nanfang}");
        workspace.Write("config/statements/nanfang.yaml", Own);
        workspace.WriteBytes("inbox/2024-06-04-nf.csv", Formats.Utf8(
            "日期,代码,业务,价格,数量,金额,发生金额,币种\n2024/06/04,600100,证券买入,10,300,3000,-3005.03,港币\n"));

        Assert.Contains(
            "inbox/2024-06-04-nf.csv:2 币种: expected 人民币, found '港币'.",
            Assert.Throws<InputException>(() => workspace.PostTrade()).Message);
    }

    [Fact]
    public void AWord_IsAddedToABuiltInFormat()
    {
        using var workspace = new TradingWorkspace("execution: {broker: gtja}");
        workspace.Write("config/statements/gtja_settlement.yaml", "extends: gtja_settlement\ncategories: {ETF申购: {kind: buy, venue: SH}}\n");

        StatementFormat format = ConfigurationLoader.Load(workspace.Root).Statements.Single(known => known.Name == "gtja_settlement");

        Assert.Equal(EventKind.Buy, format.Words["ETF申购"].Kind);
        Assert.Equal(format with { Words = Formats.Named("gtja_settlement").Words }, Formats.Named("gtja_settlement") with { Ignored = format.Ignored }, Same);
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "no broker", "content: events\ncolumns: {date: a, category: b, gross: c, cash: d}\ncategories: {x: buy}\n", "config/statements/own.yaml:1: broker: expected the broker's name, found nothing." },
        { "an unknown meaning", "broker: b\ncontent: events\ncolumns: {date: a, category: b, gross: c, cash: d, price_: e}\ncategories: {x: buy}\n", "own.yaml:3: columns.price_: expected a known meaning" },
        { "an unknown kind", "broker: b\ncontent: events\ncolumns: {date: a, category: b, gross: c, cash: d}\ncategories: {x: buys}\n", "own.yaml:4: categories.x: expected one of" },
        { "an opening", "broker: b\ncontent: events\ncolumns: {date: a, category: b, gross: c, cash: d}\ncategories: {x: opening}\n", "own.yaml:4: categories.x: expected one of" },
        { "no cash and no fees", "broker: b\ncontent: events\ncolumns: {date: a, category: b, gross: c}\ncategories: {x: buy}\n", "own.yaml:1: fees: expected columns for cash or for fees, or fees: estimated, found neither." },
        { "no gross", "broker: b\ncontent: events\ncolumns: {date: a, category: b, cash: c}\ncategories: {x: buy}\n", "columns: expected a column for gross, found none." },
        { "no words", "broker: b\ncontent: events\ncolumns: {date: a, category: b, gross: c, cash: d}\n", "categories: expected what the words of the category column mean, found nothing." },
        { "a path out of the workspace", "broker: b\ncontent: events\nfiles: [\"../{session}.csv\"]\ncolumns: {date: a, category: b, gross: c, cash: d}\ncategories: {x: buy}\n", "own.yaml:3: files: expected a path in the workspace" },
        { "a path without a day", "broker: b\ncontent: events\nfiles: [inbox/a.csv]\ncolumns: {date: a, category: b, gross: c, cash: d}\ncategories: {x: buy}\n", "own.yaml:3: files: expected a path in the workspace" },
        { "an encoding", "broker: b\ncontent: events\nencodings: [latin1]\ncolumns: {date: a, category: b, gross: c, cash: d}\ncategories: {x: buy}\n", "own.yaml:3: encodings: expected utf-8, gb18030, gbk or big5, found 'latin1'." },
        { "a base that is not there", "extends: gtja_setlement\n", "extends: expected a known format" },
        { "itself as its base", "extends: own\n", "extends: expected a known format" },
        { "an unknown key", "extends: gtja_settlement\ncolumn: {}\n", "own.yaml:2: column: expected a known key" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Mistakes_AreNamedWithTheirLine(string situation, string yaml, string message)
    {
        using var workspace = new TradingWorkspace();
        workspace.Write("config/statements/own.yaml", yaml);

        string found = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(workspace.Root)).Message;

        Assert.True(found.Contains(message, StringComparison.Ordinal), $"{situation}: {found}");
    }

    [Fact]
    public void FormatsThatExtendEachOther_AreRefused()
    {
        using var workspace = new TradingWorkspace();
        workspace.Write("config/statements/a.yaml", "extends: b\n");
        workspace.Write("config/statements/b.yaml", "extends: a\n");

        Assert.Contains("expected formats that do not extend each other", Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(workspace.Root)).Message);
    }

    [Fact]
    public void ABrokerWithoutAFormat_IsNamedWithTheNearest()
    {
        using var workspace = new TradingWorkspace("execution: {broker: huatia}");

        Assert.Contains(
            "execution.broker: expected one of simulated, client, gtja, haitong, huatai, ptrade, ths, found 'huatia'; did you mean 'huatai'?",
            Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(workspace.Root)).Message);
    }

    private static bool Same(StatementFormat left, StatementFormat right) =>
        StatementFile.Write(left).ToJsonString() == StatementFile.Write(right).ToJsonString();
}
