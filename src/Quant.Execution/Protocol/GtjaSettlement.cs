using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;
using Quant.Accounting;
using Quant.Orders;

namespace Quant.Execution.Protocol;

/// <summary>Reads the settlement sheet (交割单) of Guotai Junan: layout <c>gtja</c>, a spreadsheet with some lines above
/// its header.</summary>
/// <remarks>
/// The header is found by its words, wherever it stands. Every row is classified by its 交易类别; a row whose word is
/// unknown stops the reading if it moves money or shares, and is noted otherwise. 资金发生数 is the broker's truth: fees are
/// what it differs from 成交金额, split by 印花税 and 过户费 where those columns exist.
/// </remarks>
public sealed class GtjaSettlement : IStatementReader
{
    private const int HeaderWithinRows = 50;
    private const string Code = "证券代码";
    private const string Category = "交易类别";
    private const string TradePrice = "成交价格";
    private const string TradeShares = "成交数量";
    private const string Gross = "成交金额";
    private const string Cash = "资金发生数";
    private const string SettledOn = "交收日期";
    private const string Duty = "印花税";
    private const string Transfer = "过户费";

    private static readonly ImmutableArray<string> Required = [
        Code, Category, TradePrice, TradeShares, Gross, Cash, SettledOn];

    // The reading library asks for a code page of old spreadsheets when it starts, whatever it then reads.
    static GtjaSettlement() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <inheritdoc/>
    public string Layout => "gtja";

    /// <inheritdoc/>
    public BrokerStatement Read(string origin, ReadOnlyMemory<byte> content)
    {
        SpreadsheetGuard.Check(origin, content);
        var ids = new EventIds(Layout);
        var events = ImmutableArray.CreateBuilder<AccountEvent>();
        var notes = ImmutableArray.CreateBuilder<string>();
        foreach (SheetRow row in Rows(origin, content))
        {
            if (row.IsBlank)
                continue;
            if (TradeCategory.Find(row.Text(Category)) is { } category)
                events.Add(ids.Identify(EventOf(row, category)));
            else
                notes.Add(NoteOf(row));
        }

        return new BrokerStatement(
            Layout, origin, ContentHash.Of(content.Span), events.DrainToImmutable(), notes.DrainToImmutable());
    }

    private static List<SheetRow> Rows(string origin, ReadOnlyMemory<byte> content)
    {
        try
        {
            using IExcelDataReader reader = ExcelReaderFactory.CreateOpenXmlReader(
                new MemoryStream(content.ToArray()), new ExcelReaderConfiguration { FallbackEncoding = Encoding.UTF8 });
            do
            {
                if (RowsBelowHeader(origin, reader) is { } rows)
                    return rows;
            }
            while (reader.NextResult());
        }
        catch (ExcelReaderException wrong)
        {
            throw NotASpreadsheet(origin, wrong.Message);
        }
        catch (SystemException wrong) when (wrong is not OutOfMemoryException)
        {
            // The reading library answers broken parts with whatever it trips over: XML, index, format and other
            // errors.
            throw NotASpreadsheet(origin, wrong.Message);
        }

        throw new InputException(
            origin, "", $"a header with {string.Join(", ", Required)} in the first {HeaderWithinRows} rows",
            "no such row",
            "Export the settlement sheet (交割单), not another one.");
    }

    private static InputException NotASpreadsheet(string origin, string found) =>
        new(origin, "", "a spreadsheet in the xlsx format", found, "Export the statement again.");

    private static List<SheetRow>? RowsBelowHeader(string origin, IExcelDataReader reader)
    {
        Dictionary<string, int>? columns = null;
        var rows = new List<SheetRow>();
        for (int number = 1; reader.Read(); number++)
        {
            object?[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)];
            if (columns is not null)
                rows.Add(new SheetRow(origin, number, cells, columns));
            else if (number <= HeaderWithinRows)
                columns = HeaderOf(cells);
            else
                break;
        }

        return columns is null ? null : rows;
    }

    private static Dictionary<string, int>? HeaderOf(object?[] cells)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int index = 0; index < cells.Length; index++)
        {
            if (cells[index] is string text && text.Trim() is { Length: > 0 } name)
                columns.TryAdd(name, index);
        }

        return Required.All(columns.ContainsKey) ? columns : null;
    }

    private static AccountEvent EventOf(SheetRow row, TradeCategory category)
    {
        Money gross = row.Money(Gross);
        Money cash = row.Money(Cash);
        RequireSigns(row, category.Kind, gross, cash);
        bool trade = category.Kind is EventKind.Buy or EventKind.Sell;
        return new AccountEvent
        {
            Id = "",
            Session = row.Date(SettledOn),
            Kind = category.Kind,
            Category = category.Text,
            Instrument = InstrumentOf(row, category),
            Shares = trade || category.Kind == EventKind.BonusShare ? row.Shares(TradeShares) : 0,
            Price = row.Price(TradePrice),
            Gross = gross,
            Fees = trade ? FeesOf(row, category.Kind, gross, cash) : default,
            Cash = cash,
        };
    }

    private static void RequireSigns(SheetRow row, EventKind kind, Money gross, Money cash)
    {
        string? expected = kind switch
        {
            EventKind.Buy when cash.Cents > 0 || gross.Cents < 0 => "money going out for a purchase",
            EventKind.Sell when gross.Cents < 0 => "a sale whose gross is not negative",
            EventKind.Dividend when cash.Cents < 0 => "money coming in for a dividend",
            EventKind.DividendTax when cash.Cents > 0 => "money going out for a tax",
            EventKind.BonusShare when cash != Money.Zero || gross != Money.Zero => "no money for bonus shares",
            _ => null,
        };
        if (expected is not null)
            throw row.Wrong(Cash, expected, row.Text(Cash));
    }

    private static InstrumentId? InstrumentOf(SheetRow row, TradeCategory category)
    {
        string code = row.Text(Code);
        if (category.Venue.Length == 0)
            return null;
        if (code.Length is 0 or > 6 || !code.All(char.IsAsciiDigit))
            throw row.Wrong(Code, "a code of six digits", code);
        return InstrumentId.Parse($"{code.PadLeft(6, '0')}.{category.Venue}");
    }

    // The parts must sum to the whole, so what no column names is the broker's.
    private static TradeFees FeesOf(SheetRow row, EventKind kind, Money gross, Money cash)
    {
        Money total = kind == EventKind.Buy ? -cash - gross : gross - cash;
        Money duty = row.Money(Duty);
        Money transfer = row.Money(Transfer);
        if (total < Money.Zero)
            throw row.Wrong(Cash, "a cash movement that leaves fees of at least zero", row.Text(Cash));
        return new TradeFees(total - duty - transfer, duty, transfer);
    }

    private static string NoteOf(SheetRow row)
    {
        if (row.Money(Cash) != Money.Zero)
            throw row.Wrong(Category, "a known category for a row that moves money", row.Text(Category));
        if (row.Shares(TradeShares) != 0)
            throw row.Wrong(Category, "a known category for a row that moves shares", row.Text(Category));
        return $"A row '{row.Text(Category)}' of {row.Text(SettledOn)} moves neither money nor shares and is left out.";
    }
}
