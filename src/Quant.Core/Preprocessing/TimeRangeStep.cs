namespace Quant.Preprocessing;

/// <summary>Keeps the instruments whose rows reach from a first to a last day; the others lose all of theirs.</summary>
/// <remarks>
/// Qlib looks at all data to decide, also at what came after the training window. Here the instruments are learned from
/// the window, and a day outside of it is refused: who will survive is not known before.
/// </remarks>
internal sealed class TimeRangeStep(ProcessorSpec spec) : ProcessorStep(spec)
{
    private readonly TradeDate? start = ProcessorCatalog.Date(spec, "start_time");
    private readonly TradeDate? end = ProcessorCatalog.Date(spec, "end_time");

    public override bool Learns => true;

    public override bool NeedsAbsent => true;

    public override FittedProcessor Fit(FeatureBlock window)
    {
        ImmutableArray<TradeDate> dates = window.Axes.Dates;
        Require("start_time", start, dates);
        Require("end_time", end, dates);
        int width = window.Axes.Instruments.Length;
        bool Covers(int column)
        {
            int[] rows = [.. Enumerable.Range(0, dates.Length).Where(row => !window.Absent[(row * width) + column])];
            return rows.Length > 0 && (start is null || dates[rows[0]] <= start) && (end is null || dates[rows[^1]] >= end);
        }

        return new FittedProcessor(Spec, [], [])
        {
            Instruments = [.. Enumerable.Range(0, width).Where(Covers).Select(column => window.Axes.Instruments[column])],
        };
    }

    public override void Apply(FeatureBlock block, FittedProcessor fitted)
    {
        ImmutableHashSet<InstrumentId> kept = [.. fitted.Instruments ?? []];
        bool[] dropped = [.. block.Axes.Instruments.Select(instrument => !kept.Contains(instrument))];
        block.Own();
        Rows.Erase(block, cell => dropped[cell % dropped.Length]);
    }

    private void Require(string argument, TradeDate? day, ImmutableArray<TradeDate> dates)
    {
        if (day is { } asked && (asked < dates[0] || asked > dates[^1]))
            throw ProcessorCatalog.Wrong(
                Spec, argument, $"a day within the training window, {dates[0]} to {dates[^1]}", $"{asked}");
    }
}
