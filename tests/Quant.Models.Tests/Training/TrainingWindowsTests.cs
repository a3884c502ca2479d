using Quant.Models.Training;

namespace Quant.Models.Tests.Training;

public sealed class TrainingWindowsTests
{
    [Theory]
    [InlineData("QuantPits' case", "2026-01-09", 6, 1, 2, "2017-01-10 to 2023-01-10", "2023-01-11 to 2024-01-10", "2024-01-11 to 2026-01-09")]
    [InlineData("fractions of years", "2024-12-31", 2, 0.5, 0.25, "2022-04-03 to 2024-04-02", "2024-04-03 to 2024-10-01", "2024-10-02 to 2024-12-31")]
    public void Slide_CutsAsQuantPits(
        string situation, string anchor, double train, double valid, double test, string fit, string watch, string judge)
    {
        _ = situation;
        TrainingWindows windows = TrainingWindows.Slide(TradeDate.Parse(anchor), (decimal)train, (decimal)valid, (decimal)test);

        Assert.Equal(fit, windows.Train.ToString());
        Assert.Equal(watch, windows.Valid.ToString());
        Assert.Equal(judge, windows.Test.ToString());
    }

    [Fact]
    public void Slide_WithoutValidationLeavesItEmpty()
    {
        TrainingWindows windows = TrainingWindows.Slide(TradeDate.Parse("2024-12-31"), 2, 0, 1);

        Assert.True(windows.Valid.IsEmpty);
        Assert.Equal(windows.Train.Last.AddDays(1), windows.Test.First);
    }

    [Theory]
    [InlineData("in order", "2020-01-01/2022-12-31", "2023-01-01/2023-12-31", "2024-01-01/2030-01-01", "")]
    [InlineData("no validation", "2020-01-01/2022-12-31", "2023-01-01/2022-12-31", "2023-01-01/2030-01-01", "")]
    [InlineData("no training", "2020-01-01/2019-12-31", "2023-01-01/2023-12-31", "2024-01-01/2030-01-01", "fit_start_time")]
    [InlineData("validation too early", "2020-01-01/2022-12-31", "2022-12-31/2023-12-31", "2024-01-01/2030-01-01", "valid_start_time")]
    [InlineData("test too early", "2020-01-01/2022-12-31", "2023-01-01/2023-12-31", "2023-12-31/2030-01-01", "test_start_time")]
    [InlineData("test after the anchor", "2020-01-01/2022-12-31", "2023-01-01/2023-12-31", "2025-01-02/2030-01-01", "test_start_time")]
    public void Fixed_RefusesSegmentsOutOfOrder(string situation, string train, string valid, string test, string place)
    {
        _ = situation;
        TradeDate anchor = TradeDate.Parse("2024-12-31");
        if (place.Length == 0)
            Assert.Equal(anchor.Day, TrainingWindows.Fixed(anchor, Of(train), Of(valid), Of(test)).Test.Last);
        else
            Assert.Equal(place, Assert.Throws<InputException>(() => TrainingWindows.Fixed(anchor, Of(train), Of(valid), Of(test))).Place);
    }

    private static Segment Of(string text) => new(DateOnly.Parse(text.Split('/')[0]), DateOnly.Parse(text.Split('/')[1]));
}
