namespace Quant.Execution.Statements;

/// <summary>Cells of a document that are joined: only the first has the value that all of them show.</summary>
/// <param name="FirstRow">The first row, from 1.</param>
/// <param name="LastRow">The last row.</param>
/// <param name="Column">The first column, from 0.</param>
internal readonly record struct JoinedCells(int FirstRow, int LastRow, int Column);

/// <summary>A sheet of a spreadsheet, or a whole text file, cell by cell.</summary>
/// <param name="Origin">The document's name, for messages.</param>
/// <param name="Sheet">The sheet's name; empty for a text file.</param>
/// <param name="Rows">The rows with their numbers from 1: text, number, date or null.</param>
/// <param name="Joined">Cells that are joined.</param>
internal sealed record StatementCells(
    string Origin, string Sheet, ImmutableArray<(int Number, object?[] Cells)> Rows, ImmutableArray<JoinedCells> Joined)
{
    private const string Remedy = "Compare with the broker's own display; correct the export, not the figure.";

    /// <summary>Whether nothing is in it.</summary>
    public bool IsBlank => Rows.All(row => row.Cells.All(cell => TextOf(cell).Length == 0));

    /// <summary>Where a cell is, as people find it: <c>Sheet1!C7</c>, or the line of a text file.</summary>
    public string PlaceOf(int row, int column)
    {
        if (Sheet.Length == 0)
            return row.ToString(CultureInfo.InvariantCulture);
        string letters = "";
        for (int rest = column; rest >= 0; rest = (rest / 26) - 1)
            letters = (char)('A' + (rest % 26)) + letters;
        return string.Create(CultureInfo.InvariantCulture, $"{Sheet}!{letters}{row}");
    }

    /// <summary>An error at a cell.</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="column">The column, from 0.</param>
    /// <param name="heading">The column's heading; empty if it has none.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there; empty for nothing.</param>
    /// <param name="remedy">What to do; null for the usual.</param>
    public InputException Wrong(
        int row, int column, string heading, string expected, string found, string? remedy = null) => new(
        Origin, heading.Length == 0 ? PlaceOf(row, column) : $"{PlaceOf(row, column)} {heading}", expected,
        found.Length == 0 ? "nothing" : $"'{(found.Length > 60 ? found[..60] + "…" : found)}'", remedy ?? Remedy);

    /// <summary>A cell as text, without blanks around it.</summary>
    public static string TextOf(object? cell) => cell switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime day => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        _ => (Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "").Trim(),
    };
}
