using Quant.Data.Quality;
using Quant.Data.Snapshots;
using Quant.Storage;

namespace Quant.Data.Tests;

public sealed class DataImporterTests : IDisposable
{
    private const string Panel = "date,symbol,open,high,low,close,volume\n2024-12-31,1.SZ,1,1,1,1,1\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_OfTheBundledSampleIsWholeAndOfGoodQuality()
    {
        ImportBatch batch = ReadSample();
        QualityReport report = QualityCheck.Review(batch, QualityLimits.Ordinary, TradeDate.Parse("2024-12-31"));

        Assert.Equal((1212, 116_204), (report.Sessions, report.Rows));
        Assert.Empty(report.NotReady);
        Assert.True(report.Findings.Length < 20);
        Assert.Equal("2026-12-31", batch.Calendar.Last.ToString());
        Assert.Equal("000300.SH", Assert.Single(batch.Indexes).Index.ToString());
        Assert.Equal(100, Assert.Single(batch.Universes).Ever().Length);
        Assert.Equal(8, batch.Sources.Length);
    }

    [Fact]
    public void Read_OfTheBundledSampleGivesTheSameBytesUnderAnyCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string expected = HashOfSample();
        try
        {
            // Without culture data every culture formats alike, so the separators are set by hand.
            var hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            hostile.NumberFormat.NumberDecimalSeparator = ",";
            hostile.NumberFormat.NumberGroupSeparator = ".";
            hostile.NumberFormat.NegativeSign = "−";
            hostile.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
            CultureInfo.CurrentCulture = hostile;

            Assert.Equal(expected, HashOfSample());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal("0531b2046d60", expected);
    }

    [Fact]
    public void Read_TellsHowFarItIs()
    {
        var told = new Told();

        DataImporter.Read(new ImportRequest { Dataset = "cn", Path = Fixtures.Sample }, told);

        Assert.Equal([0, 0.2, 0.4, 0.6, 0.8, 1], told.Shares.Select(share => Math.Round(share, 3)));
    }

    [Fact]
    public void Read_ChoosesFilesByPattern()
    {
        folder.Write("calendars/sse.csv", "date\n2024-12-31\n");
        folder.Write("b_2024.csv", Panel);
        folder.Write("a_names.csv", "symbol,board\n1.SZ,main\n");
        folder.Write("notes.txt", "nothing");

        ImportBatch chosen = DataImporter.Read(new ImportRequest { Dataset = "cn", Path = folder.Root, Pattern = "b_*.csv" });

        Assert.Equal([folder["b_2024.csv"], folder["calendars/sse.csv"]], chosen.Sources.Select(source => source.Location));
        Assert.Equal("SSE", chosen.Calendar.Market);
        Assert.Equal([folder["b_2024.csv"]], DataImporter.Read(new ImportRequest { Dataset = "cn", Path = folder["b_2024.csv"] }).Sources.Take(1).Select(source => source.Location));
        Assert.Contains("a column 'date'", Assert.Throws<InputException>(() => DataImporter.Read(new ImportRequest { Dataset = "cn", Path = folder.Root })).Message);
    }

    [Theory]
    [InlineData("no calendar", "cn", null, "calendars/none", "one calendar")]
    [InlineData("a name with capitals", "CN", null, "calendars/sse.csv", "small letters")]
    [InlineData("a name that leads out", "../cn", null, "calendars/sse.csv", "small letters")]
    [InlineData("a pattern that leads out", "cn", "../*.csv", "calendars/sse.csv", "within the folder")]
    [InlineData("a pattern without files", "cn", "x*.csv", "calendars/sse.csv", "CSV files that match x*.csv")]
    public void Read_SaysWhatIsMissing(string mistake, string dataset, string? pattern, string calendar, string expected)
    {
        folder.Write(calendar, "date\n2024-12-31\n");
        folder.Write("panel.csv", Panel);

        var refused = Assert.Throws<InputException>(() =>
            DataImporter.Read(new ImportRequest { Dataset = dataset, Path = folder.Root, Pattern = pattern }));

        Assert.True(refused.Expected.Contains(expected), $"{mistake}: {refused.Message}");
    }

    [Fact]
    public void Read_RefusesTwoCalendarsAndTakesTheOneNamed()
    {
        folder.Write("calendars/sse.csv", "date\n2024-12-31\n");
        folder.Write("calendars/nyse.csv", "date\n2024-12-31\n");
        folder.Write("panel.csv", Panel);
        var request = new ImportRequest { Dataset = "cn", Path = folder.Root };

        Assert.Contains("nyse.csv, sse.csv", Assert.Throws<InputException>(() => DataImporter.Read(request)).Found);
        Assert.Equal("NYSE", DataImporter.Read(request with { Calendar = folder["calendars/nyse.csv"] }).Calendar.Market);
    }

    [Fact]
    public void Sample_KeepsItsFactsThroughTheStore()
    {
        using WorkspaceDatabase database = WorkspaceDatabase.Open(folder["data/snapshots.db"], readOnly: false);
        var store = new SnapshotStore(database);
        store.Append(ReadSample(), new IngestStamp(DateTimeOffset.UnixEpoch, RunId.Parse("r"), ""));
        DataView view = store.Open("cn");
        MarketSnapshot market = view.Snapshot();

        Assert.Equal(100, market.Axes.Instruments.Length);
        Assert.Equal(408, market.Field("suspended").Values.ToArray().Count(value => value == 1));
        Assert.Equal(636, market.Field("is_st").Values.ToArray().Count(value => value == 1));
        Assert.Equal(3934.91, view.IndexSeries("000300.SH").CloseOn(TradeDate.Parse("2024-12-31")), 2);
        Quote quote = view.Quotes(TradeDate.Parse("2020-01-02")).Of(InstrumentId.Parse("600016.SH"))!;
        Assert.Equal("6.36", quote.Close.ToString());
        Assert.Equal("6.94", quote.LimitUp.ToString());
        Assert.Equal(104_366_480, quote.Volume);
    }

    private static string HashOfSample()
    {
        ImportBatch batch = ReadSample();
        return ContentHash.Of(batch.Sessions.Select(block => ContentHash.Of(SessionCodec.Encode(block)).Hex)
            .Concat(batch.Indexes.Select(index => ContentHash.Of(RecordCodec.Encode(index)).Hex))).Brief;
    }

    private static ImportBatch ReadSample() => DataImporter.Read(new ImportRequest { Dataset = "cn", Path = Fixtures.Sample });

    private sealed class Told : IProgress<(string Text, double Share)>
    {
        public List<double> Shares { get; } = [];

        public void Report((string Text, double Share) value) => Shares.Add(value.Share);
    }
}
