namespace Quant.Models.Learners.Neural;

/// <summary>Brings cells of many panels together as rows.</summary>
internal static class RowGather
{
    /// <summary>Copies the features of some cells, row-major: a row a cell, a column a panel.</summary>
    public static void Copy(ImmutableArray<Panel> panels, ReadOnlySpan<int> cells, Span<double> destination)
    {
        for (int feature = 0; feature < panels.Length; feature++)
        {
            ReadOnlySpan<double> values = panels[feature].Values;
            for (int row = 0, at = feature; row < cells.Length; row++, at += panels.Length)
                destination[at] = values[cells[row]];
        }
    }
}
