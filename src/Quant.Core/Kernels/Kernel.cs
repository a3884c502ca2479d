using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>What a kernel is given: cells of one tile, from one date on.</summary>
internal readonly unsafe struct KernelCall
{
    /// <summary>
    /// Each source at its first cell to compute; the rows that the kernel reaches back to lie before it.
    /// </summary>
    public required double** Sources { get; init; }

    /// <summary>Each result at its first cell to compute.</summary>
    public required double** Results { get; init; }

    /// <summary>How many cells to compute: rows times lanes.</summary>
    public required int Count { get; init; }

    /// <summary>The snapshot's row of the first cell.</summary>
    public required int Row { get; init; }

    /// <summary>The row of each lane's first bar.</summary>
    public required int* FirstBars { get; init; }

    /// <summary>What the kernel keeps from call to call.</summary>
    public required double* State { get; init; }

    /// <summary>Room for <see cref="Kernel.ScratchLength"/> numbers, which another kernel may have used.</summary>
    public required double* Scratch { get; init; }

    /// <summary>The rows of all calls for the tile.</summary>
    public required int AllRows { get; init; }

    /// <summary>How often the kernel was called for the tile before.</summary>
    public required int Chunk { get; init; }

    /// <summary>Whether vectors of 512 bits are to be used.</summary>
    public required bool IsWide { get; init; }

    /// <summary>Whether nobody reads the results, so that only what is kept from call to call need be brought up to
    /// date.</summary>
    public bool ForStateAlone { get; init; }

    /// <summary>The cells of a source that go with those to compute, for a kernel that does not reach back.</summary>
    public ReadOnlySpan<double> Source(int source) => new(Sources[source], Count);

    /// <summary>The cells of a result to compute.</summary>
    public Span<double> Result(int result) => new(Results[result], Count);
}

/// <summary>
/// One operator over tiles. Two kernels that are equal compute the same, which is how work is shared.
/// </summary>
/// <remarks>
/// Reproducible: a cell's result depends on the cells of its own lane within the kernel's reach, never on where a call
/// begins nor on the width of the vectors. Windows are merged from parts or computed afresh; nothing is ever subtracted
/// from a running sum.
/// </remarks>
internal abstract record Kernel
{
    /// <summary>A reach over all rows before.</summary>
    public const int Everything = int.MaxValue;

    /// <summary>Whether the machine has vectors of 512 bits.</summary>
    public static bool HasWide => Vector512.IsHardwareAccelerated;

    /// <summary>How many results there are.</summary>
    public virtual int Results => 1;

    /// <summary>Whether the results are series: missing outside of the bars. Parts of windows are not.</summary>
    public virtual bool IsSeries => true;

    /// <summary>How many numbers it keeps from call to call.</summary>
    public virtual int StateLength => 0;

    /// <summary>How many numbers it keeps from call to call over so many rows.</summary>
    public virtual int StateLengthOf(int rows) => StateLength;

    /// <summary>How many numbers it needs room for while it runs.</summary>
    public virtual int ScratchLength => 0;

    /// <summary>Whether a cell depends on all rows since the first bar, so that computing must begin there.</summary>
    public virtual bool BeginsAtFirstBar => false;

    /// <summary>How many rows before a cell's own row it reads from a source, to compute that cell.</summary>
    public virtual int Reach(int source) => 0;

    /// <summary>How many rows before a cell's own row of a source the cell depends on, some of them kept as
    /// state.</summary>
    public virtual int Lookback(int source) => Reach(source);

    /// <summary>What a result is before the first row, where there is nothing.</summary>
    public virtual double Blank(int result) => double.NaN;

    /// <summary>Makes the state what it is before the first row.</summary>
    public virtual unsafe void Begin(double* state, int rows, bool isWide) =>
        new Span<double>(state, StateLengthOf(rows)).Clear();

    /// <summary>Computes the cells of a call.</summary>
    public abstract unsafe void Run(in KernelCall call);
}
