using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Operations.Accounts;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary>What <c>ledger show</c> is asked.</summary>
public sealed record LedgerShowRequest
{
    /// <summary>The first session to list; null for the beginning.</summary>
    public TradeDate? From { get; init; }

    /// <summary>The last session to list; null for the end.</summary>
    public TradeDate? To { get; init; }

    /// <summary>Only entries with a leg on an account that begins so; empty for all.</summary>
    public string Account { get; init; } = "";

    /// <summary>The most entries to list, the newest of them; at least 1.</summary>
    public int Last { get; init; } = 50;
}

/// <summary><c>ledger show</c>, <c>verify</c>, <c>replay</c> and <c>export</c>: the book as it is, and proof that it is.</summary>
/// <remarks>Nothing here changes the book.</remarks>
public static class LedgerStage
{
    private const string OutputFolder = "output";

    /// <summary>The forms of <see cref="Export"/>.</summary>
    public static ImmutableArray<string> Formats { get; } = ["csv", "beancount"];

    /// <summary>Lists entries with their legs, the oldest first.</summary>
    public static StageResult Show(StageContext context, LedgerShowRequest request) =>
        AccountBook.Use(context, store =>
        {
            ImmutableArray<ChainedEntry> chosen = [.. store.Entries().Where(stored => IsAsked(stored.Entry, request))];
            ImmutableArray<ChainedEntry> listed = [.. chosen.TakeLast(request.Last)];
            string shown = chosen.Length > listed.Length ? $", the last {listed.Length} shown" : "";
            string head = string.Create(CultureInfo.InvariantCulture, $"{chosen.Length} entries{shown}.");
            return StageResult.Done(
                string.Join('\n', [head, .. listed.Select(Text)]),
                new JsonObject
                {
                    ["entries"] = chosen.Length,
                    ["listed"] = new JsonArray([.. listed.Select(Json)]),
                });
        });

    /// <summary>Reads the whole book again and compares everything that is stored twice.</summary>
    /// <returns>Done, or a conflict that names every finding.</returns>
    public static StageResult Verify(StageContext context) => AccountBook.Use(context, store =>
    {
        ImmutableArray<LedgerFinding> findings = LedgerAudit.Review(store);
        ImmutableArray<ChainedEntry> entries = store.Entries();
        string head = entries is [.., { Link: { } link }] ? link.Hex : JournalChain.Root.Hex;
        var details = new JsonObject
        {
            ["entries"] = entries.Length,
            ["sessions"] = store.Days().Length,
            ["head"] = head,
            ["findings"] = new JsonArray([.. findings.Select(finding => JsonValue.Create(finding.Sentence))]),
        };
        return findings.IsEmpty
            ? StageResult.Done(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The book is whole: {entries.Length} entries and {store.Days().Length} sessions agree, head {head}."),
                details)
            : Damaged(findings, details);
    });

    /// <summary>Makes the account of a session anew from the entries alone.</summary>
    /// <param name="context">The stage's context.</param>
    /// <param name="session">The session at whose close to stand; null for the last one booked.</param>
    public static StageResult Replay(StageContext context, TradeDate? session) => AccountBook.Use(context, store =>
    {
        ImmutableArray<ChainedEntry> entries = store.Entries();
        if (entries.IsEmpty)
            return StageResult.NotReady("BOOK_EMPTY", "The book has not begun; 'quant post-trade' begins it.");
        if (LedgerAudit.Review(store) is { IsEmpty: false } findings)
            return Damaged(findings, []);
        TradeDate at = session ?? entries[^1].Entry.Date;
        var ledger = Ledger.Replay(entries.Select(stored => stored.Entry).Where(entry => entry.Date <= at));
        ImmutableArray<Leg> balances = [.. ledger.Balances];
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"At the close of {at} after {ledger.Journal.Count} entries: cash {ledger.Money(Accounting.Accounts.Cash)}.");
        IEnumerable<string> lines = balances.Select(leg => $"{leg.Account} {leg.AmountText} {leg.Commodity}");
        var details = new JsonObject
        {
            ["session"] = at.ToString(),
            ["entries"] = ledger.Journal.Count,
            ["cash"] = ledger.Money(Accounting.Accounts.Cash).ToString(),
            ["balances"] = new JsonArray([.. balances.Select(Json)]),
        };
        return StageResult.Done(string.Join('\n', [head, .. lines]), details);
    });

    /// <summary>What the book has in each currency at a closed session, and in its own.</summary>
    /// <param name="context">The stage's context.</param>
    /// <param name="session">The session; null for the last one booked.</param>
    public static StageResult Currencies(StageContext context, TradeDate? session) => AccountBook.Use(context, store =>
    {
        if (LedgerAudit.Review(store) is { IsEmpty: false } findings)
            return Damaged(findings, []);
        BookedDay? day = store.Days().LastOrDefault(day => session is not { } asked || day.Account.Session <= asked);
        if (day is null)
            return StageResult.NotReady("BOOK_EMPTY", "The book has no session closed by then; 'quant post-trade' closes them.");
        AccountSnapshot account = day.Account;
        var ledger = Ledger.Replay(
            store.Entries().Select(stored => stored.Entry).Where(entry => entry.Date <= account.Session));
        ImmutableArray<CurrencyBalance> balances = CurrencyBalance.Of(ledger, account);
        IEnumerable<string> lines = balances.Select(balance => string.Create(
            CultureInfo.InvariantCulture,
            $"{balance.Currency}: cash {balance.Cash}, to come {balance.Receivable}, positions {balance.Value} at a cost of {balance.Cost}, unrealised {balance.Unrealised}, realised {balance.Realised}, income {balance.Income}; at {balance.Rate} in all {balance.TotalInOwn} {ledger.Currency}"));
        return StageResult.Done(
            string.Join('\n', [$"At the close of {account.Session}: net asset value {account.NetAssetValue} {ledger.Currency}.", .. lines]),
            new JsonObject
            {
                ["session"] = account.Session.ToString(),
                ["currency"] = ledger.Currency.Code,
                ["net_asset_value"] = account.NetAssetValue.ToString(),
                ["currencies"] = new JsonArray([.. balances.Select(Json)]),
            });
    });

    private static JsonObject Json(CurrencyBalance balance) => new()
    {
        ["currency"] = balance.Currency.Code,
        ["rate"] = balance.Rate.ToString(CultureInfo.InvariantCulture),
        ["cash"] = balance.Cash.ToString(),
        ["receivable"] = balance.Receivable.ToString(),
        ["cost"] = balance.Cost.ToString(),
        ["value"] = balance.Value.ToString(),
        ["unrealised"] = balance.Unrealised.ToString(),
        ["realised"] = balance.Realised.ToString(),
        ["income"] = balance.Income.ToString(),
        ["total_in_own"] = balance.TotalInOwn.ToString(),
    };

    /// <summary>Writes the journal as text for other programs.</summary>
    /// <param name="context">The stage's context.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="path">The file, absolute.</param>
    /// <param name="dryRun">Whether to make the text and write nothing.</param>
    /// <exception cref="InputException">The file would lie in the workspace, but not below its <c>output</c>.</exception>
    public static StageResult Export(StageContext context, string format, string path, bool dryRun = false) =>
        AccountBook.Use(context, store => Write(context, format, path, dryRun, store));

    private static StageResult Write(
        StageContext context, string format, string path, bool dryRun, LedgerStore store)
    {
        // Everything else in a workspace is somebody's state: the book itself is one of its files.
        var workspace = new PathJail(context.Workspace.Root);
        if (workspace.Contains(path) && !workspace.Contains(path, OutputFolder))
        {
            throw new InputException(
                "--output", "", $"a file outside the workspace or below its {OutputFolder}/", path,
                $"Write it to {OutputFolder}/{Path.GetFileName(path)} or elsewhere.");
        }

        if (LedgerAudit.Review(store) is { IsEmpty: false } findings)
            return Damaged(findings, []);
        ImmutableArray<ChainedEntry> entries = store.Entries();
        byte[] text = format switch
        {
            "csv" => JournalText.Csv(entries),
            "beancount" => JournalText.Beancount(entries, context.Workspace.Options.Quant.Account.Name),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such form."),
        };
        if (!dryRun)
            DurableFile.Write(path, text);
        string written = dryRun ? "Would write" : "Wrote";
        return StageResult.Done(
            string.Create(CultureInfo.InvariantCulture, $"{written} {entries.Length} entries to {path}."),
            new JsonObject { ["path"] = path, ["entries"] = entries.Length, ["sha256"] = ContentHash.Of(text).Hex });
    }

    private static StageResult Damaged(ImmutableArray<LedgerFinding> findings, JsonObject details) => new(
        StageOutcome.Conflict, "BOOK_DAMAGED",
        string.Join('\n', [
            .. findings.Select(finding => finding.Sentence),
            "Nothing was changed. Put back data/quant.db from data/history or a backup of yours.",
        ]),
        details);

    private static bool IsAsked(JournalEntry entry, LedgerShowRequest request) =>
        (request.From is not { } from || entry.Date >= from)
        && (request.To is not { } to || entry.Date <= to)
        && entry.Legs.Any(leg => leg.Account.StartsWith(request.Account, StringComparison.Ordinal));

    private static string Text(ChainedEntry stored) => string.Join('\n', [
        $"{stored.Entry.Date} {ReasonCode.Text(stored.Entry.Kind)} {stored.Entry.Memo} [{stored.Entry.Id}]",
        .. stored.Entry.Legs.Select(leg => $"  {leg.Account} {leg.AmountText} {leg.Commodity}"),
    ]);

    private static JsonObject Json(ChainedEntry stored) => new()
    {
        ["seq"] = stored.Sequence,
        ["id"] = stored.Entry.Id,
        ["session"] = stored.Entry.Date.ToString(),
        ["kind"] = ReasonCode.Text(stored.Entry.Kind),
        ["memo"] = stored.Entry.Memo,
        ["link"] = stored.Link?.Hex,
        ["legs"] = new JsonArray([.. stored.Entry.Legs.Select(Json)]),
    };

    private static JsonNode Json(Leg leg) => new JsonObject
    {
        ["account"] = leg.Account,
        ["commodity"] = leg.Commodity.Code,
        ["amount"] = leg.AmountText,
    };
}
