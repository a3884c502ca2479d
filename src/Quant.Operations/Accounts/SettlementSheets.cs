using System.Text.RegularExpressions;
using Quant.Accounting;
using Quant.Execution.Protocol;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Accounts;

/// <summary>The broker's own settlement sheets: <c>data/2026-01-09-table.xlsx</c>, or one named file over several
/// sessions.</summary>
internal sealed partial class SettlementSheets : ISessionDocuments
{
    private readonly Workspace workspace;
    private readonly IStatementReader reader;
    private readonly bool allowMissing;
    private readonly Bundle? bundle;

    /// <param name="workspace">The workspace.</param>
    /// <param name="reader">The layout.</param>
    /// <param name="allowMissing">Whether a session without a sheet counts as one without trades.</param>
    /// <param name="bundlePath">A sheet over several sessions, named <c>first-last-table.xlsx</c>; null for
    /// none.</param>
    public SettlementSheets(Workspace workspace, IStatementReader reader, bool allowMissing, string? bundlePath)
    {
        (this.workspace, this.reader, this.allowMissing) = (workspace, reader, allowMissing);
        bundle = bundlePath is null ? null : Bundle.Read(workspace, reader, bundlePath);
    }

    /// <inheritdoc/>
    public SessionDocument? Read(TradeDate session, AccountBook book, ImmutableArray<AccountEvent> flows)
    {
        string path = PathOf(session);
        if (File.Exists(workspace.PathOf(path)))
        {
            BrokerStatement statement = reader.Read(path, File.ReadAllBytes(workspace.PathOf(path)));
            RequireSession(statement, session);
            return new SessionDocument(statement, [], statement.Notes);
        }

        return bundle?.For(session) is { } part ? new SessionDocument(part, [], [])
            : allowMissing
            ? SessionDocument.None with { Notes = [$"There is no {path}; the session counts as one without trades."] }
            : null;
    }

    /// <inheritdoc/>
    public IEnumerable<(TradeDate Session, string Origin, ContentHash Hash)> Closed(TradeDate cursor) =>
        from file in Directory.Exists(workspace.PathOf("data"))
            ? Directory.EnumerateFiles(workspace.PathOf("data")).Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>()
        let name = DayName().Match(Path.GetFileName(file))
        where name.Success && TradeDate.TryParse(name.Groups[1].ValueSpan, out TradeDate session) && session <= cursor
        let day = TradeDate.Parse(name.Groups[1].Value)
        select (day, PathOf(day), ContentHash.Of(File.ReadAllBytes(file)));

    /// <inheritdoc/>
    public string Missing(TradeDate session) =>
        $"{PathOf(session)} is not there. Put the broker's sheet there, "
        + "or say --allow-missing-settlement if the session had no trades.";

    private static string PathOf(TradeDate session) => $"data/{session}-table.xlsx";

    private static void RequireSession(BrokerStatement statement, TradeDate session)
    {
        foreach (AccountEvent happened in statement.Events.Where(happened => happened.Session != session))
        {
            throw new InputException(
                statement.Origin, "", $"rows of {session} only", $"'{happened.Category}' of {happened.Session}",
                "Export one day, or name the file first-last-table.xlsx and give it with --settlement-bundle.");
        }
    }

    [GeneratedRegex(@"^(\d{4}-\d{2}-\d{2})-table\.xlsx$", RegexOptions.CultureInvariant)]
    private static partial Regex DayName();

    [GeneratedRegex(@"^(\d{4}-\d{2}-\d{2})-(\d{4}-\d{2}-\d{2})-table\.xlsx$", RegexOptions.CultureInvariant)]
    private static partial Regex BundleName();

    private sealed record Bundle(TradeDate First, TradeDate Last, BrokerStatement Statement)
    {
        public static Bundle Read(Workspace workspace, IStatementReader reader, string path)
        {
            Match name = BundleName().Match(Path.GetFileName(path));
            if (!name.Success || !TradeDate.TryParse(name.Groups[1].ValueSpan, out TradeDate first)
                || !TradeDate.TryParse(name.Groups[2].ValueSpan, out TradeDate last) || last < first)
            {
                throw new InputException(
                    path, "", "a name as 2026-01-05-2026-01-09-table.xlsx", Path.GetFileName(path),
                    "Name the file by its first and last day.");
            }

            string file = workspace.PathOf(path);
            if (!File.Exists(file))
                throw new InputException(
                    path, "", "the settlement sheet", "no such file", "Give its path in the workspace.");
            BrokerStatement statement = reader.Read(path, File.ReadAllBytes(file));
            bool Outside(AccountEvent happened) => happened.Session < first || happened.Session > last;
            foreach (AccountEvent happened in statement.Events.Where(Outside))
            {
                throw new InputException(
                    path, "", $"rows from {first} to {last}", $"'{happened.Category}' of {happened.Session}",
                    "Name the file by its first and last day.");
            }

            return new Bundle(first, last, statement);
        }

        public BrokerStatement? For(TradeDate session) => session < First || session > Last
            ? null
            : Statement with { Events = [.. Statement.Events.Where(happened => happened.Session == session)] };
    }
}
