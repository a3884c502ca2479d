using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Execution.Protocol;
using Quant.Operations.Stages;

namespace Quant.Operations.Accounts;

/// <summary>Books sessions one after another until all are booked or one cannot be.</summary>
internal sealed class SettlementRun(
    StageContext context, AccountBook book, MarketDays market, MarketRules rules, ISessionDocuments documents)
{
    private readonly List<SettledSession> booked = [];
    private readonly List<string> notes = [];

    /// <summary>The sessions booked in this run.</summary>
    public IReadOnlyList<SettledSession> Booked => booked;

    /// <summary>What is to be said besides.</summary>
    public IReadOnlyList<string> Notes => notes;

    private TradeDate Cursor => book.Account!.Session;

    /// <summary>Looks for documents of closed sessions that are not the ones booked, and for flows that
    /// changed.</summary>
    public StageResult? CheckClosed()
    {
        CashFlowPlan flows = Flows();
        notes.AddRange(flows.Late);
        if (flows.Conflicts is [var first, ..])
            return PostTradeStage.Conflict("CASHFLOW_CHANGED", first);
        foreach ((TradeDate session, string origin, ContentHash hash) in documents.Closed(Cursor))
        {
            bool isBooked = book.Documents(session).Any(document => document.Hash == hash);
            if (isBooked || session <= book.Days[0].Account.Session)
                continue;
            string known = string.Join(
                ", ", book.Documents(session).Select(document => $"{document.Origin} ({document.Hash.Brief})"));
            string bookedFrom = known.Length == 0 ? "no document" : known;
            return PostTradeStage.Conflict(
                "DOCUMENT_CHANGED",
                $"{origin} ({hash.Brief}) tells of {session}, which is booked from {bookedFrom}. "
                + "Put the booked document back; a correction is booked on its own.");
        }

        return null;
    }

    /// <summary>Books every session after the last one up to a day.</summary>
    /// <returns>Why it stopped before; null if it did not.</returns>
    public StageResult? BookTo(TradeDate end)
    {
        TradeDate last = end < market.Last ? end : market.Last;
        ImmutableArray<TradeDate> pending = [
            .. market.Calendar.Between(Cursor, last).Where(session => session > Cursor)];
        for (int index = 0; index < pending.Length; index++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress.Report(new StageProgress($"settle {pending[index]}", (double)index / pending.Length));
            if (Settle(pending[index]) is { } stopped)
                return stopped;
        }

        return null;
    }

    private CashFlowPlan Flows() => new(
        context.Workspace.Options.CashFlows, book.Events.Select(booked => booked.Event), market.Calendar, Cursor);

    private StageResult? Settle(TradeDate session)
    {
        ImmutableArray<AccountEvent> flows = Flows().For(session);
        if (documents.Read(session, book, flows) is not { } document)
            return StageResult.NotReady("SETTLEMENT_MISSING", documents.Missing(session));
        BrokerStatement? statement = document.Statement;
        foreach (AccountEvent happened in statement?.Events ?? [])
        {
            if (book.OriginOf(happened.Id) is { } origin)
            {
                return PostTradeStage.Conflict(
                    "EVENT_TWICE",
                    $"{statement!.Origin} tells of '{happened.Category}' {happened.Id}, booked from {origin}.");
            }
        }

        ImmutableArray<AccountEvent> events =
            [.. Settlement.InBookingOrder([.. statement?.Events ?? [], .. flows, .. book.Adjustments(session)])];
        SettlementResult result = Settlement.Book(book.Ledger, session, events, rules.Trading);
        if (result.Refusal is { } refusal)
        {
            return PostTradeStage.Conflict(
                ReasonCode.Text(refusal.Reason),
                $"{statement?.Origin ?? "config/cashflow.json"} contradicts the book: {refusal.Sentence}");
        }

        var account = AccountSnapshot.Of(book.Ledger, market.Quotes(session), book.Account);
        if (account.Cash < Money.Zero)
        {
            return StageResult.Refused(
                "CASH_NEGATIVE",
                $"Booking {session} would leave {account.Cash} of cash. "
                + "A deposit may be missing in config/cashflow.json, or a withdrawal be too large.");
        }

        Append(session, account, events, result, document, flows);
        return null;
    }

    private void Append(
        TradeDate session,
        AccountSnapshot account,
        ImmutableArray<AccountEvent> events,
        SettlementResult result,
        SessionDocument document,
        ImmutableArray<AccountEvent> flows)
    {
        Money flow = flows.Aggregate(Money.Zero, (sum, happened) => sum + happened.Cash);
        BrokerStatement? statement = document.Statement;
        ContentHash? hash = statement?.Document;
        ImmutableArray<BookedEvent> bookedEvents =
        [
            .. events.Select(happened => new BookedEvent(happened, happened.Kind is EventKind.CashFlow or EventKind.Adjustment ? null : hash)),
        ];
        book.Append(new SessionBooking(
            new BookedDay(account, flow, context.Workspace.Options.Model.Benchmark, market.IndexClose(session)),
            bookedEvents,
            result.Entries,
            statement is null ? [] : [new BookedDocument(statement.Document, statement.Layout, statement.Origin)]));
        booked.Add(new SettledSession(
            account, events, document.Refusals, [.. document.Notes, .. CashFlowPlan.Shifts(flows)]));
    }
}
