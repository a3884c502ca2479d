namespace Quant.Models.Training;

/// <summary>The sessions of each segment as rows of a panel, with the overlap of labels left out.</summary>
/// <param name="Train">Rows to fit on.</param>
/// <param name="Valid">Rows to watch on.</param>
/// <param name="Test">Rows to judge on and to predict.</param>
/// <param name="PurgeSessions">The sessions left out at the end of a segment that another follows.</param>
/// <remarks>
/// A label decided at row r reads prices up to row r + horizon. With a purge of the horizon the last label of a segment
/// ends before the next segment's first row, so nothing is fitted on a price that is judged (quantpits.md, W35).
/// </remarks>
public sealed record TrainingRows(RowRange Train, RowRange Valid, RowRange Test, int PurgeSessions)
{
    /// <summary>Finds the rows of the windows.</summary>
    /// <param name="windows">The segments, in days.</param>
    /// <param name="axes">The sessions at hand.</param>
    /// <param name="purgeSessions">At least 0; the label's horizon unless there is a reason for another number.</param>
    /// <exception cref="InputException">No session is left to train on, or there is none to test on.</exception>
    public static TrainingRows Of(TrainingWindows windows, PanelAxes axes, int purgeSessions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(purgeSessions);
        RowRange test = Rows(windows.Test, axes, axes.Dates.Length);
        if (test.Count == 0)
            throw Empty(windows.Test, "test", axes, purgeSessions);
        RowRange valid = Rows(windows.Valid, axes, test.First - purgeSessions);
        int next = valid.Count > 0 ? valid.First : test.First;
        RowRange train = Rows(windows.Train, axes, next - purgeSessions);
        if (train.Count == 0)
            throw Empty(windows.Train, "training", axes, purgeSessions);
        return new TrainingRows(train, valid, test, purgeSessions);
    }

    private static RowRange Rows(Segment segment, PanelAxes axes, int end)
    {
        if (segment.IsEmpty)
            return RowRange.None;
        int first = FirstFrom(axes, segment.First);
        int last = Math.Min(FirstFrom(axes, segment.Last.AddDays(1)), end) - 1;
        return last < first ? RowRange.None : new RowRange(first, last);
    }

    private static int FirstFrom(PanelAxes axes, DateOnly day)
    {
        int found = axes.Dates.BinarySearch(new TradeDate(day));
        return found >= 0 ? found : ~found;
    }

    private static InputException Empty(Segment segment, string name, PanelAxes axes, int purge) => new(
        "config/model_config.json",
        $"{name} segment",
        $"sessions between {segment}, less {purge} before the next segment",
        axes.Dates.IsEmpty ? "no data" : $"data from {axes.Dates[0]} to {axes.Dates[^1]}",
        "Import more history or set shorter windows.");
}
