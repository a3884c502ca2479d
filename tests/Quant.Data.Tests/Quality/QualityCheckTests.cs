using Quant.Data.Quality;
using Quant.Data.Snapshots;
using static Quant.Data.Quality.QualityCode;

namespace Quant.Data.Tests.Quality;

public sealed class QualityCheckTests
{
    private static readonly TradingCalendar Calendar = new(
        "SSE", [.. new[] { "2024-12-27", "2024-12-30", "2024-12-31", "2025-01-02", "2025-01-03" }.Select(TradeDate.Parse)]);

    private static readonly QualityLimits Limits = QualityLimits.Ordinary with { HistorySessions = 1, OddRatio = 1 };

    public static TheoryData<RowCase> Rows =>
    [
        new("an ordinary day", "10 11 9 10.5 100 1000 10 1 11 9 0"),
        new("a close at the limit", "10 11 9 11 100 1000 10 1 11 9 0"),
        new("a close above the limit", "10 11.01 9 11.01 100 1000 10 1 11 9 0", BeyondLimit),
        new("a close below the limit", "10 10 8.99 8.99 100 1000 10 1 11 9 0", BeyondLimit),
        new("a first day without limits", "10 14 10 14 100 1200 10 1 - - 0"),
        new("a jump without limits", "10 15 10 15 100 1200 10 1 - - 0", Jump),
        new("an ex-rights day that the factor explains", "5 5.5 4.5 5 100 500 5 2 5.5 4.5 0"),
        new("an ex-rights day that it does not", "5 5.5 4.5 5 100 500 5 1 5.5 4.5 0", FactorMismatch),
        new("volume in lots of 100", "10 11 9 10.5 1 1000 10 1 11 9 0", UnitMismatch),
        new("amount in thousands", "10 11 9 10.5 100 1 10 1 11 9 0", UnitMismatch),
        new("the bar of the day before", "10 10 10 10 50 500 10 1 11 9 0", StaleBar),
        new("a trade without volume", "10 11 9 10.5 0 0 10 1 11 9 0", TradedWithoutVolume),
        new("a suspension", "10 10 10 10 0 0 10 1 11 9 1"),
        new("a suspension with volume", "10 10 10 10 7 0 10 1 11 9 1", SuspendedWithVolume),
        new("several things at once", "10 16 10 16 0 0 12 1 - - 0", Jump, FactorMismatch, TradedWithoutVolume),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Review_FindsWhatIsOddInARow(RowCase given)
    {
        QualityReport report = QualityCheck.Review(
            Batch(Block("2024-12-30", "10 10 10 10 50 500 10 1 11 9 0"), Block("2024-12-31", given.Row)), Limits with { JumpRatio = given.Codes.Length > 2 ? 0.3 : 0.45 });

        Assert.Equal(given.Codes, report.Findings.Select(finding => finding.Code));
        Assert.Empty(report.NotReady);
    }

    [Fact]
    public void Review_BlocksASessionThatIsNotThere()
    {
        QualityReport report = QualityCheck.Review(Batch(Good("2024-12-30"), Good("2025-01-02")), Limits);

        Assert.Equal([new QualityFinding(MissingSession, TradeDate.Parse("2024-12-31"), null, 0, 1, Blocks: true)], report.Findings.ToArray());
        Assert.Equal(["2024-12-31"], report.NotReady.Select(session => session.ToString()));
    }

    [Theory]
    [InlineData(20, 1, false)]
    [InlineData(19, 1, true)]
    public void Review_BlocksASessionWithTooManyMissing(int names, int missing, bool blocks)
    {
        QualityReport report = QualityCheck.Review(
            Batch(Good("2024-12-30", names), Good("2024-12-31", names - missing), Good("2025-01-02", names)), Limits);

        QualityFinding finding = Assert.Single(report.Findings);
        Assert.Equal((MissingRate, (double)missing / names, blocks), (finding.Code, finding.Measured, finding.Blocks));
    }

    [Fact]
    public void Review_TakesListingAndDelistingForWhatTheyAre()
    {
        QualityReport report = QualityCheck.Review(Batch(Good("2024-12-30", 1), Good("2024-12-31", 9), Good("2025-01-02", 2)), Limits);

        Assert.Empty(report.Findings);
    }

    [Fact]
    public void Review_BlocksASessionWhereMostRowsAreOdd()
    {
        SessionBlock lots = Block("2024-12-31", [.. Enumerable.Repeat("10 11 9 10.5 1 1000 10 1 11 9 0", 3), "10 11 9 10.5 100 1000 10 1 11 9 0"]);

        QualityReport report = QualityCheck.Review(Batch(lots), Limits with { OddRatio = 0.5 });

        Assert.Equal([(OddRate, 1), (UnitMismatch, 3)], report.Counts.ToArray());
        Assert.Equal(["2024-12-31"], report.NotReady.Select(session => session.ToString()));
    }

    [Fact]
    public void Review_BlocksTheSessionThatWasExpected()
    {
        ImportBatch batch = Batch(Good("2024-12-30"));

        Assert.Empty(QualityCheck.Review(batch, Limits, TradeDate.Parse("2024-12-30")).Findings);
        QualityFinding stale = Assert.Single(QualityCheck.Review(batch, Limits, TradeDate.Parse("2025-01-02")).Findings);
        Assert.Equal((StaleFile, "2025-01-02", 2.0, true), (stale.Code, stale.Session.ToString(), stale.Measured, stale.Blocks));
    }

    [Fact]
    public void Review_NamesShortHistories()
    {
        QualityReport report = QualityCheck.Review(Batch(Good("2024-12-30", 1), Good("2024-12-31", 2)), Limits with { HistorySessions = 2 });

        QualityFinding finding = Assert.Single(report.Findings);
        Assert.Equal((ShortHistory, 1.0, false), (finding.Code, finding.Measured, finding.Blocks));
    }

    [Fact]
    public void Written_IsUpperSnake() => Assert.Equal("TRADED_WITHOUT_VOLUME", ReasonCode.Text(TradedWithoutVolume));

    private static SessionBlock Good(string session, int names = 1) =>
        Block(session, [.. Enumerable.Range(0, names).Select(_ => $"10 11 9 10 {100 + int.Parse(session[^2..])} {(100 + int.Parse(session[^2..])) * 10} 10 1 11 9 0")]);

    private static SessionBlock Block(string session, params string[] rows)
    {
        string[] given = ["open", "high", "low", "close", "volume", "amount", "preclose", "adj_factor", "limit_up", "limit_down", "suspended"];
        ImmutableArray<string> fields = [.. given.Order(StringComparer.Ordinal)];
        double[] values = new double[rows.Length * fields.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            string[] cells = rows[row].Split(' ');
            for (int field = 0; field < given.Length; field++)
                values[(fields.IndexOf(given[field]) * rows.Length) + row] = cells[field] == "-" ? double.NaN : double.Parse(cells[field], CultureInfo.InvariantCulture);
        }

        return new SessionBlock(TradeDate.Parse(session), [.. Enumerable.Range(1, rows.Length).Select(row => InstrumentId.Parse($"{row:D6}.SZ"))], fields, values);
    }

    private static ImportBatch Batch(params SessionBlock[] sessions) => new()
    {
        Dataset = "cn",
        SourceName = "csv",
        Sources = [],
        Calendar = Calendar,
        Sessions = [.. sessions],
        Universes = [],
        Indexes = [],
    };

    public sealed record RowCase(string Situation, string Row, params QualityCode[] Codes)
    {
        public override string ToString() => Situation;
    }
}
