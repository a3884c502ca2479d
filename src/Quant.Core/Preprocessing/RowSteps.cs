using System.Runtime.Intrinsics;

namespace Quant.Preprocessing;

/// <summary>Puts a number where a feature is missing.</summary>
/// <remarks>A cell without any feature stays missing in all of them: the instrument has no row there.</remarks>
internal sealed class FillStep(ProcessorSpec spec) : CellStep(spec)
{
    private readonly double fill = ProcessorCatalog.Number(spec, "fill_value", fallback: 0);

    public override bool NeedsAbsent => true;

    public override void Change(CellRun run)
    {
        Span<double> cells = run.Cells;
        AbsentCells absent = run.Block.Absent;
        int index = 0;
        for (; index <= cells.Length - Vector512<double>.Count; index += Vector512<double>.Count)
        {
            // Nearly every run of cells is complete.
            if (Vector512.IsNaN(Vector512.Create<double>(cells[index..])) != Vector512<double>.Zero)
                Fill(cells.Slice(index, Vector512<double>.Count), absent, run.FirstCell + index);
        }

        Fill(cells[index..], absent, run.FirstCell + index);
    }

    private void Fill(Span<double> cells, AbsentCells absent, int first)
    {
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (double.IsNaN(cells[cell]) && !absent[first + cell])
                cells[cell] = fill;
        }
    }
}

/// <summary>
/// Drops the row of an instrument and date where any feature is missing: all of its features become missing.
/// </summary>
internal sealed class DropRowStep(ProcessorSpec spec) : ProcessorStep(spec)
{
    public override bool NeedsAbsent => true;

    public override void Apply(FeatureBlock block, FittedProcessor fitted)
    {
        block.Own();
        bool[] dropped = new bool[block.Axes.Dates.Length * block.Axes.Instruments.Length];
        for (int feature = 0; feature < block.Panels.Length; feature++)
        {
            ReadOnlySpan<double> cells = block.Cells(feature);
            for (int cell = 0; cell < cells.Length; cell++)
                dropped[cell] |= double.IsNaN(cells[cell]);
        }

        Rows.Erase(block, cell => dropped[cell]);
    }
}

/// <summary>Rows of instruments and dates.</summary>
internal static class Rows
{
    /// <summary>Takes rows away: every feature of theirs becomes missing, and later steps fill none of them.</summary>
    public static void Erase(FeatureBlock block, Func<int, bool> erased)
    {
        int[] gone = [.. Enumerable.Range(0, block.Axes.Dates.Length * block.Axes.Instruments.Length).Where(erased)];
        foreach (int cell in gone)
            block.Absent.Add(cell);
        block.ForEach(feature =>
        {
            Span<double> cells = block.Cells(feature);
            foreach (int cell in gone)
                cells[cell] = double.NaN;
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

/// <summary>Keeps a copy of features as they are at this point, under another name, for who watches their strength.</summary>
/// <remarks>No later step changes the copies; they come after all other features.</remarks>
internal sealed class KeepRawStep(ProcessorSpec spec) : ProcessorStep(spec)
{
    private readonly ImmutableArray<string> names = ProcessorCatalog.Names(spec, "col_list");
    private readonly string suffix = spec.Arguments.GetValueOrDefault("suffix", "_raw");

    public override void Apply(FeatureBlock block, FittedProcessor fitted)
    {
        ImmutableArray<string> unknown = [.. names.Where(name => !block.Names.Contains(name, StringComparer.Ordinal))];
        if (!unknown.IsEmpty)
            throw ProcessorCatalog.Wrong(Spec, "col_list", "features that there are", unknown[0]);
        block.KeepAside([.. names.Select(name => (block.Names.IndexOf(name), name + suffix))]);
    }
}

/// <summary>The hyperbolic tangent of each value less one.</summary>
internal sealed class TanhStep(ProcessorSpec spec) : CellStep(spec)
{
    public override void Change(CellRun run)
    {
        foreach (ref double cell in run.Cells)
            cell = Math.Tanh(cell - 1);
    }
}

/// <summary>A step that changes how Qlib stores its frame and no number; read so that configurations run unchanged.</summary>
internal sealed class StorageStep(ProcessorSpec spec) : ProcessorStep(spec)
{
    public override void Apply(FeatureBlock block, FittedProcessor fitted)
    {
    }
}
