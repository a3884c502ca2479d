namespace Quant.Models.Training;

/// <summary>The days a model is fitted on, watched on and judged on, in this order and apart from each other.</summary>
/// <param name="Train">What it is fitted on, preprocessing included.</param>
/// <param name="Valid">What it is watched on while it is fitted; may be empty.</param>
/// <param name="Test">What it is judged on; ends at the anchor.</param>
/// <remarks>
/// The segments touch as QuantPits cuts them. The sessions whose labels reach into the next segment are left out when
/// rows are taken: see <see cref="TrainingRows"/>.
/// </remarks>
public sealed record TrainingWindows(Segment Train, Segment Valid, Segment Test)
{
    /// <summary>Windows of some years each that end at the anchor, with QuantPits' arithmetic of dates.</summary>
    /// <param name="anchor">The last day of the test segment.</param>
    /// <param name="trainYears">Years of training, fractions allowed, more than 0.</param>
    /// <param name="validYears">Years of validation, at least 0.</param>
    /// <param name="testYears">Years of test, more than 0.</param>
    /// <remarks>An offset is the whole part of years times 365.25 days.</remarks>
    public static TrainingWindows Slide(TradeDate anchor, decimal trainYears, decimal validYears, decimal testYears)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trainYears);
        ArgumentOutOfRangeException.ThrowIfNegative(validYears);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(testYears);
        DateOnly fitStart = Before(anchor, trainYears + validYears + testYears).AddDays(1);
        DateOnly fitEnd = Before(anchor, validYears + testYears);
        DateOnly validEnd = Before(anchor, testYears);
        return new TrainingWindows(
            new Segment(fitStart, fitEnd),
            new Segment(fitEnd.AddDays(1), validEnd),
            new Segment(validEnd.AddDays(1), anchor.Day));
    }

    /// <summary>Windows as given, checked to follow one another; the test segment is cut off at the anchor.</summary>
    /// <exception cref="InputException">A segment is empty or begins before the one before it ends.</exception>
    public static TrainingWindows Fixed(TradeDate anchor, Segment train, Segment valid, Segment test)
    {
        Segment judged = test with { Last = test.Last < anchor.Day ? test.Last : anchor.Day };
        if (train.IsEmpty)
            throw Wrong("fit_start_time", "a training segment with days in it", train);
        if (!valid.IsEmpty && valid.First <= train.Last)
            throw Wrong("valid_start_time", $"a day after the training segment, {train}", valid);
        if (judged.IsEmpty || judged.First <= (valid.IsEmpty ? train.Last : valid.Last))
            throw Wrong(
                "test_start_time", $"a day after the earlier segments and not after the anchor, {anchor}", test);
        return new TrainingWindows(train, valid, judged);
    }

    private static DateOnly Before(TradeDate anchor, decimal years) => anchor.Day.AddDays(-(int)(years * 365.25m));

    private static InputException Wrong(string place, string expected, Segment found) =>
        new("config/model_config.json", place, expected, found.ToString(), "Correct the dates of the fixed windows.");
}
