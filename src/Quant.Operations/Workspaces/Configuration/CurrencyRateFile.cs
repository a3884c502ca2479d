using Quant.Accounting;
using Quant.Data.Formats;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>config/fx_rates.csv</c>: what other currencies than the book's own were worth, by day.</summary>
internal static class CurrencyRateFile
{
    /// <summary>The file's path in the workspace.</summary>
    public const string Path = "config/fx_rates.csv";

    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">A row is not what it must be, or a currency comes twice on a day.</exception>
    public static CurrencyRates Read(string fullPath)
    {
        using CsvTable table = CsvTable.Open(fullPath);
        (int day, int currency, int rate) = (table.Column("date"), table.Column("currency"), table.Column("rate"));
        var rates = new List<CurrencyRate>();
        var seen = new HashSet<(TradeDate, string)>();
        while (table.Read())
        {
            string code = table.Text(currency);
            if (code.Length is < 3 or > 5 || !code.All(char.IsAsciiLetterUpper))
                throw table.WrongField(currency, "a currency such as USD");
            if (!TradeDate.TryParse(table.Text(day), out TradeDate date))
                throw table.WrongField(day, "a date as yyyy-MM-dd");
            bool read = decimal.TryParse(
                table.Text(rate), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal worth);
            if (!read || worth is <= 0m or > 1_000_000_000m)
                throw table.WrongField(rate, "a plain number above zero");
            if (!seen.Add((date, code)))
                throw table.WrongField(currency, "each currency once a day");
            rates.Add(new CurrencyRate(date, Commodity.Parse(code), worth));
        }

        return new CurrencyRates(rates);
    }

    /// <summary>A hash of everything that rates say.</summary>
    public static ContentHash HashOf(CurrencyRates rates) => ContentHash.Of(rates.All.Select(
        rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Day} {rate.Currency} {rate.Rate}")));
}
