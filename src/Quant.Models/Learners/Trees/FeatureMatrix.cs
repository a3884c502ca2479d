namespace Quant.Models.Learners.Trees;

/// <summary>Rows of features for trees to learn from or to judge, wrapped around memory that the caller keeps.</summary>
/// <remarks>
/// <para>Layout: row-major or one block per column, in single or double precision; singles are widened exactly.</para>
/// <para>Missing: NaN.</para>
/// </remarks>
public sealed class FeatureMatrix
{
    private readonly ReadOnlyMemory<double> doubleRows;
    private readonly ReadOnlyMemory<float> singleRows;
    private readonly ImmutableArray<ReadOnlyMemory<double>> doubleColumns;
    private readonly Layout layout;

    private FeatureMatrix(
        Layout layout,
        int rows,
        ImmutableArray<string> names,
        ReadOnlyMemory<double> doubleRows = default,
        ReadOnlyMemory<float> singleRows = default,
        ImmutableArray<ReadOnlyMemory<double>> doubleColumns = default)
    {
        this.layout = layout;
        this.doubleRows = doubleRows;
        this.singleRows = singleRows;
        this.doubleColumns = doubleColumns;
        Rows = rows;
        Names = names;
    }

    private enum Layout
    {
        DoubleRows,
        SingleRows,
        DoubleColumns,
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

    /// <summary>Copies one feature of the rows from <paramref name="firstRow"/> on, as many as the destination holds.</summary>
    public void CopyColumn(int feature, int firstRow, Span<double> destination)
    {
        switch (layout)
        {
            case Layout.DoubleColumns:
                doubleColumns[feature].Span.Slice(firstRow, destination.Length).CopyTo(destination);
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
                for (int feature = 0; feature < Features; feature++)
                {
                    ReadOnlySpan<double> column = doubleColumns[feature].Span.Slice(firstRow, rows);
                    for (int row = 0, at = feature; row < rows; row++, at += Features)
                        destination[at] = column[row];
                }

                break;
        }
    }

    private static int RowCount(int length, ImmutableArray<string> names) =>
        names.IsDefaultOrEmpty || length % names.Length != 0
            ? throw new ArgumentException($"{length} values are no whole rows of {(names.IsDefault ? 0 : names.Length)} features.", nameof(names))
            : length / names.Length;
}
