using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Provenance;

namespace Quant.Operations.Tests.Stages;

public sealed class OrderStageTests : IDisposable
{
    private const string Header = "instrument,datetime,value,estimated_amount,score,current_close,kind,rank,limit_price,reason\n";
    private readonly TradingWorkspace workspace = new();

    [Fact]
    public void Run_WritesBothSides_EvenAnEmptyOne_W18()
    {
        workspace.PostTrade();
        workspace.Write("output/sell_suggestion_ensemble_2024-06-05.csv", "left from an earlier run");
        workspace.Score("ABCDEFGH");

        StageResult result = workspace.OrderGen();

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal(Header, workspace.Read("output/sell_suggestion_ensemble_2024-06-05.csv"));
        string[] lines = workspace.Read("output/buy_suggestion_ensemble_2024-06-05.csv").Split('\n');
        Assert.Equal("SH600100,2024-06-05,3000,33038.59,0.000000,10.01,primary,1,11.01,It ranks 1 of 8 and is among the best for the 3 places of 3 still free.", lines[1]);
        Assert.Equal("backup", lines[4].Split(',')[6]);
        Assert.Equal("instrument,datetime,value,estimated_amount,score,current_close", Header[..62]);
    }

    [Fact]
    public void Run_Twice_ChangesNothing()
    {
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");
        workspace.OrderGen();
        var before = workspace.Tree();

        StageResult again = workspace.OrderGen();

        Assert.Equal(StageOutcome.Unchanged, again.Outcome);
        Assert.Equal(before, workspace.Tree());
    }

    [Fact]
    public void Run_Dry_WritesNothing()
    {
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");
        var before = workspace.Tree();

        StageResult result = workspace.OrderGen(dryRun: true);

        Assert.Contains("buy 600100.SH 3000 at 11.01 or better", result.Message);
        Assert.Equal(before, workspace.Tree());
    }

    [Fact]
    public void Run_RefusesOlderScores_W14()
    {
        workspace.PostTrade();
        workspace.Score("ABCDEFGH", day: 0);

        StageResult result = workspace.OrderGen();

        Assert.Equal((StageOutcome.Refused, "STALE_PREDICTION"), (result.Outcome, result.Reason));
        Assert.Contains("ensemble_A_2024-06-03.csv", result.Message);
    }

    [Fact]
    public void Run_RefusesAFileThatEndsEarlierThanItsName_W14()
    {
        workspace.PostTrade();
        workspace.Write("output/predictions/ensemble_A_2024-06-04.csv", "datetime,instrument,score\n2024-06-03,SH600100,1\n");

        Assert.Equal("STALE_PREDICTION", workspace.OrderGen().Reason);
    }

    [Fact]
    public void Run_NeverTakesAnotherNamesFile_W14()
    {
        workspace.PostTrade();
        workspace.Score("ABCDEFGH", "ensemble_A2");
        workspace.Score("ABCDEFGH", "gru_x");

        Assert.Equal("NO_PREDICTION", workspace.OrderGen().Reason);
        Assert.Equal("NO_PREDICTION", workspace.OrderGen(new OrderRequest { Model = "gru" }).Reason);
        Assert.Equal(StageOutcome.Done, workspace.OrderGen(new OrderRequest { Model = "gru_x" }).Outcome);
        Assert.True(workspace.Has("output/buy_suggestion_gru_x_2024-06-05.csv"));
        Assert.Equal(StageOutcome.Done, workspace.OrderGen(new OrderRequest { Combo = "A2" }).Outcome);
        Assert.True(workspace.Has("output/buy_suggestion_ensemble_A2_2024-06-05.csv"));
    }

    [Fact]
    public void Run_ReadsAnyFile_EvenWithColumnZero_W19()
    {
        workspace.PostTrade();
        workspace.Write("mine.csv", "datetime,instrument,0\n2024-06-04,SH600107,1.5\n");

        Assert.Equal(StageOutcome.Done, workspace.OrderGen(new OrderRequest { PredictionFile = "mine.csv" }).Outcome);
        Assert.Contains("SH600107", workspace.Read("output/buy_suggestion_custom_2024-06-05.csv"));
    }

    [Fact]
    public void Run_RefusesAnUnknownModel() => Assert.Contains(
        "gru, gru_x", Assert.Throws<InputException>(() => workspace.OrderGen(new OrderRequest { Model = "lstm" })).Remedy);

    [Fact]
    public void Run_NeedsAKnownNextSession_W17()
    {
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");
        workspace.Announced = workspace.Today;

        var wrong = Assert.Throws<InputException>(() => workspace.OrderGen());

        Assert.Contains("2024-06-04", wrong.Expected);
    }

    [Fact]
    public void Run_UsesTheCalendarOverHolidays_W17()
    {
        workspace.Today = 4;
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");

        workspace.OrderGen();

        Assert.True(workspace.Has("output/buy_suggestion_ensemble_2024-06-11.csv"));
    }

    [Fact]
    public void Run_RefusesABookThatIsNotClosedAtTheAnchor()
    {
        Assert.Equal("UNSETTLED", workspace.OrderGen().Reason);
        workspace.PostTrade();
        workspace.Today = 2;
        workspace.Score("ABCDEFGH");
        Assert.Equal("UNSETTLED", workspace.OrderGen().Reason);
        workspace.PostTrade();
        workspace.Today = 1;
        workspace.Score("ABCDEFGH");
        Assert.Equal("BOOK_AHEAD", workspace.OrderGen().Reason);
    }

    [Theory]
    [InlineData("2024-06-04", "100000.00")] // already booked into cash on the anchor
    [InlineData("2024-06-05", "100000.00")] // on the trade date
    [InlineData("2024-06-06", "70000.00")] // after it
    public void Run_CountsFlowsUpToTheTradeDate_W20(string day, string cash)
    {
        workspace.Write("config/cashflow.json", $$$"""{"cashflows":{"{{{day}}}":30000}}""");
        workspace.Write("config/quant.yaml", workspace.Read("config/quant.yaml").Replace("100000", "70000"));
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");

        Assert.Equal(cash, workspace.OrderGen().Details["cash"]!.GetValue<string>());
    }

    [Fact]
    public void Run_CountsFlowsOfDaysWithoutTrading_W20()
    {
        workspace.Today = 4;
        workspace.Write("config/cashflow.json", """{"cashflows":{"2024-06-09":500}}""");
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");

        Assert.Equal("100500.00", workspace.OrderGen().Details["cash"]!.GetValue<string>());
    }

    [Fact]
    public void Run_ExcludesAndReportsNamesThatCannotBeTraded_W14()
    {
        workspace.Change(1, 'A', quote => quote with { Suspended = true });
        workspace.Change(1, 'B', quote => quote with { Low = quote.LimitUp, High = quote.LimitUp, Close = quote.LimitUp });
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");

        StageResult result = workspace.OrderGen();

        Assert.Contains("no order for 600100.SH: It ranks 1 of 8 and is wanted, but it is suspended.", result.Message);
        Assert.Contains("no order for 600101.SH: It ranks 2 of 8 and is wanted, but it is locked at the upper limit.", result.Message);
        Assert.DoesNotContain("SH600100", workspace.Read("output/buy_suggestion_ensemble_2024-06-05.csv"));
    }

    [Fact]
    public void Run_GivesEverySourcesOpinionByTheSameCode()
    {
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");
        workspace.Score("HGFEDCBA", "gru");
        workspace.OrderGen();

        Assert.Equal(
            """
            instrument,order_basis,combo_A,model_gru
            SH600100,BUY (1),BUY (1),-- (8)
            SH600101,BUY (2),BUY (2),-- (7)
            SH600102,BUY (3),BUY (3),-- (6)
            SH600103,BUY* (4),BUY* (4),BUY* (5)
            SH600104,BUY* (5),BUY* (5),BUY* (4)

            """.ReplaceLineEndings("\n"),
            workspace.Read("output/model_opinions_2024-06-05.csv"));
        string document = workspace.Read("output/model_opinions_2024-06-05.json");
        Assert.Contains("No opinion of combo_A2", document);
        Assert.Contains("No opinion of model_gru_x", document);
    }

    [Fact]
    public void Run_GivesTheGoldenOpinions()
    {
        // K 3, D 1, F 2; A to G by score; held A, F, G.
        workspace.Write("config/quant.yaml", workspace.Read("config/quant.yaml") + "\norders: {sale_proceeds: same_session}\n");
        workspace.PostTrade();
        workspace.Score("AFG");
        workspace.OrderGen();
        workspace.Today = 2;
        workspace.PostTrade();
        workspace.Score("ABCDEFG");

        workspace.OrderGen();

        IEnumerable<string> cells = workspace.Read("output/model_opinions_2024-06-06.csv").Split('\n').Skip(1)
            .Where(line => line.Length > 0).Select(line => string.Join(' ', line.Split(',').Take(2)));
        Assert.Equal(["SH600100 HOLD (1)", "SH600105 HOLD (6)", "SH600106 SELL (7)", "SH600101 BUY (2)", "SH600102 BUY* (3)"], cells);
    }

    public void Dispose() => workspace.Dispose();
}
