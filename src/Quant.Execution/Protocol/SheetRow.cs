namespace Quant.Execution.Protocol;

/// <summary>One row of a settlement sheet: cells by column name, each turned into a value or an error that names the
/// cell.</summary>
internal sealed class SheetRow(string origin, int number, object?[] cells, IReadOnlyDictionary<string, int> columns)
{
    private const string Remedy = "Compare the row with the broker's own display; correct the export, not the figure.";

    /// <summary>Whether no cell has anything in it.</summary>
    public bool IsBlank => cells.All(cell => TextOf(cell).Length == 0);

    /// <summary>The cell's text without blanks and tabs around it; empty if there is no such column.</summary>
    public string Text(string column) => columns.TryGetValue(column, out int index) ? TextOf(Cell(index)) : "";

    /// <summary>A date as <c>yyyyMMdd</c> or <c>yyyy-MM-dd</c>.</summary>
    public TradeDate Date(string column)
    {
        if (Cell(columns[column]) is DateTime day)
            return new TradeDate(DateOnly.FromDateTime(day));
        string text = Text(column);
        bool read = DateOnly.TryParseExact(
            text, ["yyyyMMdd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        return read ? new TradeDate(date) : throw Wrong(column, "a date as yyyyMMdd", text);
    }

    /// <summary>An amount in whole cents; zero if the cell is empty.</summary>
    public Money Money(string column)
    {
        decimal amount = Number(column);
        return decimal.IsInteger(amount * 100m)
            ? Units.Money.FromDecimal(amount)
            : throw Wrong(column, "an amount of at most two decimals", Text(column));
    }

    /// <summary>A price; zero if the cell is empty.</summary>
    public Price Price(string column)
    {
        decimal price = Number(column);
        return price >= 0m && decimal.IsInteger(price * Units.Price.Scale)
            ? Units.Price.FromDecimal(price)
            : throw Wrong(column, "a price that is not negative and has at most eight decimals", Text(column));
    }

    /// <summary>A number of shares, negative ones made positive: some sheets sign a sale; zero if the cell is
    /// empty.</summary>
    public long Shares(string column)
    {
        decimal shares = Number(column);
        return decimal.IsInteger(shares) && Math.Abs(shares) < 1e12m
            ? (long)Math.Abs(shares)
            : throw Wrong(column, "a whole number of shares", Text(column));
    }

    /// <summary>An error that names the cell.</summary>
    public InputException Wrong(string column, string expected, string found) =>
        new(origin, CellName(column), expected, found.Length == 0 ? "nothing" : $"'{found}'", Remedy);

    private decimal Number(string column)
    {
        if (!columns.TryGetValue(column, out int index))
            return 0m;
        object? cell = Cell(index);
        if (cell is double number)
        {
            return double.IsFinite(number) && Math.Abs(number) < 1e15
                ? (decimal)number
                : throw Wrong(column, "a number", number.ToString("R", CultureInfo.InvariantCulture));
        }

        string text = TextOf(cell);
        if (text.Length == 0)
            return 0m;
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        bool read = decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out decimal value)
            && Math.Abs(value) < 1e15m;
        return read ? value : throw Wrong(column, "a number without separators", text);
    }

    private object? Cell(int index) => index < cells.Length ? cells[index] : null;

    private string CellName(string column)
    {
        int index = columns.TryGetValue(column, out int found) ? found : 0;
        string letters = "";
        for (int rest = index; rest >= 0; rest = (rest / 26) - 1)
            letters = (char)('A' + (rest % 26)) + letters;
        return letters + number.ToString(CultureInfo.InvariantCulture);
    }

    private static string TextOf(object? cell) => cell switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime day => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        _ => (Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "").Trim(),
    };
}
