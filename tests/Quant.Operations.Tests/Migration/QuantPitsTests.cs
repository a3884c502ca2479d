using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Migration;

/// <summary>A folder as QuantPits leaves it, taken over; and the same folder damaged.</summary>
public sealed class QuantPitsTests : IDisposable
{
    private const string Book = """
        {"model":"MainBook","current_date":"2024-06-05","last_processed_date":"2024-06-05","initial_cash":100000.0,
         "current_full_cash":100000.0,"initial_holding":[],"current_cash":88947.829999999996,"TopK":22,"DropN":3,
         "current_holding":[{"instrument":"SH600100","value":"200","amount":"2003.35"},
          {"instrument":"SH600101","value":"1000","amount":"10005.10"}],"broker":"gtja","market":"all","benchmark":"SH000905","experiment_name":"x"}
        """;

    private const string Trades = """
        证券代码,交易类别,成交价格,成交数量,成交金额,资金发生数,费用合计,交收日期,model,成交日期
        SH600100,上海A股普通股票竞价买入,10.0,300,3000.0,-3005.03,5.03,20240604,MainBook,2024-06-04
        SH600100,上海A股普通股票竞价卖出,10.0,100,1000.0,957.96,5.5,20240605,MainBook,2024-06-05
        SH600101,上海A股普通股票竞价买入,10.0,1000,10000.0,-10005.1,5.1,20240605,MainBook,2024-06-05

        """;

    private const string Holdings = """
        成交日期,证券代码,持仓数量,持仓成本,持仓均价,收盘价格,收盘价值,当前浮盈,浮盈收益率
        2024-06-04,SH600100,300,3005.03,10.0168,10.01,3003.0,-2.0300000000002,-0.00068
        2024-06-04,CASH,96994.97,96994.97,1,1,96994.97,0,0
        2024-06-05,SH600100,200,2003.35,10.0168,10.02,2004.0,0.65,0.00032
        2024-06-05,SH600101,1000,10005.1,10.0051,11.02,11020.0,1014.9,0.10144
        2024-06-05,CASH,88947.83,88947.83,1,1,88947.83,0,0

        """;

    private const string Daily = """
        成交日期,持仓成本,收盘价值,当前浮盈,当前浮盈率,CSI300,CASHFLOW
        2024-06-04,100000.0,99997.97,-2.03,-0.00002,3501.0,0.0
        2024-06-05,100956.28,101971.83,1015.55,0.01006,3502.0,1000.0

        """;

    private readonly TestFolder folder = new();

    public QuantPitsTests() => Leave(folder);

    /// <summary>Writes the folder as QuantPits leaves it, below <c>old</c>.</summary>
    internal static void Leave(TestFolder folder) => folder
        .With("old/config/prod_config.json", Book)
        .With("old/config/cashflow.json", """{"cashflows":{"2024-06-07":500},"processed":{"2024-06-05":1000}}""")
        .With("old/config/model_registry.yaml", "models: {}\n")
        .With("old/config/.env", "TOKEN=canary")
        .With("old/data/trade_log_full.csv", Trades)
        .With("old/data/holding_log_full.csv", Holdings)
        .With("old/data/daily_amount_log_full.csv", Daily)
        .With("old/data/history/prod_config.20240604.json", "{}")
        .With("old/data/model.pkl", "canary")
        .With("old/output/buy_suggestion_2024-06-05.csv", "x");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Init_TakesTheAccountOver_ToTheCentAndTheShare()
    {
        StageResult result = Init();

        Assert.True(result.Outcome == StageOutcome.Done, result.Message);
        using var trading = new TradingWorkspace { Today = 2 };
        trading.Become(folder["new"]);
        Assert.Equal(StageOutcome.Done, trading.PostTrade().Outcome);
        Ledger ledger = trading.InBook(database => new LedgerStore(database).Replay());
        Assert.Equal(new Money(8_894_783), ledger.Money(Quant.Accounting.Accounts.Cash));
        Assert.Equal((200, new Money(200_335)), (ledger.Shares(TradingWorkspace.Name('A')), ledger.Cost(TradingWorkspace.Name('A'))));
        Assert.Equal((1000, new Money(1_000_510)), (ledger.Shares(TradingWorkspace.Name('B')), ledger.Cost(TradingWorkspace.Name('B'))));
        Assert.All(ledger.Journal, entry => Assert.Equal((EventKind.Opening, "2024-06-05"), (entry.Kind, entry.Date.ToString())));
        Assert.Contains("2024-06-05,SH600101,1000,10005.10,10.0051,11.02,11020.00,", trading.Read("data/holding_log_full.csv"));
        Assert.Empty(trading.InBook(database => LedgerAudit.Review(new LedgerStore(database))));

        // What was held may be sold in the next session, and the flow that waits is booked in its own.
        trading.WriteBytes("data/2024-06-06-table.xlsx", SheetWriter.Write(
            ["交收日期", "证券代码", "交易类别", "成交价格", "成交数量", "成交金额", "资金发生数"],
            ["20240606", "600101", "上海A股普通股票竞价卖出", 10, 1000, 10000, 9994.9]));
        trading.Today = 4;
        Assert.Equal(StageOutcome.Done, trading.PostTrade(new PostTradeRequest { AllowMissingSettlement = true }).Outcome);
        Assert.Contains("2024-06-07,CASH,99442.73,", trading.Read("data/holding_log_full.csv"));
    }

    [Fact]
    public void Init_KeepsEveryFile_AndListsWhatIsLeft()
    {
        var before = folder.Tree("old");

        StageResult result = Init();

        Assert.Equal(before, folder.Tree("old"));
        var made = folder.Tree("new");
        foreach (string path in (string[])["config/prod_config.json", "config/cashflow.json", "config/model_registry.yaml", "data/trade_log_full.csv",
            "data/holding_log_full.csv", "data/daily_amount_log_full.csv", "data/history/prod_config.20240604.json"])
            Assert.Equal(before[path], made[$"archive/quantpits/{path}"]);
        Assert.All(made.Values, content => Assert.DoesNotContain("canary", content));
        string listing = made["archive/quantpits/TAKEN_OVER.txt"];
        Assert.Contains("  archive/quantpits/data/trade_log_full.csv ", listing);
        foreach (string left in (string[])["config/.env", "data/model.pkl", "output/"])
        {
            Assert.Contains($"\n  {left}\n", listing);
            Assert.Contains($"Only in the old folder: {left}", result.Message);
        }

        Assert.Contains("config/prod_config.json: current_cash 88947.829999999996 is read as 88947.83.", result.Message);
        WorkspaceOptions options = ConfigurationLoader.Load(folder["new"]);
        Assert.Equal(("all", "000905.SH"), (options.Model.Market, options.Model.Benchmark.ToString()));
        Assert.Equal(("MainBook", "gtja", 22, 3), (options.Quant.Account.Name, options.Quant.Execution.Broker, options.Strategy.TopK, options.Strategy.DropN));
    }

    [Fact]
    public void Init_DryWritesNothing_AndSaysTheSame()
    {
        StageResult dry = Init(request => request with { DryRun = true });

        Assert.Equal(StageOutcome.Done, dry.Outcome);
        Assert.Contains("The book begins on 2024-06-05 with cash 88947.83 and 2 positions.", dry.Message);
        Assert.False(Directory.Exists(folder["new"]));
    }

    public static TheoryData<string, string, string, string, string> Contradictions => new()
    {
        { "cash", "config/prod_config.json", "88947.829999999996", "88947.84", "data/holding_log_full.csv:6: expected the cash of config/prod_config.json, 88947.84, found 88947.83." },
        { "shares", "config/prod_config.json", "\"200\"", "\"300\"", "data/holding_log_full.csv:4: expected 300 at a cost of 2003.35, as in config/prod_config.json, found 200 at 2003.35." },
        { "a position more", "data/holding_log_full.csv", "2024-06-05,CASH", "2024-06-05,SH600102,1,1.0,1,1,1.0,0,0\n2024-06-05,CASH", "data/holding_log_full.csv:6: expected no 600102.SH, as in config/prod_config.json, found a position." },
        { "a position that vanished from the log, W21", "data/holding_log_full.csv", "2024-06-05,SH600101,1000,10005.1,10.0051,11.02,11020.0,1014.9,0.10144\n", "", "data/holding_log_full.csv: expected 1000 of 600101.SH on 2024-06-05, as in config/prod_config.json, found no row." },
        { "a log that ends earlier", "config/prod_config.json", "2024-06-05\",\"initial", "2024-06-06\",\"initial", "the day last processed" },
        { "sums", "data/daily_amount_log_full.csv", "101971.83", "101871.83", "data/daily_amount_log_full.csv:3: expected the sums of data/holding_log_full.csv, 100956.28 and 101971.83, found 100956.28 and 101871.83." },
        { "a trade of tomorrow", "data/trade_log_full.csv", "MainBook,2024-06-04", "MainBook,2024-06-06", "data/trade_log_full.csv:2: expected nothing after 2024-06-05, found a row of 2024-06-06." },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Contradictions_AboutTheLastDay_AreNamedAndNothingIsMade(string situation, string file, string was, string now, string message)
    {
        folder.With($"old/{file}", File.ReadAllText(folder[$"old/{file}"]).Replace(was, now));

        StageResult result;
        try
        {
            result = Init(request => request with { AcceptHistory = true });
        }
        catch (InputException wrong)
        {
            Assert.True(wrong.Message.Contains(message, StringComparison.Ordinal), $"{situation}: {wrong.Message}");
            Assert.False(Directory.Exists(folder["new"]));
            return;
        }

        Assert.Equal((StageOutcome.Conflict, "STATE_INCONSISTENT"), (result.Outcome, result.Reason));
        Assert.True(result.Message.Contains(message, StringComparison.Ordinal), $"{situation}: {result.Message}");
        Assert.False(Directory.Exists(folder["new"]));
    }

    [Fact]
    public void Contradictions_OfThePast_CanBeAccepted()
    {
        folder.With("old/data/trade_log_full.csv", Trades.Replace("957.96", "900.96"));

        StageResult refused = Init();

        Assert.Equal((StageOutcome.Conflict, "STATE_INCONSISTENT"), (refused.Outcome, refused.Reason));
        Assert.Contains("data/holding_log_full.csv:6: expected cash of 88890.83, which the day before, its trades and the flow lead to, found 88947.83.", refused.Message);
        Assert.Contains("--accept-history", refused.Message);
        StageResult accepted = Init(request => request with { AcceptHistory = true });
        Assert.Equal(StageOutcome.Done, accepted.Outcome);
        Assert.Contains("Accepted: data/holding_log_full.csv:6: expected cash of 88890.83", accepted.Message);
    }

    public static TheoryData<string, string, string, string> Damages => new()
    {
        { "config/prod_config.json", "\"experiment_name\":\"x\"", "\"margin_debt\":5", "4 margin_debt: expected one of" },
        { "config/prod_config.json", "\"current_cash\":88947.829999999996", "\"current_cash\":88947.829", "current_cash: expected an amount of whole cents, found 88947.829." },
        { "config/prod_config.json", "\"current_cash\":88947.829999999996", "\"current_cash\":-1", "current_cash: expected cash not below zero" },
        { "config/prod_config.json", "\"value\":\"200\"", "\"value\":\"200.5\"", "current_holding[0].value: expected a whole number of shares above zero, found '200.5'." },
        { "config/prod_config.json", "\"SH600101\"", "\"SH600100\"", "current_holding[1].instrument: expected each instrument once, found 600100.SH again." },
        { "config/prod_config.json", "\"current_holding\"", "\"holding\"", "holding: expected one of" },
        { "config/prod_config.json", "{\"model\"", "{\"model\" \"x\"", "keys and values in JSON" },
        { "config/cashflow.json", "2024-06-07", "2024-06-05", "config/cashflow.json:cashflows.2024-06-05: expected flows after 2024-06-05 only, the day last processed, found 500.00." },
        { "config/cashflow.json", "\"cashflows\"", "\"cash_flow_today\":3,\"cashflows\"", "cash_flow_today: expected dated cash flows" },
        { "data/trade_log_full.csv", "资金发生数", "资金", "expected a column '资金发生数'" },
        { "data/trade_log_full.csv", "-3005.03", "-3,005.03", "fields as in the header" },
        { "data/holding_log_full.csv", "2024-06-04,CASH", "04/06/2024,CASH", "data/holding_log_full.csv:3 成交日期: expected a date as yyyy-MM-dd, found '04/06/2024'." },
        { "data/holding_log_full.csv", "SH600101", "600X01", "data/holding_log_full.csv:5 证券代码: expected an instrument such as SH600519, found '600X01'." },
        { "data/daily_amount_log_full.csv", "99997.97", "NaN", "data/daily_amount_log_full.csv:2 收盘价值: expected an amount of whole cents, found 'NaN'." },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damages_AreRefusedWithFileAndRow(string file, string was, string now, string message)
    {
        string content = File.ReadAllText(folder[$"old/{file}"]);
        Assert.Contains(was, content);
        folder.With($"old/{file}", content.Replace(was, now));

        Assert.Contains(message, Assert.Throws<InputException>(() => Init(request => request with { AcceptHistory = true })).Message);
        Assert.False(Directory.Exists(folder["new"]));
    }

    [Theory]
    [InlineData("config/prod_config.json", "expected a QuantPits workspace with config/prod_config.json")]
    [InlineData("data/trade_log_full.csv", "expected a state file of QuantPits, found none.")]
    [InlineData("data/holding_log_full.csv", "expected a state file of QuantPits, found none.")]
    [InlineData("data/daily_amount_log_full.csv", "expected a state file of QuantPits, found none.")]
    public void MissingFiles_AreNamed(string file, string message)
    {
        File.Delete(folder[$"old/{file}"]);

        Assert.Contains(message, Assert.Throws<InputException>(() => Init()).Message);
    }

    [Fact]
    public void OtherOrigins_AreRefused()
    {
        Assert.Equal("TWO_ORIGINS", Init(request => request with { Template = "empty" }).Reason);
        Assert.Equal("TWO_ORIGINS", Init(request => request with { Cash = new Money(1) }).Reason);
    }

    private StageResult Init(Func<InitRequest, InitRequest>? change = null)
    {
        var request = new InitRequest { Target = folder["new"], FromQuantPits = folder["old"] };
        return InitStage.Run(change is null ? request : change(request));
    }
}
