using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Execution.Protocol;

namespace Quant.Operations.Accounts;

/// <summary>What a document of closed sessions says otherwise than the book has it.</summary>
/// <param name="Statement">The document as it is now.</param>
/// <param name="Removed">Events that the book has from it and that it no longer tells.</param>
/// <param name="Added">Events that it tells and the book does not have from it.</param>
internal sealed record StatementCorrection(
    BrokerStatement Statement, ImmutableArray<AccountEvent> Removed, ImmutableArray<AccountEvent> Added)
{
    private const int MostLines = 20;

    /// <summary>Whether both tell the same.</summary>
    public bool IsEmpty => Removed.IsEmpty && Added.IsEmpty;

    /// <summary>Every difference, a line each, the first of them.</summary>
    public string Text
    {
        get
        {
            ImmutableArray<string> lines =
                [.. Removed.Select(happened => $"  - {Line(happened)}"), .. Added.Select(happened => $"  + {Line(happened)}")];
            string more = lines.Length > MostLines ? $"\n  and {lines.Length - MostLines} more" : "";
            return string.Join('\n', lines.Take(MostLines)) + more;
        }
    }

    /// <summary>Compares a document with what the book has from documents of the same name.</summary>
    public static StatementCorrection Of(BrokerStatement statement, AccountBook book)
    {
        ImmutableHashSet<ContentHash> earlier =
            [.. book.Documents.Where(known => known.Document.LayAt(statement.Origin)).Select(known => known.Document.Hash)];
        ImmutableHashSet<string?> reversed = [.. book.Events.Select(booked => booked.Event.Reverses)];
        var standing = book.Events
            .Where(booked => booked.Document is { } document && earlier.Contains(document))
            .Select(booked => booked.Event)
            .Where(happened => happened.Kind != EventKind.Reversal && !reversed.Contains(happened.Id))
            .ToLookup(Content);
        var told = statement.Events.Where(happened => !IsOfThePlan(happened, statement, book)).ToLookup(Content);
        return new StatementCorrection(
            statement,
            [.. standing.SelectMany(same => same.Skip(told[same.Key].Count()))],
            [.. told.SelectMany(same => same.Skip(standing[same.Key].Count()))]);
    }

    /// <summary>A sentence about an event that another document tells of and that would be booked twice; null if there is
    /// none.</summary>
    public string? ToldElsewhere(AccountBook book)
    {
        HashSet<string?> gone = [.. book.Events.Select(booked => booked.Event.Reverses), .. Removed.Select(happened => happened.Id)];
        HashSet<string> standing = [.. book.Events.Select(booked => booked.Event.Id).Where(id => !gone.Contains(id))];
        return Added.FirstOrDefault(happened => standing.Contains(happened.Id)) is { } twice
            ? $"{Statement.Origin} tells of '{twice.Category}' {twice.Id}, booked from {book.OriginOf(twice.Id)}."
            : null;
    }

    /// <summary>The events that make the book say what the document says, in a later session.</summary>
    public IEnumerable<AccountEvent> Events(TradeDate session, AccountBook book)
    {
        foreach (AccountEvent happened in Removed)
            yield return AccountEvent.Reversal($"reversal-{happened.Id}", session, happened);
        HashSet<string> taken = [.. book.Events.Select(booked => booked.Event.Id)];
        foreach (AccountEvent happened in Added)
        {
            // An id that stood in the book once stays used; the document makes the new one its own.
            string id = taken.Contains(happened.Id) ? $"{happened.Id}-{Statement.Document.Brief}" : happened.Id;
            yield return happened with { Id = id, Session = session, HappenedOn = happened.Session };
        }
    }

    // Transfers that were booked as the owner's flows of the session are not booked from the document.
    private static bool IsOfThePlan(AccountEvent happened, BrokerStatement statement, AccountBook book)
    {
        if (happened.Kind != EventKind.CashFlow)
            return false;
        Money Sum(IEnumerable<AccountEvent> events) => events
            .Where(other => other.Kind == EventKind.CashFlow && other.Session == happened.Session)
            .Aggregate(Money.Zero, (sum, other) => sum + other.Cash);
        return Sum(statement.Events) == Sum(book.Events.Where(booked => booked.Document is null).Select(booked => booked.Event));
    }

    private static string Content(AccountEvent happened) => string.Join(
        '|', happened.HappenedOn ?? happened.Session, happened.Kind, happened.Category, happened.Instrument, happened.Shares,
        happened.Price, happened.Gross, happened.Fees.Commission, happened.Fees.StampDuty, happened.Fees.TransferFee, happened.Cash,
        happened.Fees.Levies, happened.Currency, happened.Into, happened.IntoShares, happened.CounterCurrency, happened.CounterCash);

    private static string Line(AccountEvent happened) =>
        $"{happened.HappenedOn ?? happened.Session} {happened.Category} {happened.Instrument?.ToString() ?? ""} {happened.Shares} at "
        + $"{happened.Price}, fees {happened.Fees.Total}, cash {happened.Cash}";
}
