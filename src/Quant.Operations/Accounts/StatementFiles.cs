using System.Text.RegularExpressions;
using Quant.Accounting;
using Quant.Costs;
using Quant.Execution.Protocol;
using Quant.Execution.Statements;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Accounts;

/// <summary>The broker's own documents, in every format of the configured broker: any number of files a session, or one
/// named file over several sessions.</summary>
internal sealed partial class StatementFiles : ISessionDocuments
{
    private readonly Workspace workspace;
    private readonly ImmutableArray<(IStatementReader Reader, ImmutableArray<StatementPattern> Patterns)> formats;
    private readonly bool allowMissing;
    private readonly (DaySpan Span, BrokerStatement Statement)? bundle;

    /// <param name="workspace">The workspace.</param>
    /// <param name="rates">The rates for formats that state no fees.</param>
    /// <param name="allowMissing">Whether a session without a document counts as one without trades.</param>
    /// <param name="bundlePath">A document over several sessions, named <c>first-last-table.xlsx</c>; null for
    /// none.</param>
    public StatementFiles(Workspace workspace, FeeSchedule rates, bool allowMissing, string? bundlePath)
    {
        (this.workspace, this.allowMissing) = (workspace, allowMissing);
        formats =
        [
            .. workspace.Options.BrokerFormats(StatementContent.Events).Select(format => (
                (IStatementReader)new EventStatement(format, rates),
                format.Files.Select(pattern => new StatementPattern(pattern)).ToImmutableArray())),
        ];
        bundle = bundlePath is null ? null : (SpanOf(bundlePath), ReadAt(bundlePath));
    }

    /// <inheritdoc/>
    public SessionDocument? Read(TradeDate session, AccountBook book, ImmutableArray<AccountEvent> flows)
    {
        var statements = ImmutableArray.CreateBuilder<BrokerStatement>();
        var notes = ImmutableArray.CreateBuilder<string>();
        if (bundle is { } several && several.Span.Contains(session))
        {
            statements.Add(several.Statement with
            {
                Events = [.. several.Statement.Events.Where(happened => happened.Session == session)],
            });
        }

        foreach ((IStatementReader reader, string path) in FilesOf(session))
        {
            BrokerStatement statement = ReadWith(reader, path, new DaySpan(session, session));
            if (statements.FirstOrDefault(known => known.Document == statement.Document) is { } same)
            {
                notes.Add($"{path} has the bytes of {same.Origin} and is not booked again.");
                statements[statements.IndexOf(same)] = same with { Copies = same.Copies.Add(path) };
            }
            else
            {
                statements.Add(statement);
            }
        }

        notes.AddRange(statements.SelectMany(statement => statement.Notes));
        if (statements.Count > 0)
            return new SessionDocument(statements.ToImmutable(), [], notes.ToImmutable());
        return allowMissing
            ? SessionDocument.None with { Notes = [$"There is no {PathsOf(session)}; the session counts as one without trades."] }
            : null;
    }

    /// <inheritdoc/>
    public IEnumerable<(TradeDate Session, string Origin, ContentHash Hash)> Closed(TradeDate cursor) =>
        from file in formats.SelectMany(format => format.Patterns).SelectMany(pattern => pattern.Files(workspace)).Distinct()
        where file.Session <= cursor
        select (file.Session, file.Path, ContentHash.Of(File.ReadAllBytes(workspace.PathOf(file.Path))));

    /// <inheritdoc/>
    public BrokerStatement ReadAt(string path)
    {
        DaySpan span = SpanOf(path);
        if (!File.Exists(workspace.PathOf(path)))
            throw new InputException(path, "", "the broker's document", "no such file", "Give its path in the workspace.");
        ImmutableArray<IStatementReader> fitting =
        [
            .. formats.Where(format => format.Patterns.Any(pattern => pattern.Files(workspace).Any(file => file.Path == path)))
                .Select(format => format.Reader),
        ];
        ImmutableArray<IStatementReader> readers = fitting.IsEmpty ? [.. formats.Select(format => format.Reader)] : fitting;
        return readers is [var only]
            ? ReadWith(only, path, span)
            : throw new InputException(
                path, "", $"a name that says which of {string.Join(", ", readers.Select(reader => reader.Layout))} it is", path,
                "Name the file as 'files' of the format says.");
    }

    /// <inheritdoc/>
    public string Missing(TradeDate session) =>
        $"{PathsOf(session)} is not there. Put the broker's document there, "
        + "or say --allow-missing-settlement if the session had no trades.";

    private string PathsOf(TradeDate session) =>
        string.Join(" or ", formats.SelectMany(format => format.Patterns).Select(pattern => pattern.For(session)).Distinct());

    private List<(IStatementReader Reader, string Path)> FilesOf(TradeDate session)
    {
        var files = new List<(IStatementReader Reader, string Path)>();
        foreach ((IStatementReader reader, ImmutableArray<StatementPattern> patterns) in formats)
        {
            foreach (string path in patterns.SelectMany(pattern => pattern.Files(workspace))
                .Where(file => file.Session == session).Select(file => file.Path).Distinct())
            {
                if (files.Find(known => known.Path == path) is { Reader: { } other })
                {
                    throw new InputException(
                        path, "", "a name that fits one format", $"one that fits {other.Layout} and {reader.Layout}",
                        "Change 'files' of one of them in config/statements.");
                }

                files.Add((reader, path));
            }
        }

        return files;
    }

    private BrokerStatement ReadWith(IStatementReader reader, string path, DaySpan span)
    {
        BrokerStatement statement = reader.Read(path, File.ReadAllBytes(workspace.PathOf(path)));
        for (int index = 0; index < statement.Events.Length; index++)
        {
            AccountEvent happened = statement.Events[index];
            if (!span.Contains(happened.Session))
            {
                throw new InputException(
                    path, statement.Places[index], span.First == span.Last ? $"rows of {span.First} only" : $"rows from {span.First} to {span.Last}",
                    $"'{happened.Category}' of {happened.Session}",
                    "Export one day, or name the file first-last-table.xlsx and give it with --settlement-bundle.");
            }
        }

        return statement;
    }

    private static DaySpan SpanOf(string path)
    {
        Match name = SpanName().Match(Path.GetFileName(path));
        bool read = TradeDate.TryParse(name.Groups["first"].ValueSpan, out TradeDate first);
        TradeDate last = first;
        if (name.Groups["last"].Success)
            read &= TradeDate.TryParse(name.Groups["last"].ValueSpan, out last) && last >= first;
        return read
            ? new DaySpan(first, last)
            : throw new InputException(
                path, "", "a name as 2026-01-05-table.xlsx, or 2026-01-05-2026-01-09-table.xlsx for several days",
                Path.GetFileName(path), "Name the file by its first and last day.");
    }

    [GeneratedRegex(@"\A(?<first>\d{4}-\d{2}-\d{2})(?:-(?<last>\d{4}-\d{2}-\d{2}))?(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex SpanName();

    private readonly record struct DaySpan(TradeDate First, TradeDate Last)
    {
        public bool Contains(TradeDate session) => session >= First && session <= Last;
    }
}
