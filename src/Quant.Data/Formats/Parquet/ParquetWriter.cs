using System.Buffers;
using Quant.Data.Formats.Parquet.Layouts;
using Quant.Data.Formats.Parquet.Pages;

namespace Quant.Data.Formats.Parquet;

/// <summary>Writes a Parquet file with a flat schema to a stream, column by column, row group by row group.</summary>
/// <remarks>
/// <para>A file is whole only after <see cref="Finish"/>: what was left before it has no footer and no reader takes
/// it.</para>
/// <para>Reproducible: the bytes depend on schema, values, options and the version of this library alone; with gzip
/// also on the version of the runtime, with Zstandard on that of libzstd.</para>
/// </remarks>
public sealed class ParquetWriter
{
    private readonly Stream stream;
    private readonly ParquetWriterOptions options;
    private readonly List<WrittenRowGroup> rowGroups = [];
    private readonly List<WrittenChunk> chunks = [];
    private long position;
    private bool broken;
    private bool finished;

    /// <summary>
    /// Starts a file at the current position of a stream, which stays open and must not be written by others.
    /// </summary>
    public ParquetWriter(Stream stream, ParquetSchema schema, ParquetWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        ParquetColumn? readOnly = schema.Columns.FirstOrDefault(column => !CanWrite(column));
        if (readOnly is not null)
            throw new ArgumentException($"Column '{readOnly.Name}' has a form that is only read.", nameof(schema));
        (this.stream, Schema, this.options) = (stream, schema, options ?? new ParquetWriterOptions());
        Append("PAR1"u8);
    }

    /// <summary>The columns.</summary>
    public ParquetSchema Schema { get; }

    /// <summary>
    /// Writes the next column of a row group. Columns come in the order of the schema; after the last one the row
    /// group is done.
    /// </summary>
    /// <typeparam name="T">The column's <see cref="ParquetColumn.ValueType"/>.</typeparam>
    /// <param name="column">The name of the column whose turn it is.</param>
    /// <param name="values">A value for each row, with anything where there is a null; a null reference is a null,
    /// too.</param>
    /// <param name="valid">As long, false where there is a null; or empty.</param>
    /// <exception cref="ArgumentException">
    /// It is not this column's turn, its type is another, the number of rows is not that of the column before, a
    /// required column has a null, or a value is outside the column's range. In the last two cases the file cannot be
    /// finished.
    /// </exception>
    /// <exception cref="InputException">The codec is Zstandard and this machine lacks libzstd.</exception>
    public void WriteColumn<T>(string column, ReadOnlySpan<T> values, ReadOnlySpan<bool> valid = default)
    {
        ObjectDisposedException.ThrowIf(finished, this);
        ParquetColumn next = Schema.Columns[chunks.Count];
        if (next.Name != column)
            throw new ArgumentException($"It is the turn of column '{next.Name}', not of '{column}'.", nameof(column));
        if (ColumnLayout.Of(next) is not ColumnLayout<T> layout)
            throw new ArgumentException(
                $"Column '{column}' holds {next.ValueType.Name}, not {typeof(T).Name}.", nameof(values));
        if (!valid.IsEmpty && valid.Length != values.Length)
            throw new ArgumentException(
                $"Column '{column}' has {values.Length} values and {valid.Length} validities.", nameof(valid));
        if (chunks.Count > 0 && chunks[0].RowCount != values.Length)
            throw new ArgumentException(
                $"Column '{column}' has {values.Length} rows, those before {chunks[0].RowCount}.", nameof(values));
        broken = true;
        chunks.Add(new ChunkWriter<T>(next, layout, options, Append, position).Write(values, valid));
        broken = false;
        if (chunks.Count == Schema.Columns.Length)
            CloseRowGroup();
    }

    /// <summary>Writes a whole row group.</summary>
    /// <param name="columns">The values of each column, in the order of the schema.</param>
    /// <exception cref="ArgumentException">As in <see cref="WriteColumn"/>.</exception>
    public void WriteRowGroup(params ReadOnlySpan<ParquetValues> columns)
    {
        if (chunks.Count > 0)
            throw new InvalidOperationException(
                $"A row group is open: it is the turn of column '{Schema.Columns[chunks.Count].Name}'.");
        if (columns.Length != Schema.Columns.Length)
            throw new ArgumentException(
                $"{columns.Length} columns for a schema of {Schema.Columns.Length}.", nameof(columns));
        foreach (ParquetValues values in columns)
            values.WriteTo(this);
    }

    /// <summary>Writes the footer and flushes the stream: the file is whole.</summary>
    /// <exception cref="InvalidOperationException">
    /// The last row group lacks columns, or a column could not be written.
    /// </exception>
    public void Finish()
    {
        ObjectDisposedException.ThrowIf(finished, this);
        if (broken)
            throw new InvalidOperationException("A column could not be written, so the file is not whole.");
        if (chunks.Count > 0)
            throw new InvalidOperationException(
                $"The last row group lacks column '{Schema.Columns[chunks.Count].Name}'.");
        var footer = new ArrayBufferWriter<byte>();
        FooterWriter.Append(footer, Schema, options, rowGroups);
        Append(footer.WrittenSpan);
        stream.Flush();
        finished = true;
    }

    private static bool CanWrite(ParquetColumn column) => (column.Kind, column.Physical) switch
    {
        (_, ParquetPhysicalType.Int96) => false,
        // A file may state more digits than its bytes can hold; what it has can be read, but not every value written.
        (ParquetKind.Decimal, ParquetPhysicalType.Int32) => column.Precision <= 9,
        (ParquetKind.Decimal, ParquetPhysicalType.Int64) => column.Precision <= 18,
        (ParquetKind.Decimal, ParquetPhysicalType.ByteArray) => false,
        (ParquetKind.Decimal, _) => column.ByteLength >= ParquetDecimal.BytesFor(column.Precision),
        _ => true,
    };

    private void CloseRowGroup()
    {
        // A row group without rows says nothing, and some readers stumble over it. Its pages were never written.
        if (chunks[0].RowCount > 0)
            rowGroups.Add(new WrittenRowGroup([.. chunks]));
        chunks.Clear();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        position += bytes.Length;
    }
}
