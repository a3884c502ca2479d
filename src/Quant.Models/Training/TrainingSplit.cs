namespace Quant.Models.Training;

/// <summary>All folds of one model, in order, and the paths that their tests make through the sessions.</summary>
/// <param name="Folds">At least one fold; the last is the newest.</param>
/// <param name="Paths">How many times every tested session is tested, each time by another model.</param>
public sealed record TrainingSplit(ImmutableArray<TrainingFold> Folds, int Paths)
{
    /// <summary>Cuts the sessions at hand.</summary>
    /// <param name="model">The model, for errors.</param>
    /// <param name="spec">How to cut.</param>
    /// <param name="windows">The segments, for <see cref="SplitKind.Segments"/>.</param>
    /// <param name="axes">The sessions; the last is the anchor.</param>
    /// <param name="firstDay">The first day of data to use.</param>
    /// <param name="horizonSessions">The label's horizon.</param>
    /// <exception cref="InputException">There are too few sessions, or something does not fit together.</exception>
    public static TrainingSplit Of(
        string model,
        SplitSpec spec,
        TrainingWindows windows,
        PanelAxes axes,
        DateOnly firstDay,
        int horizonSessions)
    {
        int purge = spec.PurgeSessions ?? horizonSessions;
        if (purge < horizonSessions)
        {
            throw Wrong(
                model, ".purge_sessions", $"at least the label's horizon, {horizonSessions}", $"{purge}",
                "Leave purge_sessions out, or set the horizon or more: less would train on prices that are tested.");
        }

        int first = RowFrom(axes, firstDay);
        return spec.Kind switch
        {
            SplitKind.Segments => new([TrainingFold.Of(TrainingRows.Of(windows, axes, purge))], 1),
            SplitKind.Combinatorial => CombinatorialSplit.Of(model, spec, axes, first, purge),
            _ => new(WalkForward.Folds(model, spec, axes, first, purge), 1),
        };
    }

    /// <summary>The first row on or after a day.</summary>
    internal static int RowFrom(PanelAxes axes, DateOnly day)
    {
        int found = axes.Dates.BinarySearch(new TradeDate(day));
        return found >= 0 ? found : ~found;
    }

    /// <summary>The error of a split that cannot be made.</summary>
    internal static InputException Wrong(string model, string key, string expected, string found, string remedy) =>
        new("config/model_registry.yaml", $"models.{model}.split{key}", expected, found, remedy);
}
