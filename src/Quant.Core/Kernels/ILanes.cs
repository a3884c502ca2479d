namespace Quant.Kernels;

/// <summary>Neighbouring cells as one vector of the machine; kernels are written once for every width.</summary>
/// <remarks>
/// Reproducible: every operation is exact or rounded once per cell, so a kernel gives the same bits at any width. A mask
/// has all bits of a cell set, or none.
/// </remarks>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many cells a vector holds.</summary>
    static abstract int Step { get; }

    static abstract TSelf Load(double* cells);

    static abstract TSelf Of(double number);

    static abstract void Store(TSelf value, double* cells);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    static abstract TSelf operator &(TSelf x, TSelf y);

    static abstract TSelf operator |(TSelf x, TSelf y);

    static abstract TSelf operator ~(TSelf x);

    /// <summary>A mask; not set where either is NaN.</summary>
    static abstract TSelf Less(TSelf x, TSelf y);

    /// <summary>A mask; not set where either is NaN.</summary>
    static abstract TSelf LessOrEqual(TSelf x, TSelf y);

    /// <summary>A mask; not set where either is NaN.</summary>
    static abstract TSelf Same(TSelf x, TSelf y);

    /// <summary>The first where the mask is set, otherwise the second.</summary>
    static abstract TSelf Choose(TSelf mask, TSelf yes, TSelf no);

    /// <summary>The count and one more where the mask is set.</summary>
    static abstract TSelf CountIf(TSelf count, TSelf mask);

    /// <summary>The smaller, for cells that are not NaN.</summary>
    static abstract TSelf Smaller(TSelf x, TSelf y);

    /// <summary>The larger, for cells that are not NaN.</summary>
    static abstract TSelf Larger(TSelf x, TSelf y);

    /// <summary>The smaller; NaN where either is.</summary>
    static abstract TSelf Min(TSelf x, TSelf y);

    /// <summary>The larger; NaN where either is.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    static abstract TSelf Root(TSelf x);

    static abstract TSelf Abs(TSelf x);

    static abstract TSelf Log(TSelf x);

    /// <summary>A mask of the cells that are neither NaN nor infinite.</summary>
    static abstract TSelf Finite(TSelf x);

    /// <summary>Whether every cell is neither NaN nor infinite.</summary>
    static abstract bool AllFinite(TSelf x);

    /// <summary>Whether every cell is equal to that of the other.</summary>
    static abstract bool AllSame(TSelf x, TSelf y);
}
