using System.Text.RegularExpressions;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Panels;

namespace Quant.Operations.Tests.Documents;

/// <summary>The week of <c>docs/guides/worked-week.md</c>, lived; every block of text of the page is what the stages say.
/// Set <c>QUANT_REWRITE_DOCS=1</c> to write the blocks anew.</summary>
public sealed partial class WorkedWeekTests : IDisposable
{
    private const string Header = "交易日期,证券代码,交易类型,成交价格,成交数量,成交金额,手续费,印花税,过户费,其他费用,成交编号\n";
    private const string TuesdayRest =
        "20240604,600101,证券买入,11.01,2700,29727.00,7.43,0.00,0.30,0.00,2\n20240604,600102,证券买入,300.00,95,28500.00,7.13,0.00,0.29,0.00,3\n";

    private readonly TradingWorkspace workspace = new("execution: {broker: haitong}");
    private readonly List<string> blocks = [];

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Page_SaysWhatHappens()
    {
        MakeMarket();
        Monday();
        Tuesday();
        Wednesday();
        Thursday();
        Friday();

        string path = Path.Combine(TestFiles.Repository, "docs", "guides", "worked-week.md");
        string page = File.ReadAllText(path);
        if (Environment.GetEnvironmentVariable("QUANT_REWRITE_DOCS") == "1")
        {
            int next = 0;
            page = Block().Replace(page, _ => $"```text\n{blocks[next++]}\n```");
            File.WriteAllText(path, page);
        }

        Assert.Equal(blocks, Block().Matches(page).Select(match => match.Groups["body"].Value));
    }

    // Three hundred for C, so that a place buys one lot of it; B falls to its limit on Wednesday; A goes ex on Thursday.
    private void MakeMarket()
    {
        for (int session = 0; session < 6; session++)
            Quote(session, 'C', 300.00m, 300.00m, 330.00m, 270.00m);
        Quote(2, 'B', 11.01m, 9.91m, 12.11m, 9.91m);
        Quote(3, 'B', 9.91m, 9.95m, 10.90m, 8.92m);
        Quote(4, 'B', 9.95m, 10.00m, 10.95m, 8.96m);
        Quote(3, 'A', 7.55m, 7.60m, 8.31m, 6.80m);
        Quote(4, 'A', 7.60m, 7.62m, 8.36m, 6.84m);
    }

    private void Monday()
    {
        workspace.Today = 0;
        Say("quant post-trade", workspace.PostTrade(), StageOutcome.Done);
        Score("ABCDEFGH");
        Say("quant order-gen", workspace.OrderGen(), StageOutcome.Done);
    }

    private void Tuesday()
    {
        workspace.Today = 1;
        Statement("2024-06-04", "20240604,600100,证券买入,10.01,1500,15015.00,5.00,0.00,0.15,0.00,1\n" + TuesdayRest);
        Say("quant post-trade", workspace.PostTrade(), StageOutcome.Done);
        Sheet("2024-06-04", "26737.70", "600100.SH,1500,0", "600101.SH,2700,0", "600102.SH,95,0");
        Say("quant reconcile", workspace.Reconcile(), StageOutcome.Done);
        Score("ACDEFGHB");
        Say("quant order-gen", workspace.OrderGen(), StageOutcome.Done);
    }

    private void Wednesday()
    {
        workspace.Today = 2;
        Statement("2024-06-05", "20240605,,银行转存,,,20000.00,,,,,\n20240605,,银行转取,,,5000.00,,,,,\n");
        Say("quant post-trade", workspace.PostTrade(), StageOutcome.Done);
        Sheet("2024-06-05", "41737.70", "600100.SH,1500,1500", "600101.SH,2700,2700", "600102.SH,95,95");
        Say("quant reconcile", workspace.Reconcile(), StageOutcome.Done);
        Score("ACDEFGHB");
        Say("quant order-gen", workspace.OrderGen(), StageOutcome.Done);
    }

    private void Thursday()
    {
        workspace.Today = 3;
        Statement("2024-06-06", "20240606,600100,红利入账,,,300.00,,,,,\n20240606,600100,红股入账,,450,0.00,,,,,\n");
        Say("quant post-trade", workspace.PostTrade(), StageOutcome.Done);
        Sheet("2024-06-06", "42037.70", "600100.SH,1950,1950", "600101.SH,2700,2700", "600102.SH,95,95", "600999.SH,200,200");
        StageResult found = workspace.Reconcile();
        Say("quant reconcile", found, StageOutcome.Refused);
        Score("ABCDEFGH");
        Say("quant order-gen", workspace.OrderGen(), StageOutcome.Refused);
        string id = Assert.Single(found.Details["breaks"]!.AsArray())!["id"]!.GetValue<string>();
        Say(
            $"quant reconcile --accept {id} --adjust --by anna --note \"moved here from my other account\"",
            workspace.Decide(new BreakDecisionRequest
            {
                Break = id, Accepted = true, Adjusts = true, By = "anna", Note = "moved here from my other account",
            }),
            StageOutcome.Done);
    }

    private void Friday()
    {
        workspace.Today = 4;
        Statement("2024-06-07", "");
        Statement("2024-06-04", "20240604,600100,证券买入,10.00,1500,15000.00,5.00,0.00,0.15,0.00,1\n" + TuesdayRest);
        Say("quant post-trade", workspace.PostTrade(), StageOutcome.Conflict);
        Say(
            "quant post-trade --correction inbox/2024-06-04-trades.csv",
            workspace.PostTrade(new PostTradeRequest { Corrections = ["inbox/2024-06-04-trades.csv"] }), StageOutcome.Done);
        Sheet("2024-06-07", "42052.70", "600100.SH,1950,1950", "600101.SH,2700,2700", "600102.SH,95,95", "600999.SH,200,200");
        Say("quant reconcile", workspace.Reconcile(), StageOutcome.Done);
        blocks.Add("$ cat data/daily_amount_log_full.csv\n" + workspace.Read("data/daily_amount_log_full.csv").TrimEnd());
    }

    private void Say(string command, StageResult result, StageOutcome expected)
    {
        Assert.True(result.Outcome == expected, $"{command}: {result.Reason} {result.Message}");
        string said = expected == StageOutcome.Done ? result.Message : $"{result.Reason}:\n{result.Message}";
        blocks.Add($"$ {command}\n{said}");
    }

    private void Score(string ranking)
    {
        foreach (string source in (string[])["ensemble_A", "ensemble_A2", "gru", "gru_x"])
            workspace.Score(ranking, source);
    }

    private void Statement(string session, string rows) => workspace.Write($"inbox/{session}-trades.csv", Header + rows);

    private void Sheet(string session, string cash, params string[] positions) => workspace.Write(
        $"inbox/{session}-account.csv",
        $"session,item,instrument,total,available,frozen\n{session},cash,,{cash},{cash},0.00\n"
        + string.Concat(positions.Select(position => $"{session},position,{position},0\n")));

    private void Quote(int session, char letter, decimal before, decimal price, decimal up, decimal down)
    {
        var traded = Price.FromDecimal(price);
        workspace.Change(session, letter, quote => quote with
        {
            PreviousClose = Price.FromDecimal(before), Open = traded, High = traded, Low = traded, Close = traded,
            LimitUp = Price.FromDecimal(up), LimitDown = Price.FromDecimal(down),
        });
    }

    [GeneratedRegex(@"^```text\n(?<body>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
