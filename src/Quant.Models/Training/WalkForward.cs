namespace Quant.Models.Training;

/// <summary>Trains on the past, tests on what came next, moves on: every session from the first tested one is tested
/// once, by a model that was fitted before it.</summary>
/// <remarks>
/// Before tested sessions lie purge and embargo, before validated ones the purge. The windows are cut from the first
/// tested session on, so that later data add folds and leave the earlier ones as they are; the last may test fewer
/// sessions.
/// </remarks>
public static class WalkForward
{
    /// <summary>Cuts sessions into folds.</summary>
    /// <param name="model">The model, for errors.</param>
    /// <param name="spec">A rolling or an expanding split.</param>
    /// <param name="axes">The sessions.</param>
    /// <param name="first">The first row to use.</param>
    /// <param name="purgeSessions">The sessions to leave out where labels reach into the next part.</param>
    /// <exception cref="InputException">There are too few sessions for one fold.</exception>
    public static ImmutableArray<TrainingFold> Folds(
        string model, SplitSpec spec, PanelAxes axes, int first, int purgeSessions)
    {
        int gap = purgeSessions + spec.EmbargoSessions;
        int needed = spec.TrainSessions + gap + (spec.ValidSessions > 0 ? purgeSessions + spec.ValidSessions : 0);
        int start = spec.TestStart is { } day ? TrainingSplit.RowFrom(axes, day.Day) : first + needed;
        if (start >= axes.Dates.Length)
            throw NothingToTest(model, spec, axes, first, needed, purgeSessions);
        if (start - needed < first)
            throw NothingToTrainOn(model, spec, axes, first, start, needed, purgeSessions);

        var folds = ImmutableArray.CreateBuilder<TrainingFold>();
        for (int test = start; test < axes.Dates.Length; test += spec.TestSessions)
        {
            int end = test - gap;
            RowRange valid =
                spec.ValidSessions > 0 ? new RowRange(end - spec.ValidSessions, end - 1) : RowRange.None;
            int last = (valid.Count > 0 ? valid.First - purgeSessions : end) - 1;
            int begin = spec.Kind == SplitKind.Expanding ? first : last - spec.TrainSessions + 1;
            folds.Add(new TrainingFold
            {
                Number = folds.Count + 1,
                Train = [new RowRange(begin, last)],
                Valid = valid,
                Test = [new TestBlock(
                    new RowRange(test, Math.Min(test + spec.TestSessions, axes.Dates.Length) - 1), 0)],
                PurgeSessions = purgeSessions,
                EmbargoSessions = spec.EmbargoSessions,
            });
        }

        return folds.ToImmutable();
    }

    private static InputException NothingToTest(
        string model, SplitSpec spec, PanelAxes axes, int first, int needed, int purge) =>
        spec.TestStart is { } day
            ? TrainingSplit.Wrong(
                model, ".test_start", $"a day not after the data, which end on {axes.Dates[^1]}", day.ToString(),
                "Set an earlier test_start, or import more history.")
            : TrainingSplit.Wrong(
                model, "", string.Create(CultureInfo.InvariantCulture, $"more than {needed} sessions: {Sum(spec, purge)}"),
                string.Create(CultureInfo.InvariantCulture, $"{axes.Dates.Length - first}"),
                "Import more history, or set shorter windows or a shorter embargo.");

    private static InputException NothingToTrainOn(
        string model, SplitSpec spec, PanelAxes axes, int first, int start, int needed, int purge) =>
        TrainingSplit.Wrong(
            model, ".test_start",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{needed} sessions before the first tested one: {Sum(spec, purge)}"),
            string.Create(
                CultureInfo.InvariantCulture, $"{Math.Max(0, start - first)} before {axes.Dates[start]}"),
            "Set a later test_start, or shorter windows or a shorter embargo.");

    private static string Sum(SplitSpec spec, int purge) => string.Create(
        CultureInfo.InvariantCulture,
        $"train_sessions {spec.TrainSessions}, valid_sessions {spec.ValidSessions}, purge {purge}{(spec.ValidSessions > 0 ? " twice" : "")}, embargo_sessions {spec.EmbargoSessions}");
}
