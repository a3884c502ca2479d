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
    private readonly List<StatementCorrection> corrections = [];

    /// <summary>The sessions booked in this run.</summary>
    public IReadOnlyList<SettledSession> Booked => booked;

    /// <summary>What is to be said besides.</summary>
    public IReadOnlyList<string> Notes => notes;

    private TradeDate Cursor => book.Account!.Session;

    /// <summary>Looks for documents of closed sessions that tell otherwise than the book, and for flows that
    /// changed.</summary>
    /// <param name="corrected">The paths of documents whose corrections are to be booked.</param>
    public StageResult? CheckClosed(ImmutableArray<string> corrected)
    {
        CashFlowPlan flows = Flows();
        notes.AddRange(flows.Late);
        if (flows.Conflicts is [var first, ..])
            return PostTradeStage.Conflict("CASHFLOW_CHANGED", first);
        foreach (string path in corrected.Distinct())
        {
            if (Correct(path) is { } refused)
                return refused;
        }

        foreach ((TradeDate session, string origin, ContentHash hash) in documents.Closed(Cursor))
        {
            if (session <= book.Days[0].Account.Session || IsBooked(origin, hash) || corrected.Contains(origin))
                continue;
            try
            {
                var correction = StatementCorrection.Of(documents.ReadAt(origin), book);
                if (!correction.IsEmpty)
                    return Changed(session, $"{origin} ({hash.Brief})", origin, $":\n{correction.Text}");
            }
            catch (InputException wrong)
            {
                return Changed(session, $"{origin} ({hash.Brief})", origin, $". It cannot be read: {wrong.Message}");
            }

            notes.Add($"{origin} has other bytes than the document booked and tells the same.");
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
        if (pending.IsEmpty && corrections.Count > 0)
        {
            return StageResult.NotReady(
                "CORRECTION_WAITS",
                $"The book is closed up to {Cursor}; a correction is booked with the next session. Say the same when its data are there.");
        }

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

    // The newest document of a name counts; an older one put back is another correction. A copy under another name is the
    // document itself.
    private bool IsBooked(string origin, ContentHash hash)
    {
        BookedDocument? newest = book.Documents.LastOrDefault(known => known.Document.LayAt(origin)).Document;
        return newest is null ? book.Documents.Any(known => known.Document.Hash == hash) : newest.Hash == hash;
    }

    private StageResult? Correct(string path)
    {
        BrokerStatement statement = documents.ReadAt(path);
        if (statement.Events.FirstOrDefault(happened => happened.Session > Cursor) is { } open)
        {
            return StageResult.Refused(
                "CORRECTION_TOO_EARLY", $"{path} tells of {open.Session}, which is not closed; it is booked as it is, without --correction.");
        }

        var correction = StatementCorrection.Of(statement, book);
        if (correction.IsEmpty)
            notes.Add($"{path} tells what the book has; there is nothing to correct.");
        else
            corrections.Add(correction);
        return null;
    }

    private StageResult Changed(TradeDate session, string document, string origin, string difference)
    {
        string known = string.Join(
            ", ", book.Documents.Where(booked => booked.Session == session)
                .Select(booked => $"{booked.Document.Origin} ({booked.Document.Hash.Brief})"));
        string bookedFrom = known.Length == 0 ? "no document" : known;
        return PostTradeStage.Conflict(
            "DOCUMENT_CHANGED",
            $"{document} tells of {session}, which is booked from {bookedFrom}{difference}\n"
            + $"Put the booked document back, or book the difference with the next session: post-trade --correction {origin}");
    }

    private StageResult? Settle(TradeDate session)
    {
        ImmutableArray<AccountEvent> flows = Flows().For(session);
        if (documents.Read(session, book, flows) is not { } document)
            return StageResult.NotReady("SETTLEMENT_MISSING", documents.Missing(session));
        var pending = new SessionEvents(session, book);
        if (pending.Take(document, corrections) is { } twice)
            return PostTradeStage.Conflict("EVENT_TWICE", twice);
        if (pending.TakeFlows(flows) is { } contradicted)
            return PostTradeStage.Conflict("FLOW_CONTRADICTED", contradicted);
        ImmutableArray<AccountEvent> events =
            [.. Settlement.InBookingOrder([.. pending.Events, .. book.Adjustments(session)])];
        SettlementResult result = Settlement.Book(book.Ledger, session, events, rules.Trading);
        if (result.Refusal is { } refusal)
        {
            return PostTradeStage.Conflict(
                ReasonCode.Text(refusal.Reason),
                $"{pending.OriginOf(refusal.Event)} contradicts the book: {refusal.Sentence}");
        }

        CurrencyRates rates = context.Workspace.Options.CurrencyRates;
        if (rates.MissingFor(book.Ledger, session) is { } unknown)
        {
            return StageResult.NotReady(
                "RATE_MISSING",
                $"The book has {unknown} on {session}, and config/fx_rates.csv has no rate of it of that day or the {CurrencyRates.MostDays} before. Add one.");
        }

        var account = AccountSnapshot.Of(
            book.Ledger, market.Quotes(session), book.Account, rules.Settlement, market.Calendar, rates);
        if (account.Cash < Money.Zero)
        {
            return StageResult.Refused(
                "CASH_NEGATIVE",
                $"Booking {session} would leave {account.Cash} of cash. "
                + "A deposit may be missing in config/cashflow.json, or a withdrawal be too large.");
        }

        Append(session, account, events, result, document, pending);
        corrections.Clear();
        return null;
    }

    private Money InOwn(AccountEvent flow) => flow.Cash.Times(
        context.Workspace.Options.CurrencyRates.Of(book.Ledger.CurrencyOf(flow), book.Ledger, flow.Session),
        MidpointRounding.AwayFromZero);

    private void Append(
        TradeDate session,
        AccountSnapshot account,
        ImmutableArray<AccountEvent> events,
        SettlementResult result,
        SessionDocument document,
        SessionEvents pending)
    {
        Money flow = events.Where(happened => happened.Kind == EventKind.CashFlow)
            .Aggregate(Money.Zero, (sum, happened) => sum + InOwn(happened));
        book.Append(new SessionBooking(
            new BookedDay(account, flow, context.Workspace.Options.Model.Benchmark, market.IndexClose(session)),
            [.. events.Select(happened => new BookedEvent(happened, pending.DocumentOf(happened)))],
            result.Entries,
            pending.Documents));
        booked.Add(new SettledSession(account, events, document.Refusals, [.. document.Notes, .. pending.Notes]));
    }
}
