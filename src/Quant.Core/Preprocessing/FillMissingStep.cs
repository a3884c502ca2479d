namespace Quant.Preprocessing;

/// <summary>Puts a date's mean, its median or the mean of an instrument's group where a feature is missing.</summary>
/// <remarks>
/// Only finite values count. An instrument without a group, or whose group has no value that date, gets the date's mean.
/// A cell without any feature stays missing in all of them, and so does a date without any value.
/// </remarks>
internal sealed class FillMissingStep : CellStep
{
    private readonly string method;
    private readonly string? group;

    public FillMissingStep(ProcessorSpec spec)
        : base(spec)
    {
        method = ProcessorCatalog.Choice(spec, "method", "median", "mean", "group_mean");
        group = spec.Arguments.GetValueOrDefault("group");
        if (method == "group_mean" && string.IsNullOrWhiteSpace(group))
            throw ProcessorCatalog.Wrong(spec, "group", "the name of a group column", "");
    }

    public override bool NeedsAbsent => true;

    public override ImmutableArray<ExposureRequest> Needs =>
        method == "group_mean" ? [new ExposureRequest(group!, IsGroup: true)] : [];

    public override void Change(CellRun run)
    {
        if (method != "group_mean")
        {
            for (int row = 0; row < run.Rows; row++)
                Fill(run, row, default);
            return;
        }

        Exposures exposures = run.Block.Exposures ?? throw new InputException(
            "preprocessing", Spec.ToString(), $"the column {group}", "none", "Give the groups with the features.");
        Panel groups = exposures[group!];
        for (int row = 0; row < run.Rows; row++)
            Fill(run, row, exposures.Row(groups, run.Block.Axes, run.FirstRow + row));
    }

    private void Fill(CellRun run, int row, ReadOnlySpan<double> groups)
    {
        Span<double> cells = run[row];
        double usual = method == "median" ? OrderStatistic.Median(cells) : FiniteStatistics.Mean(cells);
        Dictionary<double, double> means = groups.IsEmpty ? [] : Means(cells, groups);
        int first = run.FirstCell + (row * cells.Length);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (double.IsNaN(cells[cell]) && !run.Block.Absent[first + cell])
                cells[cell] = groups.IsEmpty || double.IsNaN(groups[cell]) ? usual
                    : means.GetValueOrDefault(groups[cell], usual);
        }
    }

    private static Dictionary<double, double> Means(ReadOnlySpan<double> cells, ReadOnlySpan<double> groups)
    {
        var sums = new Dictionary<double, (double Sum, int Count)>();
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (!double.IsFinite(cells[cell]) || double.IsNaN(groups[cell]))
                continue;
            (double sum, int count) = sums.GetValueOrDefault(groups[cell]);
            sums[groups[cell]] = (sum + cells[cell], count + 1);
        }

        return sums.ToDictionary(group => group.Key, group => group.Value.Sum / group.Value.Count);
    }
}
