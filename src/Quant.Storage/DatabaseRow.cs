using Microsoft.Data.Sqlite;

namespace Quant.Storage;

/// <summary>
/// The current row of a query, by column index from zero. Valid only while the query's mapping function runs.
/// </summary>
public sealed class DatabaseRow
{
    private readonly SqliteDataReader reader;

    internal DatabaseRow(SqliteDataReader reader) => this.reader = reader;

    /// <summary>Whether a column has no value.</summary>
    public bool IsNull(int column) => reader.IsDBNull(column);

    /// <summary>A whole number.</summary>
    public long GetInt64(int column) => reader.GetInt64(column);

    /// <summary>A whole number that fits 32 bits.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public int GetInt32(int column) => checked((int)reader.GetInt64(column));

    /// <summary>A binary number.</summary>
    public double GetDouble(int column) => reader.GetDouble(column);

    /// <summary>A text.</summary>
    public string GetText(int column) => reader.GetString(column);

    /// <summary>A text, or null if there is none.</summary>
    public string? GetTextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A whole number, or null if there is none.</summary>
    public long? GetInt64OrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    /// <summary>A flag stored as 0 or 1.</summary>
    public bool GetFlag(int column) => reader.GetInt64(column) != 0;

    /// <summary>A copy of the bytes.</summary>
    public byte[] GetBytes(int column) => reader.GetFieldValue<byte[]>(column);
}
