namespace Quant.Models.Learners.Trees;

/// <summary>Rows of features for trees to learn from or to judge, wrapped around memory that the caller keeps.</summary>
/// <remarks>
/// <para>Layout: row-major in single or double precision, one block of doubles per feature, or chosen cells of panels; singles are
/// widened exactly.</para>
/// <para>Missing: NaN.</para>
/// </remarks>
public sealed class FeatureMatrix
{
    private readonly ReadOnlyMemory<double> doubleRows;
    private readonly ReadOnlyMemory<float> singleRows;
    private readonly ImmutableArray<ReadOnlyMemory<double>> doubleColumns;
    private readonly ImmutableArray<Panel> panels;
    private readonly ReadOnlyMemory<int> cells;
    private readonly Layout layout;

    private FeatureMatrix(
        Layout layout,
        int rows,
        ImmutableArray<string> names,
        ReadOnlyMemory<double> doubleRows = default,
        ReadOnlyMemory<float> singleRows = default,
        ImmutableArray<ReadOnlyMemory<double>> doubleColumns = default,
        ImmutableArray<Panel> panels = default,
        ReadOnlyMemory<int> cells = default)
    {
        this.layout = layout;
        this.doubleRows = doubleRows;
        this.singleRows = singleRows;
        this.doubleColumns = doubleColumns;
        this.panels = panels;
        this.cells = cells;
        Rows = rows;
        Names = names;
    }

    private enum Layout
    {
        DoubleRows,
        SingleRows,
        DoubleColumns,
        PanelCells,
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of features.</summary>
    public int Features => Names.Length;

    /// <summary>The features' names, in column order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Wraps rows of doubles, one row's features after another's.</summary>
    /// <exception cref="ArgumentException">The length is no multiple of the number of names, or there are no names.</exception>
    public static FeatureMatrix FromRows(ReadOnlyMemory<double> values, ImmutableArray<string> names) =>
        new(Layout.DoubleRows, RowCount(values.Length, names), names, doubleRows: values);

    /// <summary>Wraps rows of singles, one row's features after another's.</summary>
    /// <exception cref="ArgumentException">The length is no multiple of the number of names, or there are no names.</exception>
    public static FeatureMatrix FromRows(ReadOnlyMemory<float> values, ImmutableArray<string> names) =>
        new(Layout.SingleRows, RowCount(values.Length, names), names, singleRows: values);

    /// <summary>Wraps one block of doubles per feature.</summary>
    /// <exception cref="ArgumentException">The columns differ in length, or are not as many as the names.</exception>
    public static FeatureMatrix FromColumns(
        ImmutableArray<ReadOnlyMemory<double>> columns, ImmutableArray<string> names)
    {
        if (columns.Length == 0 || columns.Length != names.Length)
            throw new ArgumentException($"There are {columns.Length} columns and {names.Length} names.", nameof(columns));
        int rows = columns[0].Length;
        if (columns.Any(column => column.Length != rows))
            throw new ArgumentException("The columns differ in length.", nameof(columns));
        return new FeatureMatrix(Layout.DoubleColumns, rows, names, doubleColumns: columns);
    }

    /// <summary>Takes chosen cells of one panel per feature as rows.</summary>
    /// <param name="panels">The panels, all of one shape.</param>
    /// <param name="names">Their names.</param>
    /// <param name="cells">The cells, each row times instruments plus column; a cell becomes a row here.</param>
    /// <exception cref="ArgumentException">The panels differ in shape, or are not as many as the names.</exception>
    public static FeatureMatrix FromPanels(
        ImmutableArray<Panel> panels, ImmutableArray<string> names, ReadOnlyMemory<int> cells)
    {
        if (panels.Length == 0 || panels.Length != names.Length)
            throw new ArgumentException($"There are {panels.Length} panels and {names.Length} names.", nameof(panels));
        if (panels.Any(panel => !panel.SameShape(panels[0])))
            throw new ArgumentException("The panels differ in shape.", nameof(panels));
        return new FeatureMatrix(Layout.PanelCells, cells.Length, names, panels: panels, cells: cells);
    }

    /// <summary>Copies one feature of the rows from <paramref name="firstRow"/> on, as many as the destination holds.</summary>
    public void CopyColumn(int feature, int firstRow, Span<double> destination)
    {
        switch (layout)
        {
            case Layout.DoubleColumns:
                doubleColumns[feature].Span.Slice(firstRow, destination.Length).CopyTo(destination);
                break;
            case Layout.PanelCells:
                ReadOnlySpan<double> values = panels[feature].Values;
                ReadOnlySpan<int> chosen = cells.Span.Slice(firstRow, destination.Length);
                for (int row = 0; row < chosen.Length; row++)
                    destination[row] = values[chosen[row]];
                break;
            case Layout.DoubleRows:
                ReadOnlySpan<double> doubles = doubleRows.Span[(firstRow * Features)..];
                for (int row = 0, at = feature; row < destination.Length; row++, at += Features)
                    destination[row] = doubles[at];
                break;
            default:
                ReadOnlySpan<float> singles = singleRows.Span[(firstRow * Features)..];
                for (int row = 0, at = feature; row < destination.Length; row++, at += Features)
                    destination[row] = singles[at];
                break;
        }
    }

    /// <summary>Copies neighbouring features of chosen rows, one feature's rows after another's.</summary>
    internal void CopySample(int firstFeature, int count, int[] sample, Span<double> destination)
    {
        if (layout is Layout.DoubleColumns or Layout.PanelCells)
        {
            for (int feature = 0; feature < count; feature++)
                CopyChosen(firstFeature + feature, sample, destination.Slice(feature * sample.Length, sample.Length));
            return;
        }

        ReadOnlySpan<double> doubles = doubleRows.Span;
        ReadOnlySpan<float> singles = singleRows.Span;
        for (int index = 0; index < sample.Length; index++)
        {
            int start = (sample[index] * Features) + firstFeature;
            for (int feature = 0, at = index; feature < count; feature++, at += sample.Length)
                destination[at] = layout == Layout.DoubleRows ? doubles[start + feature] : singles[start + feature];
        }
    }

    /// <summary>Copies whole rows from <paramref name="firstRow"/> on, row-major, as many as the destination holds.</summary>
    public void CopyRows(int firstRow, Span<double> destination)
    {
        int rows = destination.Length / Features;
        switch (layout)
        {
            case Layout.DoubleRows:
                doubleRows.Span.Slice(firstRow * Features, rows * Features).CopyTo(destination);
                break;
            case Layout.SingleRows:
                System.Numerics.Tensors.TensorPrimitives.ConvertChecked<float, double>(
                    singleRows.Span.Slice(firstRow * Features, rows * Features), destination);
                break;
            default:
                Span<double> column = rows <= 512 ? stackalloc double[rows] : new double[rows];
                for (int feature = 0; feature < Features; feature++)
                {
                    CopyColumn(feature, firstRow, column);
                    for (int row = 0, at = feature; row < rows; row++, at += Features)
                        destination[at] = column[row];
                }

                break;
        }
    }

    private void CopyChosen(int feature, int[] sample, Span<double> destination)
    {
        ReadOnlySpan<double> values = layout == Layout.DoubleColumns ? doubleColumns[feature].Span : panels[feature].Values;
        ReadOnlySpan<int> chosen = cells.Span;
        for (int index = 0; index < sample.Length; index++)
            destination[index] = values[layout == Layout.DoubleColumns ? sample[index] : chosen[sample[index]]];
    }

    private static int RowCount(int length, ImmutableArray<string> names) =>
        names.IsDefaultOrEmpty || length % names.Length != 0
            ? throw new ArgumentException($"{length} values are no whole rows of the features named.", nameof(names))
            : length / names.Length;
}
