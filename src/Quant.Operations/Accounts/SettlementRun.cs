using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Execution.Protocol;
using Quant.Operations.Stages;
using Quant.Orders;

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

    /// <summary>Looks for documents of closed sessions that are not the ones booked, and for flows that changed.</summary>
    public StageResult? CheckClosed()
    {
        CashFlowPlan flows = Flows();
        notes.AddRange(flows.Late);
        if (flows.Conflicts is [var first, ..])
            return PostTradeStage.Conflict("CASHFLOW_CHANGED", first);
        foreach ((TradeDate session, string origin, ContentHash hash) in documents.Closed(Cursor))
        {
            if (book.Days[0].Account.Session >= session || book.Documents(session).Any(document => document.Hash == hash))
                continue;
            string known = string.Join(", ", book.Documents(session).Select(document => $"{document.Origin} ({document.Hash.Brief})"));
            return PostTradeStage.Conflict(
                "DOCUMENT_CHANGED",
                $"{origin} ({hash.Brief}) tells of {session}, which is booked from {(known.Length == 0 ? "no document" : known)}. "
                + "Put the booked document back; a correction is booked on its own.");
        }

        return null;
    }

    /// <summary>Books every session after the last one up to a day.</summary>
    /// <returns>Why it stopped before; null if it did not.</returns>
    public StageResult? BookTo(TradeDate end)
    {
        TradeDate last = end < market.Last ? end : market.Last;
        ImmutableArray<TradeDate> pending = [.. market.Calendar.Between(Cursor, last).Where(session => session > Cursor)];
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
                    "EVENT_TWICE", $"{statement!.Origin} tells of '{happened.Category}' {happened.Id}, which is booked from {origin}.");
            }
        }

        ImmutableArray<AccountEvent> events = [.. Settlement.InBookingOrder([.. statement?.Events ?? [], .. flows])];
        SettlementResult result = Settlement.Book(book.Ledger, session, events, rules.Trading);
        if (result.Refusal is { } refusal)
        {
            return PostTradeStage.Conflict(
                ReasonCode.Text(refusal.Reason), $"{statement?.Origin ?? "config/cashflow.json"} contradicts the book: {refusal.Sentence}");
        }

        var account = AccountSnapshot.Of(book.Ledger, market.Quotes(session), book.Account);
        if (account.Cash < Money.Zero)
        {
            return StageResult.Refused(
                "CASH_NEGATIVE",
                $"Booking {session} would leave {account.Cash} of cash. A deposit may be missing in config/cashflow.json, or a withdrawal be too large.");
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
            [.. events.Select(happened => new BookedEvent(happened, happened.Kind == EventKind.CashFlow ? null : hash))];
        book.Append(new SessionBooking(
            new BookedDay(account, flow, context.Workspace.Options.Model.Benchmark, market.IndexClose(session)),
            bookedEvents,
            result.Entries,
            statement is null ? [] : [new BookedDocument(statement.Document, statement.Layout, statement.Origin)]));
        booked.Add(new SettledSession(
            account, events, document.Refusals, [.. document.Notes, .. CashFlowPlan.Shifts(flows)]));
    }
}

/// <summary>A session booked in this run, for the report.</summary>
internal sealed record SettledSession(
    AccountSnapshot Account,
    ImmutableArray<AccountEvent> Events,
    ImmutableArray<OrderRefusal> Refusals,
    ImmutableArray<string> Notes)
{
    public JsonObject ToJson() => new()
    {
        ["session"] = Account.Session.ToString(),
        ["cash"] = Account.Cash.ToString(),
        ["net_asset_value"] = Account.NetAssetValue.ToString(),
        ["events"] = new JsonArray([.. Events.Select(ToJson)]),
        ["refusals"] = new JsonArray([.. Refusals.Select(ToJson)]),
        ["notes"] = new JsonArray([.. Notes.Select(note => JsonValue.Create(note))]),
    };

    public override string ToString()
    {
        IEnumerable<string> lines =
        [
            .. Events.Select(happened => $"  {Line(happened)}"),
            .. Refusals.Select(refusal => $"  not {(refusal.Side == Side.Buy ? "bought" : "sold")} {refusal.Instrument} {refusal.Shares}: {refusal.Sentence}"),
            .. Notes.Select(note => $"  {note}"),
        ];
        return string.Join('\n', lines.Prepend($"{Account.Session}: net asset value {Account.NetAssetValue}, cash {Account.Cash}."));
    }

    private static string Line(AccountEvent happened) => happened.Kind switch
    {
        EventKind.Buy => $"bought {happened.Instrument} {happened.Shares} at {happened.Price}, fees {happened.Fees.Total}",
        EventKind.Sell => $"sold {happened.Instrument} {happened.Shares} at {happened.Price}, fees {happened.Fees.Total}",
        EventKind.CashFlow => $"cash flow {happened.Cash}",
        _ => $"{ReasonCode.Text(happened.Kind).ToLowerInvariant()} {happened.Instrument?.ToString() ?? ""} {happened.Cash}",
    };

    private static JsonObject ToJson(AccountEvent happened) => new()
    {
        ["kind"] = ReasonCode.Text(happened.Kind).ToLowerInvariant(),
        ["instrument"] = happened.Instrument?.ToString(),
        ["shares"] = happened.Shares,
        ["price"] = happened.Price.ToString(),
        ["gross"] = happened.Gross.ToString(),
        ["fees"] = happened.Fees.Total.ToString(),
        ["cash"] = happened.Cash.ToString(),
    };

    private static JsonObject ToJson(OrderRefusal refusal) => new()
    {
        ["side"] = refusal.Side == Side.Buy ? "buy" : "sell",
        ["instrument"] = refusal.Instrument.ToString(),
        ["shares"] = refusal.Shares,
        ["reason"] = ReasonCode.Text(refusal.Reason),
        ["sentence"] = refusal.Sentence,
    };
}
