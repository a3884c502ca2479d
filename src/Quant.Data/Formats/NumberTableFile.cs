using Quant.Storage;

namespace Quant.Data.Formats;

/// <summary>Reads and writes a <see cref="NumberTable"/> as CSV or Parquet, by the ending of the file's name.</summary>
/// <remarks>
/// <para>CSV (<c>.csv</c>; reading also <c>.csv.gz</c>): a header, then one line a row, keys first. A number has as many
/// digits as it takes to read the same double again, up to 17. An empty field is a missing number; reading also takes
/// <c>NaN</c>. Infinities are <c>inf</c> and <c>-inf</c>.</para>
/// <para>Parquet (<c>.parquet</c>): keys are text, days are dates if all of a column are <c>yyyy-MM-dd</c> and
/// timestamps if all are <c>yyyy-MM-dd HH:mm:ss</c>; numbers are doubles, missing ones NaN. Read are also floats,
/// integers, booleans (0 and 1) and decimals as numbers, and a null is missing.</para>
/// </remarks>
public static class NumberTableFile
{
    private const string CsvEnding = ".csv";
    private const string PackedEnding = ".csv.gz";
    private const string ParquetEnding = ".parquet";

    /// <summary>
    /// The names that are keys where no others are named: <c>instrument datetime date symbol</c>.
    /// </summary>
    public static ImmutableArray<string> UsualKeys { get; } = ["instrument", "datetime", "date", "symbol"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">A file whose name ends in <c>.csv</c>, <c>.csv.gz</c> or <c>.parquet</c>.</param>
    /// <param name="keys">The columns of text, all of which must be there; without it those of
    /// <see cref="UsualKeys"/> that are. Every other column is a number.</param>
    /// <exception cref="InputException">It cannot be read, lacks a key or holds a cell that is no number; says
    /// where.</exception>
    public static NumberTable Read(string path, ImmutableArray<string> keys = default)
    {
        if (HasEnding(path, CsvEnding) || HasEnding(path, PackedEnding))
            return NumberTableCsv.Read(path, keys);
        return HasEnding(path, ParquetEnding) ? NumberTableParquet.Read(path, keys) : throw Unknown(path, PackedEnding);
    }

    /// <summary>Writes a table, whole or not at all.</summary>
    /// <exception cref="InputException">The name ends in neither <c>.csv</c> nor <c>.parquet</c>.</exception>
    /// <exception cref="StorageException">It could not be written.</exception>
    public static void Write(string path, NumberTable table) => Write(path, [table]);

    /// <summary>Writes the rows of several tables one after another, whole or not at all.</summary>
    /// <param name="path">A file whose name ends in <c>.csv</c> or <c>.parquet</c>.</param>
    /// <param name="parts">Tables with the same columns, at least one; each is made when its turn comes, so memory need
    /// not hold all of them. In Parquet each is a row group, and the first decides which keys are days.</param>
    /// <exception cref="ArgumentException">The parts differ in their columns, or there is none.</exception>
    /// <exception cref="InputException">The name ends in neither <c>.csv</c> nor <c>.parquet</c>.</exception>
    /// <exception cref="StorageException">It could not be written.</exception>
    public static void Write(string path, IEnumerable<NumberTable> parts)
    {
        if (HasEnding(path, CsvEnding))
            DurableFile.Write(path, stream => NumberTableCsv.Write(stream, parts));
        else if (HasEnding(path, ParquetEnding))
            DurableFile.Write(path, stream => NumberTableParquet.Write(stream, parts));
        else
            throw Unknown(path, ParquetEnding);
    }

    /// <summary>Which of a file's columns are keys.</summary>
    internal static ImmutableArray<string> KeysOf(
        string path, IReadOnlyCollection<string> columns, ImmutableArray<string> asked)
    {
        if (asked.IsDefault)
            return [.. columns.Where(column => UsualKeys.Contains(column))];
        string? lacking = asked.FirstOrDefault(key => !columns.Contains(key));
        return lacking is null
            ? asked
            : throw new InputException(
                path,
                "",
                $"a column '{lacking}'",
                $"the columns {string.Join(", ", columns.Take(20))}{(columns.Count > 20 ? ", …" : "")}",
                NearestName.Remedy(lacking, columns));
    }

    private static bool HasEnding(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static InputException Unknown(string path, string other) => new(
        path,
        "",
        $"a name that ends in {CsvEnding} or {other}",
        $"'{Path.GetExtension(path)}'",
        "Name the file by its format.");
}
