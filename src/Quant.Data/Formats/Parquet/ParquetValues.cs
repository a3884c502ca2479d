namespace Quant.Data.Formats.Parquet;

/// <summary>The values of one column, some of which may be null. Immutable.</summary>
/// <remarks>
/// Missing: a null is told by <see cref="IsNull"/> alone; its place among the values holds the default of the type. A
/// NaN is a value and not a null.
/// </remarks>
public abstract class ParquetValues
{
    private readonly bool[]? valid;

    private protected ParquetValues(ParquetColumn column, int count, bool[]? valid)
    {
        (Column, Count) = (column, count);
        NullCount = valid is null ? 0 : count - valid.AsSpan(0, count).Count(true);
        this.valid = NullCount == 0 ? null : valid;
    }

    /// <summary>The column.</summary>
    public ParquetColumn Column { get; }

    /// <summary>The rows, nulls included.</summary>
    public int Count { get; }

    /// <summary>The rows that are null.</summary>
    public int NullCount { get; }

    /// <summary>For each row whether it has a value; empty if all have.</summary>
    public ReadOnlySpan<bool> Valid => valid;

    /// <summary>Values of a column, copied.</summary>
    /// <typeparam name="T">The column's <see cref="ParquetColumn.ValueType"/>.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="values">The values, with anything where there is a null.</param>
    /// <param name="valid">As long, false where there is a null; or empty if there is none.</param>
    /// <exception cref="ArgumentException">
    /// The type is not that of the column, the lengths differ, or a required column has a null.
    /// </exception>
    public static ParquetValuesOf<T> Of<T>(
        ParquetColumn column, ReadOnlySpan<T> values, ReadOnlySpan<bool> valid = default)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (typeof(T) != column.ValueType)
            throw new ArgumentException(
                $"Column '{column.Name}' holds {column.ValueType.Name}, not {typeof(T).Name}.", nameof(values));
        if (!valid.IsEmpty && valid.Length != values.Length)
            throw new ArgumentException($"{values.Length} values have {valid.Length} validities.", nameof(valid));
        bool[]? flags = valid.Contains(false) ? valid.ToArray() : null;
        T[] copy = values.ToArray();
        for (int row = 0; row < copy.Length; row++)
        {
            if (flags is not null && !flags[row])
                copy[row] = default!;
            else if (copy[row] is null)
                (flags ??= MakeValid(copy.Length))[row] = false;
        }

        if (flags is not null && !column.IsOptional)
            throw new ArgumentException($"Column '{column.Name}' is required, but has nulls.", nameof(values));
        return new ParquetValuesOf<T>(column, copy, flags);
    }

    /// <summary>Whether the value of a row is null.</summary>
    public bool IsNull(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        return valid is not null && !valid[row];
    }

    /// <summary>The same with its type.</summary>
    /// <typeparam name="T">The column's <see cref="ParquetColumn.ValueType"/>.</typeparam>
    /// <exception cref="ArgumentException">The type is another.</exception>
    public ParquetValuesOf<T> As<T>() => this as ParquetValuesOf<T>
        ?? throw new ArgumentException($"Column '{Column.Name}' holds {Column.ValueType.Name}, not {typeof(T).Name}.");

    /// <summary>Writes these as the next column of a row group.</summary>
    internal abstract void WriteTo(ParquetWriter writer);

    private static bool[] MakeValid(int count)
    {
        var flags = new bool[count];
        flags.AsSpan().Fill(true);
        return flags;
    }
}
