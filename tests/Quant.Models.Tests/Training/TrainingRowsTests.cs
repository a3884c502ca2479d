using FsCheck;
using FsCheck.Fluent;
using Quant.Models.Training;

namespace Quant.Models.Tests.Training;

public sealed class TrainingRowsTests
{
    // 30 weekdays from 2022-01-03: rows 0-4, 5-9, ... are weeks.
    private static readonly PanelAxes Axes = new(SyntheticMarket.Sessions(30), [InstrumentId.Parse("600000.SH")]);

    [Theory]
    [InlineData("no purge", 0, "0-9", "10-19", "20-29")]
    [InlineData("labels of two sessions", 2, "0-7", "10-17", "20-29")]
    [InlineData("labels of six sessions", 6, "0-3", "10-13", "20-29")]
    public void Of_LeavesOutLabelsThatReachFurther(string situation, int purge, string train, string valid, string test)
    {
        _ = situation;
        var windows = new TrainingWindows(Days("2022-01-01", "2022-01-16"), Days("2022-01-17", "2022-01-30"), Days("2022-01-31", "2022-02-11"));

        TrainingRows rows = TrainingRows.Of(windows, Axes, purge);

        Assert.Equal(train, Text(rows.Train));
        Assert.Equal(valid, Text(rows.Valid));
        Assert.Equal(test, Text(rows.Test));
    }

    [Fact]
    public void Of_PurgesBeforeTheTestWhereNothingIsValidated()
    {
        var windows = new TrainingWindows(Days("2022-01-01", "2022-01-30"), Days("2022-01-31", "2022-01-30"), Days("2022-01-31", "2022-02-11"));

        TrainingRows rows = TrainingRows.Of(windows, Axes, 6);

        Assert.Equal("0-13", Text(rows.Train));
        Assert.Equal(0, rows.Valid.Count);
    }

    [Theory]
    [InlineData("test", "2022-01-01", "2022-01-16", "2023-01-01", "2023-02-01")]
    [InlineData("training", "2022-01-03", "2022-01-06", "2022-01-07", "2022-02-11")]
    public void Of_RefusesAnEmptySegment(string segment, string first, string last, string testFirst, string testLast)
    {
        var windows = new TrainingWindows(Days(first, last), Days("2022-01-02", "2022-01-01"), Days(testFirst, testLast));

        InputException wrong = Assert.Throws<InputException>(() => TrainingRows.Of(windows, Axes, 6));

        Assert.Equal($"{segment} segment", wrong.Place);
    }

    [Fact]
    public void Of_NoLabelEndsInTheNextSegment() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Gen.Choose(0, 12).ToArbitrary(), Gen.Choose(8, 16).ToArbitrary(), Gen.Choose(18, 25).ToArbitrary(), (purge, valid, test) =>
        {
            var windows = new TrainingWindows(
                new Segment(Axes.Dates[0].Day, Axes.Dates[valid - 1].Day),
                new Segment(Axes.Dates[valid].Day, Axes.Dates[test - 1].Day),
                new Segment(Axes.Dates[test].Day, Axes.Dates[29].Day));
            if (valid <= purge)
                return true;
            TrainingRows rows = TrainingRows.Of(windows, Axes, purge);
            int next = rows.Valid.Count > 0 ? rows.Valid.First : rows.Test.First;
            return rows.Train.Last + purge < next && (rows.Valid.Count == 0 || rows.Valid.Last + purge < rows.Test.First);
        }));

    private static Segment Days(string first, string last) => new(DateOnly.Parse(first), DateOnly.Parse(last));

    private static string Text(RowRange rows) => $"{rows.First}-{rows.Last}";
}
