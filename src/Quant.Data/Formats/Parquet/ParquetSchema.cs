using System.Collections.Frozen;

namespace Quant.Data.Formats.Parquet;

/// <summary>The columns of a file, in their order. Names are unique.</summary>
public sealed class ParquetSchema
{
    /// <summary>The most columns a schema may have.</summary>
    public const int MaxColumns = 10_000;

    private const int NamesShown = 20;

    private readonly FrozenDictionary<string, int> positions;

    /// <summary>A schema of these columns.</summary>
    /// <exception cref="ArgumentException">
    /// There is none, there are more than <see cref="MaxColumns"/>, or two share a name.
    /// </exception>
    public ParquetSchema(params IEnumerable<ParquetColumn> columns)
    {
        Columns = [.. columns];
        if (Columns.Length is 0 or > MaxColumns)
            throw new ArgumentException(
                $"A schema has 1 to {MaxColumns} columns, not {Columns.Length}.", nameof(columns));
        string? twice = Columns.GroupBy(column => column.Name, StringComparer.Ordinal)
            .FirstOrDefault(same => same.Skip(1).Any())?.Key;
        if (twice is not null)
            throw new ArgumentException($"Two columns are named '{twice}'.", nameof(columns));
        positions = Columns.Select((column, position) => (column.Name, position))
            .ToFrozenDictionary(pair => pair.Name, pair => pair.position, StringComparer.Ordinal);
    }

    /// <summary>The columns.</summary>
    public ImmutableArray<ParquetColumn> Columns { get; }

    /// <summary>The column of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ParquetColumn this[string name] => Columns[Position(name)];

    /// <summary>Whether there is a column of this name.</summary>
    public bool Contains(string name) => positions.ContainsKey(name);

    /// <summary>The position of a column, counted from 0.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public int Position(string name) => positions.TryGetValue(name, out int position)
        ? position
        : throw new ArgumentException(
            $"There is no column '{name}'; there are {Names()}.",
            nameof(name));

    private string Names() => string.Join(", ", Columns.Take(NamesShown).Select(column => column.Name))
        + (Columns.Length > NamesShown ? ", …" : "");
}
