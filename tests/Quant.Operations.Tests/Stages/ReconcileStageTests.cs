using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Execution.Reconciliation;
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
    private const string FreeA = "position,600100.SH,3000,3000,0";
    private const string FreeB = "position,600101.SH,2700,2700,0";
    private const string FreeC = "position,600102.SH,2500,2500,0";

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
        Sheet("cash,,10112.60,10112.60,0.00", FreeA, FreeB, FreeC);

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
        Sheet("cash,,10112.60,10112.60,0.00", "position,600100.SH,2900,2900,0", FreeB, FreeC);
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
        // The book has changed since: whoever signs again has to compare first, and nothing more is booked.
        string again = situation == "settled by itself"
            ? Assert.Throws<InputException>(() => Sign(adjusts: true)).Found
            : Sign(adjusts: true).Reason;
        Assert.True(again == (situation == "settled by itself" ? $"'{id}'" : "NOT_RECONCILED"), $"{situation}: {again}");
        Next();

        string booked = workspace.Read("data/holding_log_full.csv").Split('\n')[^2].Split(',')[2];
        Assert.True(booked == cash, $"{situation}: {booked}");

        StageResult Sign(bool adjusts) => workspace.Decide(new BreakDecisionRequest
        {
            Break = id, Accepted = true, Adjusts = adjusts, By = "anna", Note = $"ticket {workspace.Today} {adjusts}",
        });
    }

    [Fact]
    public void AnAdjustment_IsRefusedOnABookThatMovedOn_AndTakenAfterComparingAnew()
    {
        Sheet("cash,,10112.60,10112.60,0.00", A, B, C);
        string id = Break(workspace.Reconcile());
        Next();
        var request = new BreakDecisionRequest { Break = id, Accepted = true, Adjusts = true, By = "anna", Note = "ticket 17" };

        StageResult stale = workspace.Decide(request);

        Assert.Equal((StageOutcome.Refused, "NOT_RECONCILED"), Ended(stale));
        Assert.Contains("Run 'quant reconcile'", stale.Message);
        Assert.Equal(StageOutcome.Done, workspace.Decide(request with { Adjusts = false }).Outcome);
        Sheet("cash,,10112.60,10112.60,0.00", FreeA, FreeB, FreeC);
        workspace.Reconcile();
        Assert.Equal(StageOutcome.Done, workspace.Decide(request).Outcome);
    }

    [Fact]
    public void ANameTradedBothWaysByHand_IsTwoBreaks()
    {
        workspace.Score("BCDEFGHA");
        workspace.OrderGen();
        workspace.Write(
            "inbox/2024-06-06-fills.csv",
            """
            event_id,session,kind,instrument,shares,price,gross,commission,stamp_duty,transfer_fee,cash
            h1,2024-06-06,buy,600101.SH,100,11.03,1103.00,5.00,0.00,0.01,-1108.01
            h2,2024-06-06,sell,600101.SH,100,11.03,1103.00,5.00,0.55,0.01,1097.44

            """.ReplaceLineEndings("\n"));
        Next();
        Sheet("cash,,10102.06,10102.06,0.00", FreeA, "position,600101.SH,2700,2600,0", FreeC);

        StageResult found = workspace.Reconcile();

        Assert.Equal((StageOutcome.Refused, "OPEN_BREAKS"), Ended(found));
        Assert.Equal(
            ["BOUGHT_SHARES", "SOLD_SHARES"],
            found.Details["breaks"]!.AsArray().Select(node => node!["item"]!.GetValue<string>()));
        workspace.Score("ABCDEFGH");
        Assert.Equal((StageOutcome.Refused, "OPEN_BREAKS"), Ended(workspace.OrderGen()));
    }

    // Neither document changes; the orders that were filed do.
    [Fact]
    public void Run_SeesWhatOrderFilesChange()
    {
        workspace.Score("BCDEFGHA");
        workspace.OrderGen();
        Next();
        workspace.Score("BCDEFGHA");
        workspace.Write("inbox/2024-06-06-account.csv", SheetOfTheBook());
        Assert.Equal(StageOutcome.Done, workspace.Reconcile().Outcome);
        const string orders = "output/sell_suggestion_ensemble_2024-06-06.csv";
        string filed = workspace.Read(orders);
        workspace.Write(orders, filed.Replace(",3000,", ",2900,", StringComparison.Ordinal));

        StageResult changed = workspace.Reconcile();

        Assert.Equal((StageOutcome.Refused, "OPEN_BREAKS"), Ended(changed));
        Assert.Contains("SOLD_SHARES 600100.SH ours 2900, theirs 3000", changed.Message);
        Assert.Equal((StageOutcome.Refused, "OPEN_BREAKS"), Ended(workspace.OrderGen()));
        workspace.Write(orders, filed);
        Assert.Equal(StageOutcome.Done, workspace.Reconcile().Outcome);
    }

    /// <summary>What was compared and decided before, and what is compared now: dry, it says what the next run says.</summary>
    public static TheoryData<string, string[], string> Previews => new()
    {
        { "the first comparison", [], "10112.60" },
        { "the same again", ["10112.60"], "10112.60" },
        { "explained, the same amount in another document", ["10112.60", "explain"], "-10112.60" },
        { "explained, another amount", ["10112.60", "explain"], "10112.59" },
        { "explained, another amount and back", ["10112.60", "explain", "10112.59"], "10112.60" },
        { "adjusted, the same comparison", ["10112.60", "adjust"], "10112.60" },
        { "adjusted, the same amount in another document", ["10112.60", "adjust"], "-10112.60" },
        { "adjusted, another amount", ["10112.60", "adjust"], "10112.59" },
        { "settled", ["10112.60", "explain"], "10112.63" },
        { "settled before and back", ["10112.60", "explain", "10112.63"], "10112.60" },
    };

    [Theory]
    [MemberData(nameof(Previews))]
    public void Run_Dry_SaysWhatTheNextRunSays(string situation, string[] before, string now)
    {
        foreach (string deed in before)
        {
            if (deed is "explain" or "adjust")
            {
                workspace.Decide(new BreakDecisionRequest
                {
                    Break = Break(workspace.Reconcile()), Accepted = deed == "adjust", Adjusts = deed == "adjust", By = "anna", Note = "ticket 17",
                });
                continue;
            }

            CashSheet(deed);
            workspace.Reconcile();
        }

        CashSheet(now);

        StageResult dry = workspace.Reconcile(dryRun: true);
        StageResult wet = workspace.Reconcile();

        Assert.True(dry.Message == wet.Message, $"{situation}:\n{dry.Message}\nagainst\n{wet.Message}");
        Assert.Equal((wet.Outcome, wet.Details.ToJsonString()), (dry.Outcome, dry.Details.ToJsonString()));

        // The sign stands for another order of lines: another document that says the same.
        void CashSheet(string cash) => Sheet(cash[0] == '-'
            ? [$"cash,,{cash[1..]},{cash[1..]},0.00", C, B, A]
            : [$"cash,,{cash},{cash},0.00", A, B, C]);
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

    // What the broker would report if the book were right.
    private string SheetOfTheBook()
    {
        TradeDate session = TradingWorkspace.Sessions[workspace.Today];
        return workspace.InBook(database =>
        {
            var store = new LedgerStore(database);
            var own = OwnAccount.Of(
                store.Replay(), session, TradingRules.ForMarket("cn"), store.Events().Select(booked => booked.Event));
            IEnumerable<string> positions = own.Positions.Select(position =>
                $"position,{position.Key},{position.Value.Total},{position.Value.Sellable},0");
            return Text($"{session}", [$"cash,,{own.Cash},{own.Cash},0.00", .. positions]);
        });
    }

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
