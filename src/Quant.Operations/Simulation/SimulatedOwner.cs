using System.Text;
using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Execution.Reconciliation;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Storage;

namespace Quant.Operations.Simulation;

/// <summary>The account's owner: runs the day's stages and does what their messages say, as the documents tell to.</summary>
/// <remarks>Whatever a stage refuses must be something that really is wrong; otherwise a promise is broken.</remarks>
internal sealed class SimulatedOwner(
    int seed, string root, SimulatedMarket market, StatementDesk documents, ExpectedBook expected, RestartedStage stages,
    SimulationTally tally)
{
    private const int AttemptsMost = 12;
    private readonly Chance chance = new(seed, "owner");
    private readonly SortedDictionary<TradeDate, Money> flows = [];
    private readonly Dictionary<string, long> signed = new(StringComparer.Ordinal);

    /// <summary>Whether the owner answers for everything at once and announces nothing.</summary>
    public bool IsCalm { get; set; }

    /// <summary>The differences of the newest comparison.</summary>
    public ImmutableArray<Difference> Found { get; private set; } = [];

    /// <summary>The session of the newest comparison.</summary>
    public TradeDate Compared { get; private set; }

    /// <summary>The differences that nobody has signed for.</summary>
    public IEnumerable<Difference> Blocking =>
        Found.Where(difference => !signed.TryGetValue(difference.Subject, out long gap) || gap != difference.Gap);

    /// <summary>The flow announced for a session; zero for none.</summary>
    public Money FlowOf(TradeDate session) => Written(session) ?? Money.Zero;

    /// <summary>At times writes down money to be moved in the next session.</summary>
    public void Announce(TradeDate today)
    {
        if (IsCalm || !chance.Of(0.06))
            return;
        DateOnly day = market.Calendar.Next(today).Day;
        while (day > today.Day.AddDays(1) && chance.Of(0.5))
            day = day.AddDays(-1);
        Money amount = chance.Of(0.5)
            ? chance.Amount(1, 8_000_000)
            : -chance.Amount(1, Math.Max(1, expected.Account.Cash.Cents * 3 / 10));
        flows[new TradeDate(day)] = amount;
        tally.Add(amount > Money.Zero ? "deposits_announced" : "withdrawals_announced");
        WriteFlows();
    }

    /// <summary>Strikes out what the broker did not carry out.</summary>
    public void StrikeOut(TradeDate session)
    {
        TradeDate before = market.Calendar.Previous(session);
        foreach (TradeDate day in flows.Keys.Where(day => day > before && day <= session).ToArray())
            flows.Remove(day);
        WriteFlows();
    }

    /// <summary>Books what there is up to a session.</summary>
    public StageResult PostTrade(TradeDate session)
    {
        ImmutableArray<string> corrections = [];
        for (int attempt = 0; attempt < AttemptsMost; attempt++)
        {
            StageResult? result = null;
            string wrong = "";
            try
            {
                result = RunPostTrade(session, corrections);
            }
            catch (InputException refused)
            {
                wrong = refused.Message;
            }

            corrections = NoteBooked(corrections);
            if (result is { Outcome: StageOutcome.Done or StageOutcome.Unchanged })
                return result;
            if (result is { Reason: "SETTLEMENT_MISSING" })
                return IsLate(session) ? result : throw new BrokenPromiseException($"Nothing is late, and post-trade says {result.Message}");
            if (result is { Reason: "DOCUMENT_CHANGED" })
                corrections = Changed(corrections, result);
            else if (!documents.MendWrong(expected.Session, session) && !SignForUntold(result))
                throw new BrokenPromiseException($"post-trade refuses what is right: {result?.Message ?? wrong}");
            else
                tally.Add("documents_refused");
        }

        throw new BrokenPromiseException($"{session} is not booked after {AttemptsMost} attempts.");
    }

    /// <summary>Compares the book with the broker's account.</summary>
    public StageResult Reconcile(TradeDate session) => stages.Run(
        "reconcile", (context, store) => ReconcileStage.Run(context, new ReconcileRequest(), market.UpTo(session), store));

    /// <summary>Makes the next session's orders.</summary>
    public StageResult OrderGen(TradeDate session) => stages.Run(
        "order-gen", (context, store) => OrderStage.Run(context, new OrderRequest(), market.UpTo(session), store));

    /// <summary>Runs what books the day again, with nothing new.</summary>
    public StageResult PostTradeAgain(TradeDate session) => RunPostTrade(session, []);

    /// <summary>Takes note of what a comparison found, and perhaps signs for it.</summary>
    /// <returns>Whether something was signed for.</returns>
    public bool Answer(TradeDate compared, ImmutableArray<Difference> found, JsonObject report, bool isWhole)
    {
        bool hasSigned = false;
        (Found, Compared) = (found, compared);
        foreach (string settled in signed.Keys.Except(found.Select(difference => difference.Subject)).ToArray())
            signed.Remove(settled);
        foreach (Difference difference in found)
        {
            bool adjusts = isWhole && difference.Item is AccountItem.CashTotal or AccountItem.PositionTotal;
            bool isNew = !signed.TryGetValue(difference.Subject, out long gap) || gap != difference.Gap || (isWhole && adjusts);
            if (!isNew || (!IsCalm && !chance.Of(0.8)))
                continue;
            Sign(difference, IdOf(report, difference), isWhole && adjusts);
            hasSigned = true;
        }

        return hasSigned;
    }

    private void Sign(Difference difference, string id, bool adjusts)
    {
        StageResult result = stages.Run("reconcile", (context, store) => ReconcileStage.Decide(
            context,
            new BreakDecisionRequest
            {
                Break = id, Accepted = adjusts || chance.Of(0.5), Adjusts = adjusts, By = "owner", Note = "as the broker says",
            },
            store));
        if (result.Outcome is not (StageOutcome.Done or StageOutcome.Unchanged))
            throw new BrokenPromiseException($"{difference.Subject} cannot be signed for: {result.Message}");
        signed[difference.Subject] = difference.Gap;
        tally.Add(adjusts ? "adjustments" : "breaks_signed");
        if (adjusts)
            expected.Sign(difference);
    }

    private static string IdOf(JsonObject report, Difference difference) => report["breaks"]!.AsArray()
        .First(found => (string?)found!["item"] == ReasonCode.Text(difference.Item)
            && (string?)found["instrument"] == difference.Instrument?.ToString()
            && (string?)found["state"] != "SETTLED")!["id"]!.GetValue<string>();

    private StageResult RunPostTrade(TradeDate session, ImmutableArray<string> corrections) => stages.Run(
        "post-trade",
        (context, store) => PostTradeStage.Run(
            context, new PostTradeRequest { Corrections = corrections }, market.UpTo(session), store));

    // Corrections and adjustments go into the first session that is booked after them.
    private ImmutableArray<string> NoteBooked(ImmutableArray<string> corrections)
    {
        ImmutableArray<TradeDate> booked = stages.Read((_, store) =>
            store.Days().Select(day => day.Account.Session).Where(session => session > expected.Session).ToImmutableArray());
        foreach (TradeDate session in booked)
        {
            ImmutableArray<SimulatedDocument> late = [.. documents.Documents.Where(document => corrections.Contains(document.Path))];
            expected.Book(session, documents.Documents.Where(document => document.Session == session), Written(session));
            foreach (SimulatedDocument document in late)
                expected.Correct(document);
            tally.Add("sessions_booked");
            tally.Add("corrections", late.Length);
            corrections = [];
        }

        return corrections;
    }

    private ImmutableArray<string> Changed(ImmutableArray<string> asked, StageResult result)
    {
        ImmutableArray<string> changed =
            [.. documents.Documents.Where(expected.Differs).Select(document => document.Path).Except(asked)];
        return changed.IsEmpty
            ? throw new BrokenPromiseException($"No document differs from what was booked, and post-trade says {result.Message}")
            : [.. asked, .. changed];
    }

    private bool IsLate(TradeDate upTo) => documents.Documents.Any(document =>
        document.Session > expected.Session && document.Session <= upTo && document.Flaw == DocumentFlaw.Late);

    // A statement sells what only the broker has: what the broker has more must be signed for before the session is booked.
    private bool SignForUntold(StageResult? result)
    {
        string[] missing = [ReasonCode.Text(SettlementReason.NotHeld), ReasonCode.Text(SettlementReason.Oversold)];
        if (result is null || !missing.Contains(result.Reason))
            return false;
        TradeDate session = expected.Session;
        StageResult compared = Reconcile(session);
        if (compared.Reason is not ("OPEN_BREAKS" or "DONE"))
            return false;
        ImmutableArray<Difference> shares =
            [.. Found.Where(difference => Compared == session && difference.Item == AccountItem.PositionTotal && difference.Gap > 0)];
        foreach (Difference difference in shares.Where(difference => !expected.IsSigned(difference)))
            Sign(difference, IdOf(compared.Details, difference), adjusts: true);
        return !shares.IsEmpty;
    }

    private Money? Written(TradeDate session)
    {
        TradeDate before = market.Calendar.Previous(session);
        ImmutableArray<Money> of = [.. flows.Where(flow => flow.Key > before && flow.Key <= session).Select(flow => flow.Value)];
        return of.IsEmpty ? null : of.Aggregate(Money.Zero, (sum, flow) => sum + flow);
    }

    private void WriteFlows()
    {
        var document = new JsonObject
        {
            ["cashflows"] = new JsonObject(flows.Select(flow =>
                KeyValuePair.Create<string, JsonNode?>(flow.Key.ToString(), JsonValue.Create(flow.Value.ToDecimal())))),
        };
        DurableFile.Write(Path.Combine(root, "config/cashflow.json"), Encoding.UTF8.GetBytes(document.ToJsonString()));
        stages.Reconfigure();
    }
}
