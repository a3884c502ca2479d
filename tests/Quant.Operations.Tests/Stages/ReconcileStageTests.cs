using System.Text.Json.Nodes;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Provenance;

namespace Quant.Operations.Tests.Stages;

public sealed class ReconcileStageTests : IDisposable
{
    private const string Cash = "cash,,10112.63,10112.63,0.00";
    private const string A = "position,600100.SH,3000,0,0";
    private const string B = "position,600101.SH,2700,0,0";
    private const string C = "position,600102.SH,2500,0,0";

    private readonly TradingWorkspace workspace = new();

    public ReconcileStageTests()
    {
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");
        workspace.OrderGen();
        Next();
        workspace.Score("ABCDEFGH");
    }

    [Fact]
    public void Run_AgreesToTheCentAndTheShare()
    {
        Sheet(Cash, A, B, C);

        StageResult result = workspace.Reconcile();

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal("2024-06-05: the book and inbox/2024-06-05-account.csv agree to the cent and the share.", result.Message);
        Assert.Equal(StageOutcome.Done, workspace.OrderGen().Outcome);
    }

    [Fact]
    public void Run_WaitsForTheAccount() => Assert.Equal(
        (StageOutcome.NotReady, "ACCOUNT_MISSING"), Ended(workspace.Reconcile()));

    [Fact]
    public void OpenBreaks_BlockOrders_UntilTheBookIsRight()
    {
        Sheet(Cash, A, B, C, "position,600999.SH,500,500,0");

        StageResult found = workspace.Reconcile();

        Assert.Equal((StageOutcome.Refused, "OPEN_BREAKS"), Ended(found));
        Assert.Contains("POSITION_TOTAL 600999.SH ours 0, theirs 500, gap 500, since 2024-06-05.", found.Message);
        StageResult refused = workspace.OrderGen();
        Assert.Equal((StageOutcome.Refused, "OPEN_BREAKS"), Ended(refused));
        Assert.Contains("POSITION_TOTAL 600999.SH", refused.Message);
        Sheet(Cash, A, B, C);
        Assert.Equal(StageOutcome.Done, workspace.Reconcile().Outcome);
        Assert.Equal(StageOutcome.Done, workspace.OrderGen().Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ADecision_Unblocks_WhileTheAmountStays(bool accepted)
    {
        Sheet("cash,,10112.60,10112.60,0.00", A, B, C);
        string id = Break(workspace.Reconcile());

        workspace.Decide(new BreakDecisionRequest { Break = id, Accepted = accepted, By = "anna", Note = "rounding" });

        Assert.Equal(StageOutcome.Done, workspace.Reconcile().Outcome);
        Assert.Equal(StageOutcome.Done, workspace.OrderGen().Outcome);
        Sheet("cash,,10112.59,10112.59,0.00", A, B, C);
        StageResult other = workspace.Reconcile();
        Assert.Equal("OPEN_BREAKS", other.Reason);
        Assert.Equal(id, Break(other));
    }

    [Fact]
    public void ABreak_KeepsItsDayFromSessionToSession()
    {
        Sheet("cash,,10112.60,10112.60,0.00", A, B, C);
        string id = Break(workspace.Reconcile());
        workspace.Decide(new BreakDecisionRequest { Break = id, Accepted = false, By = "anna", Note = "comes tomorrow" });
        Next();
        Sheet("cash,,10112.60,10112.60,0.00", "position,600100.SH,3000,3000,0", "position,600101.SH,2700,2700,0", "position,600102.SH,2500,2500,0");

        StageResult result = workspace.Reconcile();

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Contains($"{id} EXPLAINED: CASH_TOTAL ours 10112.63, theirs 10112.60, gap -0.03, since 2024-06-05. anna: comes tomorrow", result.Message);
    }

    [Fact]
    public void AnAcceptedAdjustment_ChangesTheBookOnce_ByAnEntryOfItsOwn()
    {
        Sheet("cash,,10112.60,10112.60,0.00", "position,600100.SH,2900,-100,0", B, C);
        StageResult found = workspace.Reconcile();
        foreach (JsonNode? node in found.Details["breaks"]!.AsArray())
        {
            workspace.Decide(new BreakDecisionRequest
            {
                Break = node!["id"]!.GetValue<string>(), Accepted = true, Adjusts = true, By = "anna", Note = "ticket 17",
            });
        }

        Assert.EndsWith("10112.63,10112.63,1,1,10112.63,0,0\n", workspace.Read("data/holding_log_full.csv"));
        Next();
        Next();

        string holdings = workspace.Read("data/holding_log_full.csv");
        Assert.Contains("2024-06-06,SH600100,2900,29065.56", holdings);
        Assert.Contains("2024-06-07,SH600100,2900,29065.56", holdings);
        Assert.Contains("2024-06-07,CASH,10112.60", holdings);
        Sheet("cash,,10112.60,10112.60,0.00", "position,600100.SH,2900,2900,0", "position,600101.SH,2700,2700,0", "position,600102.SH,2500,2500,0");
        StageResult settled = workspace.Reconcile();
        Assert.Equal(StageOutcome.Done, settled.Outcome);
        Assert.Equal(2, settled.Details["breaks"]!.AsArray().Count(node => node!["state"]!.GetValue<string>() == "SETTLED"));
    }

    /// <summary>What happens between signing for an adjustment of −0.03 and booking the next session, and what it then books.</summary>
    public static TheoryData<string, string[], string> BeforeBooking => new()
    {
        { "nothing", [], "10112.60" },
        { "signed twice", ["sign"], "10112.60" },
        { "signed again without the adjustment", ["plain"], "10112.63" },
        { "settled by itself", ["10112.63"], "10112.63" },
        { "another amount", ["10112.59"], "10112.63" },
        { "another amount, signed for", ["10112.59", "sign"], "10112.59" },
        { "compared with the same amount in another document", ["10112.60"], "10112.63" },
    };

    [Theory]
    [MemberData(nameof(BeforeBooking))]
    public void AnAdjustment_IsBookedAsItStandsThen(string situation, string[] deeds, string cash)
    {
        Sheet("cash,,10112.60,10112.60,0.00", A, B, C);
        string id = Break(workspace.Reconcile());
        Sign(adjusts: true);
        foreach (string deed in deeds)
        {
            if (deed is "sign" or "plain")
            {
                Sign(adjusts: deed == "sign");
                continue;
            }

            Sheet($"cash,,{deed},{deed},0.00", C, B, A);
            workspace.Reconcile();
        }

        Next();
        Sign(adjusts: true, mayFail: true);
        Next();

        string booked = workspace.Read("data/holding_log_full.csv").Split('\n')[^2].Split(',')[2];
        Assert.True(booked == cash, $"{situation}: {booked}");

        void Sign(bool adjusts, bool mayFail = false)
        {
            // Signing once more after it was booked must not book it once more; where it was not booked, nobody signs.
            if (mayFail && cash == "10112.63")
                return;
            workspace.Decide(new BreakDecisionRequest
            {
                Break = id, Accepted = true, Adjusts = adjusts, By = "anna", Note = $"ticket {workspace.Today} {adjusts} {mayFail}",
            });
        }
    }

    [Fact]
    public void Decide_RefusesWhatIsNoBreak_AndNamesTheNearest()
    {
        Sheet("cash,,10112.60,10112.60,0.00", A, B, C);
        string id = Break(workspace.Reconcile());

        InputException refused = Assert.Throws<InputException>(() => workspace.Decide(
            new BreakDecisionRequest { Break = id[..11] + "x", Accepted = true, By = "anna", Note = "x" }));

        Assert.Contains(id, refused.Remedy);
    }

    [Fact]
    public void Run_Dry_KeepsNothing()
    {
        Sheet("cash,,10112.60,10112.60,0.00", A, B, C);
        var before = workspace.Tree();

        Assert.Equal("OPEN_BREAKS", workspace.Reconcile(dryRun: true).Reason);

        Assert.Equal(before, workspace.Tree());
        Assert.Equal(StageOutcome.Done, workspace.OrderGen().Outcome);
    }

    [Fact]
    public void Run_Twice_ChangesNothing()
    {
        Sheet("cash,,10112.60,10112.60,0.00", A, B, C);
        StageResult first = workspace.Reconcile();
        var before = workspace.Tree();

        StageResult second = workspace.Reconcile();

        Assert.Equal(first.Message, second.Message);
        Assert.Equal(before, workspace.Tree());
    }

    [Fact]
    public void Report_IsAPageThatEncodesWhatPeopleWrote()
    {
        Sheet("cash,,10112.60,10112.60,0.00", A, B, C);
        string id = Break(workspace.Reconcile());
        workspace.Decide(new BreakDecisionRequest { Break = id, Accepted = true, By = "anna", Note = "<script>alert(1)</script>" });
        workspace.Reconcile();

        string page = workspace.Read("output/reconciliation/recon_2024-06-05.html");

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page);
        Assert.DoesNotContain("<script", page);
        Assert.Contains("default-src 'none'", page);
        Assert.Contains("<td class=\"n\">-0.03</td>", page);
    }

    [Fact]
    public void OrderGen_AsksForAComparison_WhereTheConfigurationDoes()
    {
        using var strict = new TradingWorkspace("execution: {reconcile_required: true}");
        strict.PostTrade();
        strict.Score("ABCDEFGH");

        Assert.Equal((StageOutcome.Refused, "NOT_RECONCILED"), Ended(strict.OrderGen()));
        strict.Write("inbox/2024-06-04-account.csv", Text("2024-06-04", ["cash,,100000.00,100000.00,0.00"]));
        Assert.Equal(StageOutcome.Done, strict.Reconcile().Outcome);
        Assert.Equal(StageOutcome.Done, strict.OrderGen().Outcome);
    }

    public void Dispose() => workspace.Dispose();

    private static (StageOutcome, string) Ended(StageResult result) => (result.Outcome, result.Reason);

    private static string Break(StageResult result) => Assert.Single(result.Details["breaks"]!.AsArray(), node =>
        node!["state"]!.GetValue<string>() == "OPEN")!["id"]!.GetValue<string>();

    private static string Text(string session, string[] lines) =>
        "session,item,instrument,total,available,frozen\n" + string.Concat(lines.Select(line => $"{session},{line}\n"));

    private void Next()
    {
        workspace.Today++;
        workspace.PostTrade();
    }

    private void Sheet(params string[] lines)
    {
        string session = TradingWorkspace.Sessions[workspace.Today].ToString();
        workspace.Write($"inbox/{session}-account.csv", Text(session, lines));
    }
}
