using Quant.Data.Snapshots;
using Quant.Storage;

namespace Quant.Data.Tests.Snapshots;

public sealed class SnapshotStoreTests : IDisposable
{
    private const string Header = "date,symbol,open,high,low,close,preclose,volume,amount,adj_factor,limit_up,limit_down,is_st,suspended\n";
    private const string Monday = "2024-12-30,600519.SH,10,11,9,10.5,10,200,2100,1,11,9,0,0\n2024-12-30,000001.SZ,20,21,19,20,20,100,2000,2,22,18,0,0\n";
    private const string Tuesday = "2024-12-31,600519.SH,10.5,10.5,10.5,10.5,10.5,0,0,1,11.55,9.45,1,1\n2024-12-31,000001.SZ,20,22,20,22,20,100,2150,2,22,18,0,0\n";
    private const string Thursday = "2025-01-02,600519.SH,5,5.5,5,5.25,5.25,400,2100,2,5.78,4.73,0,0\n2025-01-02,688001.SH,7,9,6,8,5,1000,8000,1,,,0,0\n";

    private readonly TemporaryFolder folder = new();
    private readonly WorkspaceDatabase database;
    private readonly SnapshotStore store;

    public SnapshotStoreTests()
    {
        folder.Write("set/calendars/sse_sessions.csv", "date\n2024-12-27\n2024-12-30\n2024-12-31\n2025-01-02\n2025-01-03\n");
        folder.Write("set/index/i.csv", "date,symbol,open,close\n2024-12-31,000300.SH,1,2.5\n2024-12-30,000300.SH,,2\n2025-01-02,000300.SH,1,3\n");
        folder.Write("set/instruments/two.txt", "SH600519\t2024-01-01\t2024-12-30\nSH600519\t2025-01-02\t2099-12-31\nSZ000001\t2020-01-01\t2030-01-01\n");
        database = WorkspaceDatabase.Open(folder["data/snapshots.db"], readOnly: false);
        store = new SnapshotStore(database);
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Append_OfTheSameBytesChangesNothing()
    {
        SnapshotReceipt first = Import(Monday + Tuesday, hour: 1);
        string hash = store.Open("cn").Hash.Hex;
        byte[] before = File.ReadAllBytes(folder["data/snapshots.db"]);

        SnapshotReceipt second = Import(Monday + Tuesday, hour: 2);

        Assert.Equal(["2024-12-30", "2024-12-31"], first.Added.Select(session => session.ToString()));
        Assert.Equal(["calendar main", "index 000300.SH", "universe two"], first.OtherRecords.ToArray());
        Assert.True(second.NothingNew);
        Assert.Equal(2, second.Unchanged);
        Assert.Equal(first.Hash, second.Hash);
        Assert.Equal(hash, store.Open("cn").Hash.Hex);
        Assert.Equal(before, File.ReadAllBytes(folder["data/snapshots.db"]));
        Assert.Single(store.Imports("cn"));
    }

    [Fact]
    public void Append_OfOtherBytesKeepsTheOldOnesReadable()
    {
        Import(Monday + Tuesday, hour: 1);
        string old = store.Open("cn").Hash.Hex;

        SnapshotReceipt corrected = Import(Monday.Replace("10.5,10,200", "10.6,10,200") + Tuesday, hour: 2);
        SnapshotReceipt back = Import(Monday + Tuesday, hour: 3);

        Assert.Equal(["2024-12-30"], corrected.Revised.Select(session => session.ToString()));
        Assert.Empty(corrected.Added);
        Assert.Equal(1, corrected.Unchanged);
        Assert.Equal(["2024-12-30"], back.Revised.Select(session => session.ToString()));
        Assert.Equal([10.5, 10.6, 10.5], new[] { 1, 2, 3 }.Select(hour => CloseOnMonday(At(hour))));
        Assert.Equal(old, store.Open("cn", At(1)).Hash.Hex);
        Assert.NotEqual(old, store.Open("cn", At(2)).Hash.Hex);
        Assert.Equal(old, store.Open("cn").Hash.Hex);
        Assert.Equal(
            [(1L, true), (2L, false), (3L, false)],
            database.Query(
                "SELECT revision, supersedes IS NULL FROM record WHERE name = '2024-12-30' ORDER BY revision",
                row => (row.GetInt64(0), row.GetFlag(1))).ToArray());
    }

    [Fact]
    public void Append_KeepsASourceAndAStampWithEveryImport()
    {
        Import(Monday, hour: 1);

        StoredImport import = Assert.Single(store.Imports("cn"));

        Assert.Equal(("csv", At(1), "import-1", "alpha", 4), (import.SourceName, import.IngestedAt, import.Run, import.Strategy, import.Records));
        var sources = database.Query("SELECT location, sha256, bytes FROM import_source ORDER BY position", row => (row.GetText(0), row.GetText(1), row.GetInt64(2)));
        Assert.Equal(folder["set/panel.csv"], sources[0].Item1);
        Assert.Equal(ContentHash.Of(Header + Monday).Hex, sources[0].Item2);
        Assert.Equal((Header + Monday).Length, sources[0].Item3);
        Assert.Equal(4, sources.Length);
    }

    [Theory]
    [InlineData("UPDATE record SET name = 'x'")]
    [InlineData("DELETE FROM record")]
    [InlineData("UPDATE import_run SET run_id = 'x'")]
    [InlineData("DELETE FROM import_run")]
    public void Records_AreNeverChanged(string sql)
    {
        Import(Monday, hour: 1);

        Assert.Contains("never", Assert.Throws<StorageException>(() => database.Execute(sql)).Message);
    }

    [Fact]
    public void Append_IsWhollyOrNotDone()
    {
        Import(Monday, hour: 1);
        FaultPoint.Install(name =>
        {
            if (name == "database.commit")
                throw new IOException("No space left on device");
        });
        try
        {
            Assert.Throws<IOException>(() => Import(Monday + Tuesday + Thursday, hour: 2));
        }
        finally
        {
            FaultPoint.Install(null);
        }

        Assert.Equal(["2024-12-30"], store.Open("cn").Sessions.Select(session => session.ToString()));
        Assert.Equal(2, Import(Monday + Tuesday + Thursday, hour: 3).Added.Length);
    }

    [Fact]
    public void Append_RefusesACalendarWithoutAStoredSession()
    {
        Import(Monday + Tuesday, hour: 1);
        folder.Write("set/calendars/sse_sessions.csv", "date\n2024-12-27\n2024-12-30\n2025-01-02\n2025-01-03\n");

        Assert.Contains("2024-12-31", Assert.Throws<InputException>(() => Import(Monday + Thursday, hour: 2)).Expected);
    }

    [Fact]
    public void Open_AsOfIsAlwaysAStateThatWas()
    {
        Import(Monday, hour: 5);
        Import(Monday + Tuesday, hour: 3);
        Import(Monday + Tuesday + Thursday, hour: 9);

        Assert.Throws<InputException>(() => store.Open("cn", At(2)));
        Assert.Equal(2, store.Open("cn", At(4)).Sessions.Length);
        Assert.Equal(2, store.Open("cn", At(5)).Sessions.Length);
        Assert.Equal(3, store.Open("cn").Sessions.Length);
    }

    [Fact]
    public void Open_UpToASessionKnowsNothingLater()
    {
        Import(Monday + Tuesday, hour: 1);
        DataView before = store.Open("cn", to: TradeDate.Parse("2024-12-31"));
        Import(Monday + Tuesday + Thursday, hour: 2);
        DataView after = store.Open("cn", to: TradeDate.Parse("2024-12-31"));

        Assert.Equal(before.Hash, after.Hash);
        Assert.Equal(before.Snapshot().Hash, after.Snapshot().Hash);
        Assert.Equal(2, after.Snapshot().Axes.Instruments.Length);
        Assert.Equal([2, 2.5], after.IndexSeries("000300.SH").Closes.ToArray());
        Assert.Equal(
            ["000001.SZ to 2024-12-31", "600519.SH to 2024-12-30"],
            after.Universe("two").Spans.Select(span => $"{span.Instrument} to {span.Last}").Order());
        Assert.NotEqual(after.Hash, store.Open("cn").Hash);
        Assert.Throws<InputException>(() => store.Open("cn", to: TradeDate.Parse("2025-01-03")));
        Assert.Throws<InputException>(() => store.Open("cn", to: TradeDate.Parse("2024-12-27")));
        Assert.Throws<InputException>(() => store.Open("us"));
    }

    [Fact]
    public void Snapshot_FollowsQlibAndKeepsWhatWasTraded()
    {
        Import(Monday + Tuesday + Thursday, hour: 1);

        MarketSnapshot market = store.Open("cn").Snapshot();

        Assert.Equal(["600519.SH", "688001.SH", "000001.SZ"], market.Axes.Instruments.Select(id => id.ToString()));
        AssertColumn(market, "close", 0, 10.5, double.NaN, 10.5);
        AssertColumn(market, "close", 2, 40, 44, double.NaN);
        AssertColumn(market, "volume", 0, 200, double.NaN, 200);
        AssertColumn(market, "volume", 2, 50, 50, double.NaN);
        AssertColumn(market, "vwap", 0, 10.5, double.NaN, 10.5);
        AssertColumn(market, "vwap", 2, 40, 43, double.NaN);
        AssertColumn(market, "change", 0, double.NaN, double.NaN, 0);
        AssertColumn(market, "change", 2, double.NaN, (44.0 / 40) - 1, double.NaN);
        AssertColumn(market, "factor", 0, 1, 1, 2);
        AssertColumn(market, "raw_close", 0, 10.5, 10.5, 5.25);
        AssertColumn(market, "raw_volume", 0, 200, 0, 400);
        AssertColumn(market, "limit_up", 1, double.NaN, double.NaN, double.NaN);
        AssertColumn(market, "suspended", 0, 0, 1, 0);
        Assert.Equal([0, 2, 0], market.Bars.First.ToArray());
        Assert.Equal([2, 2, 1], market.Bars.Last.ToArray());
    }

    [Fact]
    public void Quotes_AreExact()
    {
        Import(Monday + Tuesday + Thursday, hour: 1);
        DataView view = store.Open("cn");

        Quote suspended = view.Quotes(TradeDate.Parse("2024-12-31")).Of(InstrumentId.Parse("600519.SH"))!;
        Quote locked = view.Quotes(TradeDate.Parse("2024-12-31")).Of(InstrumentId.Parse("000001.SZ"))!;
        Quote free = view.Quotes(TradeDate.Parse("2025-01-02")).Of(InstrumentId.Parse("688001.SH"))!;

        Assert.True(suspended is { Suspended: true, SpecialTreatment: true, Open: null, Volume: 0 });
        Assert.Equal(Price.FromDecimal(10.5m), suspended.Close);
        Assert.Equal(Price.FromDecimal(22m), locked.LimitUp);
        Assert.False(locked.IsLockedUp);
        Assert.Equal(2.0, locked.AdjustmentFactor);
        Assert.True(free is { LimitUp: null, LimitDown: null, Volume: 1000 });
        Assert.Null(view.Quotes(TradeDate.Parse("2025-01-02")).Of(InstrumentId.Parse("000001.SZ")));
        Assert.Throws<InputException>(() => view.Quotes(TradeDate.Parse("2025-01-03")));
    }

    [Fact]
    public void Universe_OfEverythingComesFromTheBars()
    {
        Import(Monday + Tuesday + Thursday, hour: 1);
        DataView view = store.Open("cn");

        Assert.Equal(["all", "two"], view.UniverseNames.ToArray());
        Assert.Equal(["000001.SZ", "600519.SH"], view.Universe("all").MembersOn(TradeDate.Parse("2024-12-31")).Select(id => id.ToString()).Order());
        Assert.Equal(["000001.SZ"], view.Universe("two").MembersOn(TradeDate.Parse("2024-12-31")).Select(id => id.ToString()));
        Assert.Throws<KeyNotFoundException>(() => view.Universe("three"));
        Assert.Throws<KeyNotFoundException>(() => view.IndexSeries("000905.SH"));
    }

    [Fact]
    public void Open_NoticesADamagedRecord()
    {
        Import(Monday, hour: 1);
        database.Execute("DROP TRIGGER record_stays");
        database.Execute("UPDATE record SET payload = zeroblob(length(payload)) WHERE kind = 'session'");

        Assert.Contains("2024-12-30", Assert.Throws<StorageException>(() => store.Open("cn").Snapshot()).Message);
    }

    private static DateTimeOffset At(int hour) => new(2025, 1, 5, hour, 0, 0, TimeSpan.Zero);

    private static void AssertColumn(MarketSnapshot market, string field, int column, params double[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, 3).Select(row => market.Field(field)[row, column]));

    private SnapshotReceipt Import(string rows, int hour)
    {
        folder.Write("set/panel.csv", Header + rows);
        ImportBatch batch = DataImporter.Read(new ImportRequest { Dataset = "cn", Path = folder["set"] });
        return store.Append(batch, new IngestStamp(At(hour).ToOffset(TimeSpan.FromHours(8)), RunId.Parse($"import-{hour}"), "alpha"));
    }

    private double CloseOnMonday(DateTimeOffset asOf)
    {
        MarketSnapshot market = store.Open("cn", asOf).Snapshot();
        return market.Field("raw_close")[0, market.Axes.ColumnOf(InstrumentId.Parse("600519.SH"))];
    }
}
