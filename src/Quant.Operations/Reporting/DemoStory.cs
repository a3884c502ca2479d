using System.Text;
using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Data.Formats;
using Quant.Execution.Books;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Reporting;

/// <summary>What the demo tells, read back from the book and the files that the verbs wrote.</summary>
internal sealed class DemoStory
{
    private readonly StageContext context;
    private readonly AccountBook book;

    private DemoStory(StageContext context, AccountBook book) => (this.context, this.book) = (context, book);

    /// <summary>Opens the book of a workspace to tell from it.</summary>
    public static string Tell(StageContext context, Func<DemoStory, string> part) =>
        AccountBook.Use(context, store => part(new DemoStory(context, AccountBook.Open(store, dryRun: true))));

    /// <summary>What is about to happen, and what it does not mean.</summary>
    public static string Opening(TradeDate start, WorkspaceOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        A demo on real A-share data: 100 names of the CSI 300, 2020 to 2024.
        The universe is today's index list applied backward: its names are survivors. The figures show mechanics, not performance.
        The book begins at the close of {start} with {options.Quant.Account.InitialCash} {options.Quant.Account.Currency}; it holds {options.Strategy.TopK} names, and drops at most {options.Strategy.DropN} a week.
        """);

    /// <summary>One week: what was decided, traded, refused, and what it came to.</summary>
    public string Week(int number, TradeDate decided, ImmutableArray<TradeDate> sessions)
    {
        ImmutableArray<AccountEvent> events =
            [.. book.Events.Select(booked => booked.Event).Where(happened => sessions.Contains(happened.Session))];
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"Week {number}: decided at the close of {decided}, traded on {sessions[0]}, settled up to {sessions[^1]}\n"));
        Line(text, "bought  ", events.Where(happened => happened.Kind == EventKind.Buy).Select(Trade));
        Line(text, "sold    ", events.Where(happened => happened.Kind == EventKind.Sell).Select(Trade));
        Line(text, "refused ", Refusals(sessions[0]));
        Line(text, "no order", NotOrdered(decided));
        Line(text, "other   ", events.Where(happened => happened.Kind is not (EventKind.Buy or EventKind.Sell)).Select(Other));
        return text.Append(Figures(DayOn(decided), DayOn(sessions[^1]), events)).ToString();
    }

    /// <summary>All weeks together, beside the index, and whether the ledger balances.</summary>
    public string Summary(TradeDate start)
    {
        BookedDay first = DayOn(start);
        BookedDay last = book.Days[^1];
        ImmutableArray<AccountEvent> events = [.. book.Events.Select(booked => booked.Event)];
        int unbalanced = book.Ledger.Journal.Count(entry => !entry.IsBalanced);
        string ledger = unbalanced == 0
            ? $"The ledger is in balance: {book.Ledger.Journal.Count} entries, the legs of each sum to zero."
            : $"THE LEDGER IS NOT IN BALANCE: {unbalanced} entries do not sum to zero.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            From {start} to {last.Account.Session}
            {Figures(first, last, events)}
              cash {last.Account.Cash}, {last.Account.Holdings.Length} positions worth {last.Account.MarketValue}
            {ledger}
            """);
    }

    /// <summary>Which files to look at and which commands go on.</summary>
    public static string Farewell(string workspace, string source, TradeDate next) => $"""
        Look at
          {workspace}/output/                     predictions, fused signals, orders with their reasons, opinions, ranking
          {workspace}/data/trade_log_full.csv     every trade; holding_log_full.csv and daily_amount_log_full.csv beside it
          {workspace}/runs/                       a manifest of every run: what it read, what it wrote, by hash
        Go on with the next session
          quant predict --workspace {workspace}
          quant fuse --from-config-all --workspace {workspace}
          quant rank --workspace {workspace}
          quant order-gen --workspace {workspace}
          quant data import --source {source} --to {next} --workspace {workspace}
          quant post-trade --workspace {workspace}
        """;

    /// <summary>What to do with a workspace that a demo, or somebody, made before.</summary>
    public static string WayOn(string workspace) => $"""
        {workspace} is in use and was left as it is. Name another folder, or go on in this one:
          quant predict --workspace {workspace}
          quant fuse --from-config-all --workspace {workspace}
          quant order-gen --workspace {workspace}
        """;

    // What the simulated venue would not do, from the file that lies beside its statement.
    private ImmutableArray<string> Refusals(TradeDate session)
    {
        string path = context.Workspace.PathOf($"inbox/{session}-refusals.csv");
        if (!File.Exists(path))
            return [];
        using CsvTable table = CsvTable.Open(path);
        var lines = ImmutableArray.CreateBuilder<string>();
        while (table.Read())
            lines.Add($"{table.Text(table.Column("side"))} {table.Text(table.Column("instrument"))} {table.Text(table.Column("shares"))}: {table.Text(table.Column("sentence"))}");
        return lines.ToImmutable();
    }

    // What no order was made for, from the manifest of the run that made the orders.
    private IEnumerable<string> NotOrdered(TradeDate decided)
    {
        string folder = context.Workspace.PathOf($"runs/{decided}");
        string? manifest = Directory.EnumerateDirectories(folder, "order-gen-*").Order(StringComparer.Ordinal).FirstOrDefault();
        JsonArray? names = manifest is null
            ? null
            : JsonNode.Parse(File.ReadAllText(Path.Combine(manifest, "manifest.json")))?["details"]?["not_ordered"]?.AsArray();
        return names?.Select(name => $"{name?["instrument"]}: {name?["sentence"]}") ?? [];
    }

    /// <summary>The account at the end, for machines.</summary>
    public static JsonObject Figures(AccountBook book) => new()
    {
        ["session"] = book.Account?.Session.ToString(),
        ["cash"] = book.Account?.Cash.ToString(),
        ["net_asset_value"] = book.Account?.NetAssetValue.ToString(),
        ["fees"] = book.Events.Aggregate(Money.Zero, (sum, booked) => sum + booked.Event.Fees.Total).ToString(),
        ["entries"] = book.Ledger.Journal.Count,
        ["unbalanced_entries"] = book.Ledger.Journal.Count(entry => !entry.IsBalanced),
    };

    private BookedDay DayOn(TradeDate session) => book.Days.Single(day => day.Account.Session == session);

    private static string Figures(BookedDay before, BookedDay after, ImmutableArray<AccountEvent> events)
    {
        Money traded = events.Where(happened => happened.Kind is EventKind.Buy or EventKind.Sell)
            .Aggregate(Money.Zero, (sum, happened) => sum + happened.Gross);
        Money fees = events.Aggregate(Money.Zero, (sum, happened) => sum + happened.Fees.Total);
        decimal start = before.Account.NetAssetValue.ToDecimal();
        string index = before.IndexClose is { } from && after.IndexClose is { } to ? Percent((to / from) - 1m) : "unknown";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  NAV {after.Account.NetAssetValue} ({Percent((after.Account.NetAssetValue.ToDecimal() / start) - 1m)}), index {index}, fees {fees}, turnover {(traded.ToDecimal() / start).ToString("0.00 %", CultureInfo.InvariantCulture)}");
    }

    private static string Percent(decimal fraction) =>
        fraction.ToString("+0.00 %;-0.00 %;0.00 %", CultureInfo.InvariantCulture);

    private static string Trade(AccountEvent happened) =>
        $"{happened.Instrument} {happened.Shares} at {happened.Price}, fees {happened.Fees.Total}";

    private static string Other(AccountEvent happened) =>
        $"{ReasonCode.Text(happened.Kind).ToLowerInvariant()} {happened.Instrument} {happened.Cash}";

    private static void Line(StringBuilder text, string what, IEnumerable<string> items)
    {
        string[] lines = [.. items];
        text.Append("  ").Append(what).Append(CultureInfo.InvariantCulture, $" {lines.Length}\n");
        foreach (string line in lines)
            text.Append("    ").Append(line).Append('\n');
    }
}
