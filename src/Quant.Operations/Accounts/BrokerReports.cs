using Quant.Execution.Protocol;
using Quant.Execution.Reconciliation;
using Quant.Execution.Statements;
using Quant.Operations.Workspaces;
using Quant.Orders;

namespace Quant.Operations.Accounts;

/// <summary>What the broker's documents report of a session beside what is booked: the account, trades and orders, read by
/// the formats of the configured broker.</summary>
internal sealed class BrokerReports(Workspace workspace, TradeDate session)
{
    private const string OwnHeader = "session,item,";

    /// <summary>The account that the broker reports; null if it is not there, and then what is missing.</summary>
    /// <param name="path">A document's path in the workspace; null for those that lie where their formats say.</param>
    /// <param name="missing">What is not there.</param>
    public BrokerAccount? Account(string? path, out string missing)
    {
        string own = $"inbox/{session}-account.csv";
        missing = "";
        ImmutableArray<(StatementFormat Format, string Path)> documents = path is null ? Documents(StatementContent.Account) : At(path);
        string file = path ?? own;
        bool hasOwn = documents.IsEmpty || path is null ? File.Exists(workspace.PathOf(file)) : false;
        if (hasOwn && documents.IsEmpty)
            return AccountSheet.Read(file, File.ReadAllBytes(workspace.PathOf(file)), session);
        if (hasOwn)
        {
            throw new InputException(
                own, "", "one account of the session", string.Join(" and ", documents.Select(document => document.Path)),
                "Take one away, or say which with --account.");
        }

        if (!documents.IsEmpty)
            return Merged(documents, out missing);
        missing = $"{file} is not there: the broker's account at the close of {session}.";
        return null;
    }

    /// <summary>What the broker's documents say was traded, net, against what the book has; only instruments that either
    /// tells of. Empty where there is no document.</summary>
    /// <param name="booked">What the book has as traded, bought less sold.</param>
    public ImmutableArray<ReportedFills> Fills(IReadOnlyDictionary<InstrumentId, long> booked)
    {
        var fills = new SortedDictionary<InstrumentId, ReportedFills>();
        foreach (StatementContent content in (StatementContent[])[StatementContent.Trades, StatementContent.Orders])
        {
            if (Traded(content) is not { } traded)
                continue;
            foreach (InstrumentId instrument in booked.Keys.Union(traded.Keys))
            {
                var fill = new ReportedFills(instrument, booked.GetValueOrDefault(instrument), traded.GetValueOrDefault(instrument));
                if (!fills.TryGetValue(instrument, out ReportedFills? known) || known.Ours == known.Theirs)
                    fills[instrument] = fill;
            }
        }

        return [.. fills.Values];
    }

    private Dictionary<InstrumentId, long>? Traded(StatementContent content)
    {
        var sums = new Dictionary<InstrumentId, long>();
        bool any = false;
        foreach ((StatementFormat format, string path) in Documents(content))
        {
            foreach (ReportedTrade trade in TradeStatement.Read(format, path, File.ReadAllBytes(workspace.PathOf(path))))
            {
                decimal? filled = content == StatementContent.Trades ? trade.Ordered : trade.Filled;
                if (filled is not { } shares)
                    continue;
                if (trade.Session is { } day && day != session)
                    throw new InputException(path, "", $"rows of {session} only", $"one of {day}", "Export one day.");
                if (!decimal.IsInteger(shares))
                    throw new InputException(path, "", "whole shares", $"{shares} of {trade.Instrument}", "The book counts whole shares.");
                sums[trade.Instrument] = sums.GetValueOrDefault(trade.Instrument) + ((long)shares * (trade.Side == Side.Buy ? 1 : -1));
            }

            any = true;
        }

        return any ? sums : null;
    }

    private ImmutableArray<(StatementFormat Format, string Path)> Documents(StatementContent content) =>
    [
        .. from format in workspace.Options.BrokerFormats(content)
           from pattern in format.Files
           from file in new StatementPattern(pattern).Files(workspace)
           where file.Session == session
           select (format, file.Path),
    ];

    // A document that is named may lie anywhere; our own layout is known by its first words.
    private ImmutableArray<(StatementFormat Format, string Path)> At(string path)
    {
        if (!File.Exists(workspace.PathOf(path)) || IsOwn(path))
            return [];
        ImmutableArray<StatementFormat> formats = workspace.Options.BrokerFormats(StatementContent.Account);
        ImmutableArray<StatementFormat> fitting =
            [.. formats.Where(format => format.Files.Any(pattern => new StatementPattern(pattern).Files(workspace).Any(file => file.Path == path)))];
        ImmutableArray<StatementFormat> candidates = fitting.IsEmpty ? formats : fitting;
        return candidates.Length switch
        {
            0 => [],
            1 => [(candidates[0], path)],
            _ => throw new InputException(
                path, "", $"a name that says which of {string.Join(", ", candidates.Select(format => format.Name))} it is", path,
                "Name the file as 'files' of the format says."),
        };
    }

    private bool IsOwn(string path)
    {
        using var reader = new StreamReader(workspace.PathOf(path));
        char[] first = new char[OwnHeader.Length];
        return reader.ReadBlock(first) == first.Length && first.AsSpan().SequenceEqual(OwnHeader);
    }

    private BrokerAccount? Merged(ImmutableArray<(StatementFormat Format, string Path)> documents, out string missing)
    {
        ReportedAccount whole = new(null, null, null, null, null);
        var hashes = ImmutableArray.CreateBuilder<ContentHash>();
        foreach ((StatementFormat format, string path) in documents)
        {
            byte[] content = File.ReadAllBytes(workspace.PathOf(path));
            hashes.Add(ContentHash.Of(content));
            ReportedAccount part = AccountStatement.Read(format, path, content);
            if (part.Session is { } day && day != session)
                throw new InputException(path, "", $"the account of {session}", $"one of {day}", "Export it at the close of the session.");
            whole = new ReportedAccount(
                null, One(path, whole.Cash, part.Cash), One(path, whole.Available, part.Available), One(path, whole.Frozen, part.Frozen),
                whole.Positions is null || part.Positions is null
                    ? whole.Positions ?? part.Positions
                    : throw new InputException(path, "", "one document with positions", "another", "Take one of them away."));
        }

        string origin = string.Join(" and ", documents.Select(document => document.Path));
        missing = whole.Cash is null ? "cash" : whole.Positions is null ? "positions" : "";
        if (missing.Length > 0)
        {
            missing = $"{origin} has no {missing}; "
                + $"the broker's documents are {string.Join(", ", workspace.Options.BrokerFormats(StatementContent.Account).SelectMany(format => format.Files))}.";
            return null;
        }

        return new BrokerAccount(
            session, whole.Cash!.Value, whole.Available, whole.Frozen, whole.Positions!.Value, origin,
            hashes is [var only] ? only : ContentHash.Of(hashes.Select(hash => hash.Hex)));
    }

    private static Money? One(string path, Money? known, Money? told) => known is null || told is null || known == told
        ? known ?? told
        : throw new InputException(path, "", $"the same cash as the other document, {known}", $"{told}", "Export both at one time.");
}
