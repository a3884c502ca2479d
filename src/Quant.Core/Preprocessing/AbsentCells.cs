namespace Quant.Preprocessing;

/// <summary>Which instruments have no row at all on which dates: no feature is there, so none may be filled in.</summary>
/// <remarks>Layout: one mark per cell, row-major, as in the panels.</remarks>
internal sealed class AbsentCells
{
    private const int ChunkCells = 1 << 16;

    private readonly bool[] marks;

    private AbsentCells(bool[] marks) => this.marks = marks;

    /// <summary>Finds the cells where every panel is missing from <paramref name="start"/> on.</summary>
    /// <param name="panels">The features; at least one, all of a shape.</param>
    /// <param name="start">The first cell, which is the first mark.</param>
    /// <param name="count">How many cells.</param>
    public static AbsentCells Of(ImmutableArray<Panel> panels, int start, int count)
    {
        bool[] marks = new bool[count];
        Parallel.For(0, (count + ChunkCells - 1) / ChunkCells, chunk =>
        {
            int first = chunk * ChunkCells;
            Span<int> missing = new int[Math.Min(ChunkCells, count - first)];
            int left = Missing(panels[0].Values.Slice(start + first, missing.Length), missing);
            for (int index = 1; index < panels.Length && left > 0; index++)
                left = StillMissing(panels[index].Values.Slice(start + first, missing.Length), missing[..left]);
            foreach (int cell in missing[..left])
                marks[first + cell] = true;
        });
        return new AbsentCells(marks);
    }

    /// <summary>Whether a cell has no row.</summary>
    public bool this[int cell] => marks[cell];

    /// <summary>Takes a cell's row away.</summary>
    public void Add(int cell) => marks[cell] = true;

    private static int Missing(ReadOnlySpan<double> cells, Span<int> found)
    {
        int count = 0;
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (double.IsNaN(cells[cell]))
                found[count++] = cell;
        }

        return count;
    }

    private static int StillMissing(ReadOnlySpan<double> cells, Span<int> missing)
    {
        int count = 0;
        foreach (int cell in missing)
        {
            if (double.IsNaN(cells[cell]))
                missing[count++] = cell;
        }

        return count;
    }
}
