namespace Quant.Data.Formats.Parquet;

/// <summary>The values of one column with their type.</summary>
/// <typeparam name="T">The column's <see cref="ParquetColumn.ValueType"/>.</typeparam>
public sealed class ParquetValuesOf<T> : ParquetValues
{
    private readonly T[] values;

    internal ParquetValuesOf(ParquetColumn column, T[] values, bool[]? valid)
        : base(column, values.Length, valid) => this.values = values;

    /// <summary>
    /// A value for each row; the default of the type, which is a null reference for text and bytes, where it is null.
    /// </summary>
    public ReadOnlySpan<T> Values => values;

    /// <inheritdoc/>
    internal override void WriteTo(ParquetWriter writer) => writer.WriteColumn<T>(Column.Name, Values, Valid);
}
