using Quant.Data.Formats;
using Quant.Data.Snapshots;
using Quant.Universes;

namespace Quant.Data.Tests.Formats;

public sealed class QlibWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_GivesTheBytesOfTheFolderThatWasRead()
    {
        string source = Fixtures.UnpackQlib(folder);
        _ = QlibWriter.Write(folder["copy"], OfView(source, to: null));

        string[] files = [.. Relative(source).Where(file => !file.StartsWith("about", StringComparison.Ordinal) && file.EndsWith(".day.bin", StringComparison.Ordinal))];
        Assert.Equal(files, Relative(folder["copy"]).Where(file => file.EndsWith(".bin", StringComparison.Ordinal)));
        Assert.All([.. files, "calendars/day.txt", "calendars/day_future.txt", "instruments/csi_half.txt"], file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(source, file)), File.ReadAllBytes(Path.Combine(folder["copy"], file))));
        _ = QlibWriter.Write(folder["again"], OfView(source, to: null));
        Assert.Equal(Tree(folder["copy"]), Tree(folder["again"]));
        Assert.Throws<InputException>(() => QlibWriter.Write(folder["copy"], OfView(source, to: null)));
    }

    [Fact]
    public void Append_GivesWhatWritingAtOnceGives()
    {
        string source = Fixtures.UnpackQlib(folder);
        TradeDate early = QlibFolder.Open(source, "US").View("q", ContentHash.Of("q"), null).Sessions[420];
        _ = QlibWriter.Write(folder["whole"], OfView(source, to: null));
        _ = QlibWriter.Write(folder["grown"], OfView(source, early));
        Assert.NotEqual(Tree(folder["whole"]), Tree(folder["grown"]));

        Assert.True(QlibWriter.Append(folder["grown"], OfView(source, to: null)) > 0);
        Assert.Equal(Tree(folder["whole"]), Tree(folder["grown"]));
        Assert.Equal(0, QlibWriter.Append(folder["grown"], OfView(source, to: null)));
    }

    [Theory]
    [InlineData("day", 24 * 60)]
    [InlineData("1min", 1)]
    public void Append_NeverShiftsWhoSkippedABar(string frequency, int minutes)
    {
        double[][] first = [[1, 2, 3], [4, double.NaN, 6]];
        double[][] later = [[10, 11, 12], [double.NaN, double.NaN, 13]];
        _ = QlibWriter.Write(folder["bars"], Made(frequency, minutes, from: 0, first));
        _ = QlibWriter.Append(folder["bars"], Made(frequency, minutes, from: 4, later));

        QlibBars bars = QlibBars.Open(folder["bars"], frequency, "US");
        InstrumentId[] ids = [.. new[] { "CON", "NA" }.Select(bars.Instrument)];
        Panel close = bars.Snapshot(ids, ["close"], bars.Moments.Length - 1).Field("close");
        Assert.Equal([1, 2, 3, 10, 11, 12], Column(close, 0));
        Assert.Equal([4, double.NaN, 6, double.NaN, double.NaN, 13], Column(close, 1));
        Assert.Equal(["_qlib_con", "na"], Directory.EnumerateDirectories(folder["bars/features"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal(["CON.US", "NA.US"], bars.List("all").Ever().Select(id => id.ToString()));
    }

    [Fact]
    public void Append_RefusesABarBetweenThoseThatAreThere()
    {
        _ = QlibWriter.Write(folder["bars"], Made("1min", 5, from: 0, [[1, 2, 3], [1, 2, 3]]));
        SortedDictionary<string, string> before = Tree(folder["bars"]);
        InputException wrong = Assert.Throws<InputException>(() => QlibWriter.Append(folder["bars"], Made("1min", 1, from: 0, [[1, 2, 3], [1, 2, 3]])));
        Assert.Contains("2024-01-02 09:31:00", wrong.Message);
        Assert.Equal(before, Tree(folder["bars"]));
    }

    [Theory]
    [InlineData("5min", "2024-01-31 09:30:00,2024-01-31 11:25:00,2024-01-31 13:00:00,2024-02-01 14:55:00")]
    [InlineData("day", "2024-01-31 00:00:00,2024-02-01 00:00:00,2024-02-05 00:00:00")]
    [InlineData("2day", "2024-01-31 00:00:00,2024-02-05 00:00:00")]
    [InlineData("week", "2024-01-31 00:00:00,2024-02-05 00:00:00")]
    [InlineData("month", "2024-01-31 00:00:00,2024-02-01 00:00:00")]
    public void Open_DownSamplesACalendarThatIsMissing(string frequency, string expected)
    {
        folder.Write("bars/calendars/1min.txt", "2024-01-31 09:31:00\n2024-01-31 09:33:00\n2024-01-31 11:29:00\n2024-01-31 13:02:00\n2024-02-01 14:59:00\n");
        folder.Write("bars/calendars/1d.txt", "2024-01-31\n2024-02-01\n2024-02-05\n");
        if (frequency == "day")
            File.Move(folder["bars/calendars/1d.txt"], folder["bars/calendars/day.txt"]);
        Directory.CreateDirectory(folder["bars/features"]);
        Assert.Equal(expected.Split(','), QlibBars.Open(folder["bars"], frequency, "US").Moments
            .Select(moment => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));
    }

    private static QlibExport Made(string frequency, int minutes, int from, double[][] columns)
    {
        DateTime[] moments = [.. Enumerable.Range(from == 0 ? 0 : 3, 3).Select(bar => new DateTime(2024, 1, 2, 9, 30, 0).AddMinutes(bar * minutes))];
        if (frequency == "day")
            moments = [.. moments.Select(moment => moment.Date)];
        var axes = new PanelAxes(
            [.. Enumerable.Range(0, 3).Select(row => new TradeDate(new DateOnly(2024, 1, 2).AddDays(row)))],
            [InstrumentId.Parse("CON.US"), InstrumentId.Parse("NA.US")]);
        Panel close = axes.NewPanel();
        for (int row = 0; row < 3; row++)
            (close[row, 0], close[row, 1]) = (columns[0][row], columns[1][row]);
        var all = new Universe("all", axes.Instruments.Select(id => new Membership(id, axes.Dates[0], axes.Dates[^1])));
        return new QlibExport
        {
            Frequency = frequency,
            Moments = [.. moments],
            Market = new MarketSnapshot(
                axes, ImmutableSortedDictionary<string, Panel>.Empty.Add("close", close), new TradingCalendar("T", axes.Dates), ContentHash.Of("made")),
            Universes = [all],
        };
    }

    private static QlibExport OfView(string source, TradeDate? to)
    {
        DataView view = QlibFolder.Open(source, "US").View("q", ContentHash.Of("q"), to);
        IndexSeries index = view.IndexSeries("SH000300");
        return new QlibExport
        {
            Moments = [.. view.Sessions.Select(date => date.Day.ToDateTime(TimeOnly.MinValue))],
            Announced = [.. view.Calendar.Sessions.Where(date => date > view.Sessions[^1]).Select(date => date.Day.ToDateTime(TimeOnly.MinValue))],
            Market = view.Snapshot(),
            Universes = [.. view.UniverseNames.Select(view.Universe)],
            Indexes = ImmutableSortedDictionary<InstrumentId, ImmutableSortedDictionary<string, ImmutableArray<double>>>.Empty.Add(index.Index, index.Fields),
        };
    }

    private static double[] Column(Panel panel, int column) => [.. Enumerable.Range(0, panel.Dates).Select(row => panel[row, column])];

    private static string[] Relative(string root) => [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal)];

    private static SortedDictionary<string, string> Tree(string root) =>
        new(Relative(root).ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(Path.Combine(root, file)))), StringComparer.Ordinal);
}
