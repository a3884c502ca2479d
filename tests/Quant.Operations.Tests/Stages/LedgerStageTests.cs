using Quant.Execution.Books;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Tests.Stages;

public sealed class LedgerStageTests : IDisposable
{
    private readonly TradingWorkspace workspace = new();

    public LedgerStageTests()
    {
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");
        workspace.OrderGen();
        workspace.Today++;
        workspace.PostTrade();
    }

    /// <summary>Each line is a change that somebody with a database tool could make.</summary>
    public static TheoryData<string, string, string> Changes => new()
    {
        { "a cent on two legs", "ledger_leg", "UPDATE ledger_leg SET amount = amount + (CASE position WHEN 0 THEN 1 ELSE -1 END) WHERE entry = 2 AND position < 2" },
        { "a cent on one leg", "ledger_leg", "UPDATE ledger_leg SET amount = amount + 1 WHERE entry = 2 AND position = 0" },
        { "another memo", "ledger_entry", "UPDATE ledger_entry SET memo = 'x' WHERE seq = 3" },
        { "an entry removed", "ledger_leg ledger_entry ledger_chain", "DELETE FROM ledger_leg WHERE entry = 3; DELETE FROM ledger_chain WHERE entry = 3; DELETE FROM ledger_entry WHERE seq = 3" },
        { "a link removed", "ledger_chain", "DELETE FROM ledger_chain WHERE entry = 4" },
        { "a holding changed", "account_holding", "UPDATE account_holding SET shares = shares + 100 WHERE instrument = '600100.SH'" },
        { "cash changed", "account_day", "UPDATE account_day SET cash = cash + 1 WHERE session = '2024-06-05'" },
        { "an event's cash", "ledger_event", "UPDATE ledger_event SET cash = cash + 1 WHERE seq = 2" },
        { "an event's shares", "ledger_event", "UPDATE ledger_event SET shares = shares + 100 WHERE seq = 2" },
        { "an event's instrument", "ledger_event", "UPDATE ledger_event SET instrument = '600109.SH' WHERE seq = 2" },
        { "an event's kind", "ledger_event", "UPDATE ledger_event SET kind = 'Fee' WHERE seq = 1" },
        { "an event removed", "ledger_event", "DELETE FROM ledger_event WHERE seq = 3" },
        { "the opening's cash", "ledger_event", "UPDATE ledger_event SET cash = cash - 1 WHERE seq = 1" },
    };

    /// <summary>Those of <see cref="Changes"/> that show without a chain.</summary>
    public static IEnumerable<object[]> Contradictions => Changes
        .Where(change => change[0] is not ("another memo" or "a link removed"));

    [Fact]
    public void Verify_FindsNothingInAnHonestBook()
    {
        StageResult result = Read(LedgerStage.Verify);

        Assert.True(result.Outcome == StageOutcome.Done, result.Message);
        Assert.StartsWith("The book is whole: 4 entries and 3 sessions agree", result.Message);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Verify_FindsAChange(string change, string tables, string sql)
    {
        Damage(tables, sql);

        StageResult result = Read(LedgerStage.Verify);

        Assert.True(result.Reason == "BOOK_DAMAGED", $"{change}: {result.Message}");
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void ReplayAndExport_TakeNothingFromADamagedBook(string change, string tables, string sql)
    {
        Damage(tables, sql);
        string path = Path.Combine(workspace.Root, "output/book.csv");

        StageResult replayed = Read(context => LedgerStage.Replay(context, null));
        StageResult exported = Read(context => LedgerStage.Export(context, "csv", path));

        Assert.All(new[] { replayed, exported }, result =>
            Assert.True((result.Outcome, result.Reason) == (StageOutcome.Conflict, "BOOK_DAMAGED"), $"{change}: {result.Message}"));
        Assert.False(File.Exists(path));
    }

    // A chain over a book that contradicts itself would say that it never did.
    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Store_DoesNotChainADamagedBook(string change, string tables, string sql)
    {
        workspace.InBook(database => database.Execute(Unchain));
        Damage(tables.Replace("ledger_chain", "", StringComparison.Ordinal), sql.Replace("DELETE FROM ledger_chain WHERE entry = 3; ", "", StringComparison.Ordinal));

        foreach (int _ in Enumerable.Range(0, 2))
        {
            StorageException refused = Assert.Throws<StorageException>(() => workspace.InBook(database => new LedgerStore(database).Head()));
            Assert.True(refused.Message.Contains("cannot be chained", StringComparison.Ordinal), $"{change}: {refused.Message}");
        }

        Assert.Equal("BOOK_DAMAGED", Read(LedgerStage.Verify).Reason);
    }

    [Fact]
    public void Reading_AnOlderBook_NamesTheVerbThatBringsItUpToDate()
    {
        workspace.InBook(database => database.Execute(Unchain));

        StorageException refused = Assert.Throws<StorageException>(() => Read(LedgerStage.Verify));

        Assert.Contains("run 'quant post-trade' once", refused.Message);
        workspace.PostTrade();
        Assert.Equal(StageOutcome.Done, Read(LedgerStage.Verify).Outcome);
    }

    [Fact]
    public void PostTrade_RefusesABookThatWasChanged()
    {
        workspace.InBook(database => database.Execute("DROP TRIGGER ledger_entry_stays")
            + database.Execute("UPDATE ledger_entry SET memo = 'x' WHERE seq = 3"));
        workspace.Today++;

        StorageException refused = Assert.Throws<StorageException>(() => workspace.PostTrade());

        Assert.Contains("entry 3 (", refused.Message);
        Assert.Contains("quant ledger verify", refused.Message);
    }

    // A book of the first release has no chain: writing once ties what is there, and nothing else changes.
    [Fact]
    public void Store_ChainsAnOlderBook()
    {
        ContentHash head = workspace.InBook(database => new LedgerStore(database).Head());
        workspace.InBook(database => database.Execute(Unchain));

        Assert.Equal(head, workspace.InBook(database => new LedgerStore(database).Head()));
        Assert.Equal(StageOutcome.Done, Read(LedgerStage.Verify).Outcome);
    }

    [Theory]
    [InlineData("2024-06-04", "100000.00")]
    [InlineData("2024-06-05", "10112.63")]
    [InlineData(null, "10112.63")]
    public void Replay_GivesTheStoredStateOfAnyDate(string? date, string cash)
    {
        StageResult result = Read(context => LedgerStage.Replay(context, date is null ? null : TradeDate.Parse(date)));

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.Equal(cash, result.Details["cash"]!.GetValue<string>());
    }

    [Fact]
    public void Show_ListsWhatIsAsked()
    {
        StageResult all = Read(context => LedgerStage.Show(context, new LedgerShowRequest()));
        StageResult one = Read(context => LedgerStage.Show(
            context, new LedgerShowRequest { Account = "Assets:Positions:600101.SH", From = TradeDate.Parse("2024-06-05") }));

        Assert.Equal(4, all.Details["entries"]!.GetValue<int>());
        Assert.Equal(1, one.Details["entries"]!.GetValue<int>());
        Assert.Contains("  Assets:Positions:600101.SH 29761.74 CNY", one.Message);
        Assert.Contains("  Assets:Positions:600101.SH 2700 600101.SH", one.Message);
    }

    [Fact]
    public void Export_WritesBeancountThatBalances()
    {
        string path = Path.Combine(workspace.Root, "output/book.beancount");

        Read(context => LedgerStage.Export(context, "beancount", path));

        string text = File.ReadAllText(path);
        Assert.StartsWith(
            """
            option "title" "test"
            option "operating_currency" "CNY"

            2024-06-03 open Assets:Cash
            2024-06-03 open Equity:Opening
            2024-06-05 open Assets:Positions:SH600100
            2024-06-05 open Equity:World:Market
            """.ReplaceLineEndings("\n"),
            text);
        foreach (string entry in text.Split("\n\n")[2..])
        {
            var sums = entry.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal) && !line.Contains('"'))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .GroupBy(words => words[2], words => decimal.Parse(words[1], CultureInfo.InvariantCulture));
            Assert.All(sums, sum => Assert.Equal(0m, sum.Sum()));
        }
    }

    [Fact]
    public void Export_WritesALineALeg()
    {
        string path = Path.Combine(workspace.Root, "output/book.csv");

        Read(context => LedgerStage.Export(context, "csv", path));

        string[] lines = File.ReadAllLines(path);
        Assert.Equal("seq,id,session,kind,memo,account,commodity,amount,link", lines[0]);
        Assert.StartsWith("1,opening-cash,2024-06-03,OPENING,OPENING,Assets:Cash,CNY,100000.00,", lines[1]);
        Assert.Equal(1 + 2 + (3 * 4), lines.Length);
    }

    [Theory]
    [InlineData("data/quant.db")]
    [InlineData("config/quant.yaml")]
    [InlineData("book.csv")]
    [InlineData("output/../data/quant.db")]
    [InlineData("link/quant.db")]
    public void Export_ReplacesNothingOfTheWorkspace(string relative)
    {
        Directory.CreateSymbolicLink(Path.Combine(workspace.Root, "link"), Path.Combine(workspace.Root, "data"));
        var before = workspace.Tree();

        InputException refused = Assert.Throws<InputException>(() => Read(context =>
            LedgerStage.Export(context, "csv", Path.GetFullPath(Path.Combine(workspace.Root, relative)))));

        Assert.Equal("--output", refused.Origin);
        Assert.Equal(before, workspace.Tree());
    }

    [Fact]
    public void Export_Dry_WritesNothing()
    {
        string path = Path.Combine(workspace.Root, "output/book.csv");

        StageResult dry = Read(context => LedgerStage.Export(context, "csv", path, dryRun: true));
        bool isThere = File.Exists(path);
        StageResult wet = Read(context => LedgerStage.Export(context, "csv", path));

        Assert.False(isThere);
        Assert.Equal($"Would write 4 entries to {path}.", dry.Message);
        Assert.Equal(wet.Details.ToJsonString(), dry.Details.ToJsonString());
    }

    public void Dispose() => workspace.Dispose();

    private const string Unchain =
        """
        DROP TABLE ledger_chain;
        ALTER TABLE ledger_event DROP COLUMN happened_on;
        ALTER TABLE ledger_event DROP COLUMN reverses;
        ALTER TABLE account_day DROP COLUMN receivable;
        ALTER TABLE ledger_event DROP COLUMN levies;
        ALTER TABLE ledger_event DROP COLUMN currency;
        ALTER TABLE account_day DROP COLUMN unspendable;
        ALTER TABLE ledger_event DROP COLUMN becomes;
        ALTER TABLE ledger_event DROP COLUMN becomes_shares;
        ALTER TABLE ledger_event DROP COLUMN counter_currency;
        ALTER TABLE ledger_event DROP COLUMN counter_cash;
        ALTER TABLE account_holding DROP COLUMN currency;
        ALTER TABLE account_holding DROP COLUMN rate;
        DROP TABLE account_money;
        DROP TABLE ledger_document_copy;
        DELETE FROM schema_version WHERE component = 'ledger' AND version > 1
        """;

    // What a database tool can do once the triggers are out of its way.
    private void Damage(string tables, string sql) => workspace.InBook(database =>
    {
        foreach (string trigger in database.Query("SELECT name FROM sqlite_master WHERE type = 'trigger'", row => row.GetText(0))
            .Where(name => tables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(table => name.StartsWith(table, StringComparison.Ordinal))))
            database.Execute($"DROP TRIGGER {trigger}");
        database.Execute("PRAGMA foreign_keys = OFF");
        return database.Execute(sql);
    });

    private StageResult Read(Func<StageContext, StageResult> stage)
    {
        using Workspace opened = Workspace.OpenForReading(workspace.Root);
        return stage(new StageContext(
            opened, TimeProvider.System, new Progress<StageProgress>(), DryRun: true, 1, CancellationToken.None));
    }
}
