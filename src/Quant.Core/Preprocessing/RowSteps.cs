namespace Quant.Preprocessing;

/// <summary>Puts a number where a feature is missing.</summary>
/// <remarks>A cell without any feature stays missing in all of them: the instrument has no row there.</remarks>
internal sealed class FillStep(ProcessorSpec spec) : ProcessorStep(spec)
{
    private readonly double fill = ProcessorCatalog.Number(spec, "fill_value", fallback: 0);

    public override void Apply(FeatureBlock block, FittedProcessor fitted)
    {
        bool[] empty = block.EmptyCells();
        block.ForEach((panel, _) =>
        {
            Span<double> cells = panel.Values;
            for (int cell = 0; cell < cells.Length; cell++)
            {
                if (double.IsNaN(cells[cell]) && !empty[cell])
                    cells[cell] = fill;
            }
        });
    }
}

/// <summary>
/// Drops the row of an instrument and date where any feature is missing: all of its features become missing.
/// </summary>
internal sealed class DropRowStep(ProcessorSpec spec) : ProcessorStep(spec)
{
    public override void Apply(FeatureBlock block, FittedProcessor fitted)
    {
        bool[] dropped = new bool[block.Axes.Dates.Length * block.Axes.Instruments.Length];
        foreach (Panel panel in block.Panels)
        {
            ReadOnlySpan<double> cells = panel.Values;
            for (int cell = 0; cell < cells.Length; cell++)
                dropped[cell] |= double.IsNaN(cells[cell]);
        }

        block.ForEach((panel, _) =>
        {
            Span<double> cells = panel.Values;
            for (int cell = 0; cell < cells.Length; cell++)
            {
                if (dropped[cell])
                    cells[cell] = double.NaN;
            }
        });
    }
}

/// <summary>Keeps or removes features by name.</summary>
internal sealed class ColumnStep(ProcessorSpec spec, bool keep) : ProcessorStep(spec)
{
    private readonly ImmutableHashSet<string> names = [.. ProcessorCatalog.Names(spec, "col_list")];

    public override void Apply(FeatureBlock block, FittedProcessor fitted) =>
        block.Keep([.. Enumerable.Range(0, block.Names.Length).Where(
            position => names.Contains(block.Names[position]) == keep)]);
}

/// <summary>The hyperbolic tangent of each value less one.</summary>
internal sealed class TanhStep(ProcessorSpec spec) : ProcessorStep(spec)
{
    public override void Apply(FeatureBlock block, FittedProcessor fitted) => block.ForEach((panel, _) =>
    {
        foreach (ref double cell in panel.Values)
            cell = Math.Tanh(cell - 1);
    });
}
