using System.Buffers.Binary;
using Quant.Data.Formats;
using Quant.Data.Snapshots;
using Quant.Storage;
using Quant.Universes;

namespace Quant.Data.Tests.Formats;

public sealed class QlibFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string root;

    public QlibFolderTests() => root = Fixtures.UnpackQlib(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void View_GivesEveryValueOfEveryFile()
    {
        MarketSnapshot market = View().Snapshot();
        int compared = 0;

        foreach (string file in Directory.EnumerateFiles(Path.Combine(root, "features"), "*.day.bin", SearchOption.AllDirectories))
        {
            string code = Path.GetFileName(Path.GetDirectoryName(file)!);
            if (code == "sh000300")
                continue;
            byte[] bytes = File.ReadAllBytes(file);
            string field = Path.GetFileName(file).Split('.')[0];
            int column = market.Axes.ColumnOf(InstrumentId.Parse(code));
            int start = (int)BinaryPrimitives.ReadSingleLittleEndian(bytes);
            int count = (bytes.Length / 4) - 1;
            for (int row = 0; row < market.Axes.Dates.Length; row++)
            {
                bool stored = row >= start && row < start + count;
                double expected = stored ? BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan((row - start + 1) * 4)) : double.NaN;
                Assert.Equal(expected, market.Field(field)[row, column]);
                compared++;
            }

            Assert.Equal((start, start + count - 1), (market.BarsOf(field).First[column], market.BarsOf(field).Last[column]));
        }

        Assert.Equal(600 * 47, compared);
    }

    [Fact]
    public void View_TellsStocksFromIndexesByTheLists()
    {
        DataView view = View();

        Assert.Equal(["all", "bench", "csi_half"], view.UniverseNames.ToArray());
        Assert.Equal(
            ["600000.SH", "600063.SH", "600126.SH", "600147.SH", "000013.SZ", "300799.SZ"],
            view.Snapshot().Axes.Instruments.Select(id => id.ToString()));
        Assert.Equal(600, view.IndexSeries("SH000300").Closes.Length);
        Assert.Throws<KeyNotFoundException>(() => view.IndexSeries("000905.SH"));
        Assert.Equal(["600000.SH"], view.Universe("csi_half").MembersOn(TradeDate.Parse("2018-03-01")).Select(id => id.ToString()));
        Assert.Empty(view.Universe("csi_half").MembersOn(TradeDate.Parse("2019-01-02")));
    }

    [Fact]
    public void View_KnowsAnnouncedSessionsAndOneWithoutData()
    {
        DataView view = View();

        Assert.Equal(600, view.Sessions.Length);
        Assert.Equal(602, view.Calendar.Sessions.Length);
        Assert.True(view.Calendar.Next(view.Sessions[^1]) > view.Sessions[^1]);
        Assert.Throws<InputException>(() => View(view.Calendar.Last));
        MarketSnapshot early = View(view.Sessions[99]).Snapshot();
        Assert.Equal(100, early.Axes.Dates.Length);
        Assert.DoesNotContain("300799.SZ", early.Axes.Instruments.Select(id => id.ToString()));
        Assert.NotEqual(View(view.Sessions[99]).Hash, view.Hash);
    }

    [Fact]
    public void Quotes_AreDerivedToTheTick()
    {
        DataView view = View();
        MarketSnapshot market = view.Snapshot();
        InstrumentId halted = InstrumentId.Parse("600063.SH");
        int column = market.Axes.ColumnOf(halted);
        int row = Enumerable.Range(10, 500).First(row => double.IsNaN(market.Field("close")[row, column]));

        Quote suspended = view.Quotes(market.Axes.Dates[row]).Of(halted)!;
        Quote before = view.Quotes(market.Axes.Dates[row - 1]).Of(halted)!;
        Quote traded = view.Quotes(market.Axes.Dates[50]).Of(InstrumentId.Parse("600000.SH"))!;

        Assert.True(suspended is { Suspended: true, Open: null, Volume: 0 });
        Assert.Equal(before.Close, suspended.Close);
        Assert.True(traded is { LimitUp: null, LimitDown: null, Suspended: false });
        Assert.All([traded.Open, traded.High, traded.Low, traded.Close, traded.PreviousClose], price => Assert.Equal(0, price!.Value.Raw % 1_000_000));
        Assert.True(traded.Low <= traded.Close && traded.Close <= traded.High);
        Assert.Null(view.Quotes(market.Axes.Dates[50]).Of(InstrumentId.Parse("300799.SZ")));
    }

    [Theory]
    [InlineData("an empty file", 0)]
    [InlineData("three bytes", 3)]
    [InlineData("half a value", 4 + 4 + 2)]
    public void View_RefusesAFileOfAnImpossibleLength(string mistake, int length)
    {
        string file = folder.Write("qlib/features/sh600000/close.day.bin", new byte[length]);

        var refused = Assert.Throws<InputException>(() => View().Snapshot());

        Assert.Equal((file, $"{length} bytes"), (refused.Origin, refused.Found));
        Assert.NotEmpty(mistake);
    }

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(-1f, 1)]
    [InlineData(0.5f, 1)]
    [InlineData(600f, 1)]
    [InlineData(599f, 2)]
    [InlineData(1e9f, 1)]
    public void View_RefusesAStartThatLeavesNoRoom(float start, int values)
    {
        byte[] bytes = new byte[4 * (values + 1)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, start);
        string file = folder.Write("qlib/features/sh600000/close.day.bin", bytes);

        Assert.Equal(file, Assert.Throws<InputException>(() => View().Snapshot()).Origin);
    }

    [Fact]
    public void View_NeverFailsOtherwiseOnAnyBytes()
    {
        var random = new Random(20241231);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] bytes = new byte[random.Next(0, 60)];
            random.NextBytes(bytes);
            if (bytes.Length >= 4 && trial % 2 == 0)
                BinaryPrimitives.WriteSingleLittleEndian(bytes, random.Next(0, 601));
            folder.Write("qlib/features/sh600000/close.day.bin", bytes);
            try
            {
                View().Snapshot();
            }
            catch (InputException refused)
            {
                Assert.EndsWith("close.day.bin", refused.Origin);
            }
        }
    }

    [Theory]
    [InlineData("NA", "na", "NA.US")]
    [InlineData("NULL", "null", "NULL.US")]
    [InlineData("NAN", "nan", "NAN.US")]
    [InlineData("BRK.B", "brk.b", "BRK.B.US")]
    [InlineData("CON", "_qlib_con", "CON.US")]
    [InlineData("Com1", "_qlib_com1", "COM1.US")]
    public void Open_TakesTickersAsText(string code, string features, string id)
    {
        Directory.Move(Path.Combine(root, "features", "sh600000"), Path.Combine(root, "features", features));
        folder.Write("qlib/instruments/all.txt", $"{code}\t2018-01-02\t2020-06-03\n");

        MarketSnapshot market = View().Snapshot();

        Assert.Equal([id], market.Axes.Instruments.Select(instrument => instrument.ToString()));
        Assert.False(double.IsNaN(market.Field("close")[100, 0]));
    }

    [Theory]
    [InlineData("SH600000 2018-01-02 2020-06-03")]
    [InlineData("SH600000\t2018-01-02")]
    [InlineData("SH600000\t2018-01-02\t2017-01-02")]
    [InlineData("SH600000\t2018-01-02\tsoon")]
    [InlineData("\t2018-01-02\t2020-06-03")]
    public void Open_NamesTheLineOfABadList(string line)
    {
        string file = folder.Write("qlib/instruments/all.txt", $"SH600063\t2018-01-02\t2020-06-03\n\n{line}\n");

        var refused = Assert.Throws<InputException>(() => View());

        Assert.Equal((file, "3"), (refused.Origin, refused.Place));
    }

    [Theory]
    [InlineData("2018-01-02\n2018-01-02\n", "2")]
    [InlineData("2018-01-03\n2018-01-02\n", "2")]
    [InlineData("2018-01-02\n2018/01/03\n", "2")]
    [InlineData("", "")]
    public void Open_NamesTheLineOfABadCalendar(string calendar, string line)
    {
        string file = folder.Write("qlib/calendars/day.txt", calendar);

        var refused = Assert.Throws<InputException>(() => View());

        Assert.Equal((file, line), (refused.Origin, refused.Place));
    }

    [Fact]
    public void Store_UsesTheFolderInPlaceAndNoticesChanges()
    {
        using WorkspaceDatabase database = WorkspaceDatabase.Open(folder["data/snapshots.db"], readOnly: false);
        var store = new SnapshotStore(database);
        SnapshotReceipt first = Append(store, 1);
        SnapshotReceipt again = Append(store, 2);
        ContentHash before = store.Open("q").Hash;

        Assert.Equal(["calendar main", "folder main", "place main", "universe all", "universe bench", "universe csi_half"], first.OtherRecords.ToArray());
        Assert.True(again.NothingNew);

        string file = Path.Combine(root, "features", "sh600000", "close.day.bin");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[400] ^= 1;
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Contains("Import it again", Assert.Throws<InputException>(() => store.Open("q")).Message);

        Assert.Equal(["folder main", "place main"], Append(store, 3).OtherRecords.ToArray());
        Assert.NotEqual(before, store.Open("q").Hash);
        Assert.Throws<InputException>(() => store.Open("q", new DateTimeOffset(2025, 1, 1, 2, 0, 0, TimeSpan.Zero)));

        File.SetLastWriteTimeUtc(file, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(["place main"], Append(store, 4).OtherRecords.ToArray());
    }

    private SnapshotReceipt Append(SnapshotStore store, int hour) => store.Append(
        DataImporter.Read(new ImportRequest { Dataset = "q", Path = root }),
        new IngestStamp(new DateTimeOffset(2025, 1, 1, hour, 0, 0, TimeSpan.Zero), RunId.Parse("r"), ""));

    private DataView View(TradeDate? to = null) => QlibFolder.Open(root, "US").View("q", ContentHash.Of("content"), to);
}
