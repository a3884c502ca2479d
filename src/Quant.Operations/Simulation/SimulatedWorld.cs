using System.Text;
using System.Text.Json.Nodes;
using Quant.Costs;
using Quant.Execution.Protocol;
using Quant.Execution.Reconciliation;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Storage;

namespace Quant.Operations.Simulation;

/// <summary>One world of one seed: a market, a broker, an owner, and a workspace whose stages are the production ones.</summary>
/// <remarks>Reproducible: the days of a world depend on its seed alone, however many of them are lived.</remarks>
internal sealed class SimulatedWorld
{
    private const int First = 1;
    private const int CalmDays = 4;
    private readonly int seed;
    private readonly string root;
    private readonly int sessions;
    private readonly bool salesPay;
    private readonly bool mustCompare;
    private readonly Chance chance;
    private readonly SimulatedMarket market;
    private readonly BrokerHouse house;
    private readonly StatementDesk documents;
    private readonly ExpectedBook expected = new();
    private readonly RestartedStage stages;
    private readonly SimulatedOwner owner;
    private readonly DayReferee referee;
    private readonly SimulationTally tally;
    private bool wasRight;
    private FolderState? before;

    /// <param name="seed">The seed that makes the world.</param>
    /// <param name="root">An empty folder for its workspace.</param>
    /// <param name="clock">The one clock; it dates records and decides nothing.</param>
    /// <param name="tally">Counts what happens.</param>
    public SimulatedWorld(int seed, string root, TimeProvider clock, SimulationTally tally)
    {
        (this.seed, this.root, this.tally) = (seed, root, tally);
        chance = new Chance(seed, "world");
        sessions = chance.Between(10, 40);
        (salesPay, mustCompare) = (chance.Of(0.5), chance.Of(0.3));
        market = new SimulatedMarket(seed, sessions + CalmDays + 12);
        house = new BrokerHouse(seed, market, FeeSchedule.ForMarket("cn", new CommissionRule()));
        documents = new StatementDesk(seed, root);
        stages = new RestartedStage(seed, root, clock, tally);
        owner = new SimulatedOwner(seed, root, market, documents, expected, stages, tally);
        referee = new DayReferee(market, house.Truth, expected);
    }

    /// <summary>What its book must say.</summary>
    public ExpectedBook Expected => expected;

    /// <summary>How many days it has.</summary>
    public int Days => sessions + CalmDays;

    /// <summary>The day that is lived, from 1.</summary>
    public int Day { get; private set; }

    /// <summary>Begins the account, at the close of the session before the first day.</summary>
    public void Begin()
    {
        Money cash = chance.Amount(5_000_000, 300_000_000);
        TradeDate start = market.Calendar.Sessions[First];
        SimulatedWorkspace.Write(root, start, cash, salesPay, mustCompare, chance);
        foreach (PlainAccount account in (PlainAccount[])[house.Truth, expected.Account])
            account.Move(cash, null, 0);
        if (chance.Of(0.4))
        {
            long shares = chance.Between(1, 900);
            SimulatedWorkspace.WriteOpening(root, market.Names[0], shares);
            foreach (PlainAccount account in (PlainAccount[])[house.Truth, expected.Account])
                account.Move(Money.Zero, market.Names[0], shares);
        }

        expected.Open(start);
        _ = owner.PostTrade(start);
        Close(start, [], isSheetThere: false);
    }

    /// <summary>Lives the next day and has it judged.</summary>
    /// <exception cref="BrokenPromiseException">Something happened that must never happen.</exception>
    public void LiveDay()
    {
        Day++;
        TradeDate session = market.Calendar.Sessions[First + Day];
        bool isCalm = Day > sessions;
        stages.IsCalm = owner.IsCalm = isCalm;
        documents.MendEarlier(session);
        bool isAmended = !isCalm && chance.Of(0.05) && Amend(session);
        ImmutableArray<FiledOrder> orders = stages.Read((workspace, _) => FiledOrders.Of(workspace, session));
        Money planned = owner.FlowOf(session);
        BrokerSession day = house.Live(session, orders, planned, isCalm);
        tally.Add("days");
        Count(day);
        DayReferee.JudgeExecution(day, wasRight && !isAmended, salesPay);
        if (day.PlannedFlow != planned)
            owner.StrikeOut(session);
        if (!isCalm && chance.Of(0.02))
        {
            house.HappenUntold();
            tally.Add("untold");
        }

        bool isSheetThere = isCalm || chance.Of(0.97);
        if (isSheetThere)
            DurableFile.Write(Path.Combine(root, $"inbox/{session}-account.csv"), SimulatedWorkspace.AccountSheet(session, house.Truth));
        ImmutableArray<BrokerRow> told = chance.Of(0.5) ? day.Rows : day.Rows.AddRange(ToldFlows(day.PlannedFlow));
        tally.Add("documents_" + ReasonCode.Text(documents.Deliver(session, told, isCalm)).ToLowerInvariant());
        _ = owner.PostTrade(session);
        Close(session, orders, isSheetThere);
        if (Day == Days)
            RequireAgreement();
    }

    // What follows the booking of a session: comparison, signatures, orders, and all of it once more.
    private void Close(TradeDate session, ImmutableArray<FiledOrder> filed, bool isSheetThere)
    {
        bool isAgain = chance.Of(0.4);
        stages.Read((_, store) =>
        {
            referee.JudgeBook(store);
            return true;
        });
        Compare(session, filed, isSheetThere);
        owner.Announce(session);
        SimulatedWorkspace.WriteScores(root, session, chance.Shuffled(market.Names));
        StageResult ordered = owner.OrderGen(session);
        JudgeOrders(session, ordered);
        if (isAgain)
            RequireNothingNew(session, ordered);
        wasRight = ordered.Outcome is StageOutcome.Done or StageOutcome.Unchanged
            && expected.Account.Cash == house.Truth.Cash && SamePositions();
    }

    private void RequireNothingNew(TradeDate session, StageResult ordered)
    {
        FolderState now = State();
        StageResult booked = owner.PostTradeAgain(session);
        _ = owner.Reconcile(session);
        StageResult again = owner.OrderGen(session);
        if (State() is var later && now.Difference(later) is { } changed)
            throw new BrokenPromiseException($"The day run again changes {changed}; post-trade says {booked.Reason}, order-gen {again.Reason}.");
        if (again.Reason != (ordered.Outcome == StageOutcome.Done ? "UNCHANGED" : ordered.Reason))
            throw new BrokenPromiseException($"order-gen says {ordered.Reason}, and {again.Reason} when it is run again.");
        tally.Add("days_again");
    }

    private void Compare(TradeDate session, ImmutableArray<FiledOrder> filed, bool isSheetThere)
    {
        StageResult compared = owner.Reconcile(session);
        if (expected.Session < session)
            return;
        if (!isSheetThere)
        {
            if (compared.Reason != "ACCOUNT_MISSING")
                throw new BrokenPromiseException($"Without the broker's account reconcile says {compared.Reason}.");
            return;
        }

        ImmutableArray<Difference> differences = referee.Differences(filed);
        referee.Judge(compared, differences, filed);
        // What was signed for stands in the report when it is made once more.
        if (owner.Answer(session, differences, compared.Details, !documents.Documents.Any(IsWrong)))
            _ = owner.Reconcile(session);
        tally.Add("differences", differences.Length);
    }

    private void JudgeOrders(TradeDate session, StageResult ordered)
    {
        string must = expected.Session < session ? "UNSETTLED"
            : owner.Blocking.Any() ? "OPEN_BREAKS"
            : mustCompare && owner.Compared < session ? "NOT_RECONCILED"
            : "DONE";
        if (ordered.Reason != must && !(must == "DONE" && ordered.Reason == "UNCHANGED"))
            throw new BrokenPromiseException($"order-gen must say {must} and says {ordered.Reason}: {ordered.Message}");
        tally.Add($"orders_{must.ToLowerInvariant()}");
        if (must != "DONE")
            return;
        TradeDate next = market.Calendar.Next(session);
        ImmutableArray<FiledOrder> orders = stages.Read((workspace, _) => FiledOrders.Of(workspace, next));
        referee.JudgeOrders(orders, owner.FlowOf(next), salesPay);
    }

    private bool Amend(TradeDate session)
    {
        ImmutableArray<SimulatedDocument> earlier =
            [.. documents.Documents.Where(document => document.Session < session && document.Session >= market.Calendar.Sessions[Math.Max(0, First + Day - 5)])];
        if (earlier.IsEmpty)
            return false;
        SimulatedDocument told = chance.OneOf(earlier);
        if (house.Amend(told.Whole) is not { } rows)
            return false;
        documents.Replace(told, rows);
        tally.Add("amended");
        return true;
    }

    private IEnumerable<BrokerRow> ToldFlows(Money flow)
    {
        if (flow == Money.Zero)
            return [];
        if (!chance.Of(0.5))
            return [BrokerRow.Flow(flow)];
        Money more = chance.Amount(1, 1_000_000);
        return [BrokerRow.Flow(new Money(Math.Max(flow.Cents, 0)) + more), BrokerRow.Flow(new Money(Math.Min(flow.Cents, 0)) - more)];
    }

    private void RequireAgreement()
    {
        if (expected.Account.Cash != house.Truth.Cash || !SamePositions())
            throw new BrokenPromiseException($"After {CalmDays} quiet days the book has {expected.Account.Cash} and the broker {house.Truth.Cash}.");
        if (owner.Found.Any(difference => difference.Item is AccountItem.CashTotal or AccountItem.PositionTotal))
            throw new BrokenPromiseException("After the quiet days a difference is left.");
    }

    private bool SamePositions() => expected.Account.Positions.SequenceEqual(house.Truth.Positions);

    private bool IsWrong(SimulatedDocument document) =>
        document.Flaw != DocumentFlaw.None || expected.Differs(document);

    private FolderState State() => before = stages.Read((_, store) => FolderState.Of(root, store, before));

    private void Count(BrokerSession day)
    {
        tally.Add("trades", day.Rows.Count(row => row.IsTrade));
        tally.Add("orders", day.Orders.Length);
        tally.Add("orders_in_part", day.Orders.Count(order => order.Filled > 0 && order.Filled < order.Ordered));
        tally.Add("orders_refused", day.Orders.Count(order => order.Filled == 0 && !order.IsBackup));
        tally.Add("rows_beside_trades", day.Rows.Count(row => !row.IsTrade));
    }
}
