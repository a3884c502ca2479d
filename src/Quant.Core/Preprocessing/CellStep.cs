namespace Quant.Preprocessing;

/// <summary>
/// A step that changes each feature by itself, a few whole dates at a time, so that several of them pass over the memory
/// together.
/// </summary>
internal abstract class CellStep(ProcessorSpec spec) : ProcessorStep(spec)
{
    /// <summary>Changes some dates of one feature in place.</summary>
    public abstract void Change(CellRun run);

    public sealed override void Apply(FeatureBlock block, FittedProcessor fitted) => block.Change([(this, fitted)]);
}

/// <summary>Some dates of one feature, and what a step needs to know of them.</summary>
internal readonly ref struct CellRun
{
    /// <summary>The cells, row after row.</summary>
    public required Span<double> Cells { get; init; }

    /// <summary>The row of the block that the first cell is of.</summary>
    public required int FirstRow { get; init; }

    /// <summary>Which feature.</summary>
    public required int Feature { get; init; }

    /// <summary>The block it belongs to.</summary>
    public required FeatureBlock Block { get; init; }

    /// <summary>What the step learned.</summary>
    public required FittedProcessor Fitted { get; init; }

    /// <summary>How many rows there are.</summary>
    public int Rows => Width == 0 ? 0 : Cells.Length / Width;

    /// <summary>One date's cells.</summary>
    public Span<double> this[int row] => Cells.Slice(row * Width, Width);

    /// <summary>The position of the first cell in the block.</summary>
    public int FirstCell => FirstRow * Width;

    private int Width => Block.Axes.Instruments.Length;
}
