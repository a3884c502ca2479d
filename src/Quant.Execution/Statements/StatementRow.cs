namespace Quant.Execution.Statements;

/// <summary>One row of a document: cells by meaning, each turned into a value or an error that names the cell.</summary>
internal sealed class StatementRow(StatementTable table, int number, object?[] cells)
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>The row's number in its file or sheet, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Whether no cell has anything in it.</summary>
    public bool IsBlank => cells.All(cell => StatementCells.TextOf(cell).Length == 0);

    /// <summary>Whether the row says sums of those above it.</summary>
    public bool IsTotal => cells.Select(StatementCells.TextOf).FirstOrDefault(text => text.Length > 0) is { } first
        && table.Format.Totals.Any(word => first.StartsWith(word, StringComparison.Ordinal));

    /// <summary>Whether the document has a column for a field.</summary>
    public bool Has(StatementField field) => table.Columns.ContainsKey(field);

    /// <summary>The cell's text without blanks and tabs around it; empty if there is no such column.</summary>
    public string Text(StatementField field) =>
        table.Columns.TryGetValue(field, out ImmutableArray<int> found) ? Text(found[0], Heading(found[0])) : "";

    /// <summary>The day of a cell.</summary>
    public TradeDate Date(StatementField field)
    {
        if (Cell(table.Columns[field][0]) is DateTime day)
            return new TradeDate(DateOnly.FromDateTime(day));
        string text = Text(field);
        bool read = DateTime.TryParseExact(
            text, [.. table.Format.Dates], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date);
        return read
            ? new TradeDate(DateOnly.FromDateTime(date))
            : throw Wrong(field, $"a date as {string.Join(" or ", table.Format.Dates)}", text);
    }

    /// <summary>An amount in whole cents; zero if the cell is empty. Of <see cref="StatementField.OtherFee"/> the sum of
    /// all its columns.</summary>
    public Money Money(StatementField field)
    {
        Money sum = Units.Money.Zero;
        foreach (int column in table.Columns.GetValueOrDefault(field, []))
        {
            decimal amount = ValueOf(column) ?? 0m;
            sum += decimal.IsInteger(amount * 100m)
                ? Units.Money.FromDecimal(amount)
                : throw Wrong(column, "an amount of at most two decimals", Text(column, ""));
        }

        return sum;
    }

    /// <summary>A price; zero if the cell is empty.</summary>
    public Price Price(StatementField field)
    {
        decimal price = Decimal(field) ?? 0m;
        return price is >= 0m and < 1e9m && decimal.IsInteger(price * Units.Price.Scale)
            ? Units.Price.FromDecimal(price)
            : throw Wrong(field, "a price that is not negative and has at most eight decimals", Text(field));
    }

    /// <summary>A whole number of shares, with its sign; zero if the cell is empty.</summary>
    public long Shares(StatementField field)
    {
        decimal shares = Decimal(field) ?? 0m;
        return decimal.IsInteger(shares) && Math.Abs(shares) < 1e12m
            ? (long)shares
            : throw Wrong(field, "a whole number of shares", Text(field));
    }

    /// <summary>A number; null if the cell is empty or there is no such column.</summary>
    public decimal? Decimal(StatementField field) =>
        table.Columns.TryGetValue(field, out ImmutableArray<int> found) ? ValueOf(found[0]) : null;

    /// <summary>The instrument that the code and what else the row says name.</summary>
    /// <param name="venue">The venue that the row's word names; empty for none.</param>
    public InstrumentId Instrument(string venue)
    {
        StatementFormat format = table.Format;
        string code = Text(StatementField.Code);
        if (format.CodeDigits > 0 && code.Length <= format.CodeDigits && code.Length > 0 && code.All(char.IsAsciiDigit))
            code = code.PadLeft(format.CodeDigits, '0');
        if (InstrumentId.TryParse(code, out InstrumentId whole))
            return venue.Length == 0 || whole.Venue == venue ? whole : throw Wrong(StatementField.Code, $"a code of {venue}", code);
        bool isCode = format.CodeDigits > 0
            ? code.Length == format.CodeDigits && code.All(char.IsAsciiDigit)
            : code.Length is > 0 and <= 20;
        if (!isCode)
            throw Wrong(StatementField.Code, format.CodeDigits > 0 ? $"a code of {format.CodeDigits} digits" : "a symbol", code);
        string on = venue.Length > 0 ? venue : VenueOf(code);
        return InstrumentId.TryParse($"{code}.{on}", out InstrumentId named)
            ? named
            : throw Wrong(StatementField.Code, "a code of letters and digits", code);
    }

    /// <summary>Refuses values beyond the header and columns that are not as expected.</summary>
    public void RequireWellFormed()
    {
        for (int column = 0; column < cells.Length; column++)
        {
            string text = StatementCells.TextOf(cells[column]);
            if (text.Length > 0 && !table.Headings.ContainsKey(column))
                throw Wrong(column, "nothing where the header has no heading", text, "Something shifted the row, such as a separator within a number; export it again.");
        }

        foreach ((string heading, ImmutableArray<string> allowed) in table.Format.Expected)
        {
            int column = table.Headings.First(known => known.Value == heading).Key;
            string text = Text(column, heading);
            if (!allowed.Contains(text))
                throw Wrong(column, string.Join(" or ", allowed), text);
        }
    }

    /// <summary>An error that names the cell.</summary>
    public InputException Wrong(StatementField field, string expected, string found, string? remedy = null) =>
        Wrong(table.Columns.TryGetValue(field, out ImmutableArray<int> at) ? at[0] : 0, expected, found, remedy);

    private InputException Wrong(int column, string expected, string found, string? remedy = null) =>
        table.Cells.Wrong(Number, column, Heading(column), expected, found, remedy);

    private string VenueOf(string code)
    {
        StatementFormat format = table.Format;
        if (format.Venue.Length > 0)
            return format.Venue;
        if (Has(StatementField.Market))
        {
            string market = Text(StatementField.Market);
            return format.Markets.TryGetValue(market, out string? venue)
                ? venue
                : throw Wrong(StatementField.Market, $"one of {string.Join(", ", format.Markets.Keys)}", market, AddIt("markets"));
        }

        return format.Codes.Where(known => code.StartsWith(known.Key, StringComparison.Ordinal))
            .OrderByDescending(known => known.Key.Length).Select(known => known.Value).FirstOrDefault()
            ?? throw Wrong(StatementField.Code, "a code whose venue the format knows", code, AddIt("codes"));
    }

    private string AddIt(string section) => $"Add it under {section} in config/statements/{table.Format.Name}.yaml.";

    private decimal? ValueOf(int column)
    {
        object? cell = Cell(column);
        if (cell is double number)
        {
            return double.IsFinite(number) && Math.Abs(number) < 1e15
                ? (decimal)number
                : throw Wrong(column, "a number", number.ToString("R", CultureInfo.InvariantCulture));
        }

        string text = Text(column, "");
        if (text.Length == 0)
            return null;
        bool negative = table.Format.Parentheses && text.StartsWith('(') && text.EndsWith(')');
        NumberStyles styles = table.Format.Thousands ? Plain | NumberStyles.AllowThousands : Plain;
        bool read = decimal.TryParse(
            negative ? text[1..^1] : text, styles, CultureInfo.InvariantCulture, out decimal value);
        if (!read || Math.Abs(value) >= 1e15m || (negative && value < 0m) || !WellGrouped(text))
            throw Wrong(column, Expectation(), text);
        return negative ? -value : value;
    }

    private string Expectation() => (table.Format.Thousands, table.Format.Parentheses) switch
    {
        (false, false) => "a number without separators",
        (true, false) => "a number, digits grouped by threes or not at all",
        (false, true) => "a number without separators, negative ones in parentheses or with a sign",
        _ => "a number, digits grouped by threes or not at all, negative ones in parentheses or with a sign",
    };

    // .NET takes commas anywhere before the point; here they stand between threes.
    private static bool WellGrouped(string text)
    {
        string[] groups = text.Trim('(', ')', '-', '+').Split('.')[0].Split(',');
        return groups.Length == 1 || (groups[0].Length is >= 1 and <= 3 && groups.Skip(1).All(group => group.Length == 3));
    }

    private string Text(int column, string heading)
    {
        string text = StatementCells.TextOf(Cell(column));
        return text.StartsWith('=')
            ? throw Wrong(column, heading.Length == 0 ? "a number" : "a value", "a formula, " + text)
            : text;
    }

    private string Heading(int column) => table.Headings.GetValueOrDefault(column, "");

    private object? Cell(int column) => column < cells.Length ? cells[column] : null;
}
