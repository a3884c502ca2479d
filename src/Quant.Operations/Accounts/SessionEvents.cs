using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Execution.Protocol;

namespace Quant.Operations.Accounts;

/// <summary>Gathers what a session is about to book, and from which document each event comes.</summary>
internal sealed class SessionEvents(TradeDate session, AccountBook book)
{
    private readonly List<AccountEvent> events = [];
    private readonly List<string> notes = [];
    private readonly Dictionary<string, BrokerStatement> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<ContentHash, BookedDocument> documents = [];

    /// <summary>The events.</summary>
    public IReadOnlyList<AccountEvent> Events => events;

    /// <summary>What is to be said.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The documents they come from, in the order of their hashes.</summary>
    public ImmutableArray<BookedDocument> Documents =>
        [.. documents.Values.OrderBy(document => document.Hash.Hex, StringComparer.Ordinal)];

    /// <summary>Takes the session's documents and the corrections of earlier ones.</summary>
    /// <returns>A sentence about an event that two documents tell of; null if there is none.</returns>
    public string? Take(SessionDocument document, IEnumerable<StatementCorrection> corrections)
    {
        foreach (BrokerStatement statement in document.Statements)
        {
            foreach (AccountEvent happened in statement.Events)
            {
                if (Add(happened, statement) is { } twice)
                    return twice;
            }

            Keep(statement);
        }

        foreach (StatementCorrection correction in corrections)
        {
            if (correction.ToldElsewhere(book) is { } elsewhere)
                return elsewhere;
            foreach (AccountEvent happened in correction.Events(session, book))
            {
                if (Add(happened, correction.Statement) is { } twice)
                    return twice;
            }

            notes.Add($"{correction.Statement.Origin} is corrected:\n{correction.Text}");
            Keep(correction.Statement);
        }

        return null;
    }

    /// <summary>Takes the owner's cash flows; transfers that documents tell of are the same flows and booked once.</summary>
    /// <returns>A sentence if the two differ; otherwise null.</returns>
    public string? TakeFlows(ImmutableArray<AccountEvent> flows)
    {
        notes.AddRange(CashFlowPlan.Shifts(flows));
        ImmutableArray<AccountEvent> stated =
            [.. events.Where(happened => happened is { Kind: EventKind.CashFlow, HappenedOn: null })];
        if (flows.IsEmpty || stated.IsEmpty)
        {
            events.AddRange(flows);
            return null;
        }

        Money told = stated.Aggregate(Money.Zero, (sum, happened) => sum + happened.Cash);
        Money written = flows.Aggregate(Money.Zero, (sum, happened) => sum + happened.Cash);
        string origin = sources[stated[0].Id].Origin;
        if (told != written)
        {
            return $"{origin} tells of {told} moved to or from the bank in {session}, and config/cashflow.json of {written}. "
                + "Correct config/cashflow.json, or take the day out of it: what the broker tells is booked by itself.";
        }

        events.RemoveAll(stated.Contains);
        events.AddRange(flows);
        notes.Add($"The transfers of {origin} over {told} are the flows of config/cashflow.json and booked once.");
        return null;
    }

    /// <summary>The document that an event comes from; null for what the configuration or a person tells.</summary>
    public ContentHash? DocumentOf(AccountEvent happened) => sources.GetValueOrDefault(happened.Id)?.Document;

    /// <summary>Where an event comes from, for messages.</summary>
    public string OriginOf(AccountEvent happened) =>
        sources.GetValueOrDefault(happened.Id)?.Origin ?? "config/cashflow.json";

    private string? Add(AccountEvent happened, BrokerStatement statement)
    {
        string? known = book.OriginOf(happened.Id) ?? sources.GetValueOrDefault(happened.Id)?.Origin;
        if (known is not null)
            return $"{statement.Origin} tells of '{happened.Category}' {happened.Id}, booked from {known}.";
        sources.Add(happened.Id, statement);
        events.Add(happened);
        return null;
    }

    private void Keep(BrokerStatement statement) => documents.TryAdd(
        statement.Document, new BookedDocument(statement.Document, statement.Layout, statement.Origin)
        {
            Copies = statement.Copies,
        });
}
