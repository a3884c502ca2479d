using System.Text;
using System.Text.RegularExpressions;
using Quant.Accounting;
using Quant.Execution.Protocol;

namespace Quant.Execution.Books;

/// <summary>Writes a journal as text that other programs read.</summary>
/// <remarks>Money has two decimals, shares are whole; lines end with a line feed; the bytes depend on the entries alone.</remarks>
public static partial class JournalText
{
    /// <summary>A line a leg: <c>seq,id,session,kind,memo,account,commodity,amount,link</c>.</summary>
    public static byte[] Csv(IEnumerable<ChainedEntry> entries)
    {
        StringBuilder text = new StringBuilder().AppendFields(
            "seq", "id", "session", "kind", "memo", "account", "commodity", "amount", "link");
        foreach (ChainedEntry stored in entries)
        {
            foreach (Leg leg in stored.Entry.Legs)
            {
                text.AppendFields(
                    stored.Sequence.ToString(CultureInfo.InvariantCulture), CsvField.Text(stored.Entry.Id),
                    stored.Entry.Date.ToString(), ReasonCode.Text(stored.Entry.Kind), CsvField.Text(stored.Entry.Memo),
                    leg.Account, leg.Commodity.Code, leg.AmountText, stored.Link?.Hex ?? "");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Plain-text accounting in the syntax of Beancount, which checks that every entry balances.</summary>
    /// <remarks>
    /// An instrument is written as Qlib does (<c>SH600519</c>), since a commodity may not begin with a digit. Shares
    /// come from and go to <c>Equity:World:Market</c>, so that they balance as money does; the cost of a position is
    /// the money on its account.
    /// </remarks>
    public static byte[] Beancount(IEnumerable<ChainedEntry> entries, string title)
    {
        ImmutableArray<ChainedEntry> all = [.. entries];
        Commodity currency = all.SelectMany(stored => stored.Entry.Legs).Select(leg => leg.Commodity)
            .FirstOrDefault(commodity => commodity.IsCurrency, Commodity.Cny);
        var text = new StringBuilder(
            $"option \"title\" {Quoted(title)}\noption \"operating_currency\" {Quoted(currency.Code)}\n\n");
        var opened = new HashSet<string>(StringComparer.Ordinal);
        foreach (ChainedEntry stored in all)
        {
            foreach (Leg leg in stored.Entry.Legs.Where(leg => opened.Add(leg.Account)))
                text.Append(CultureInfo.InvariantCulture, $"{stored.Entry.Date} open {AccountName(leg.Account)}\n");
        }

        foreach (ChainedEntry stored in all)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{stored.Entry.Date} * {Quoted(stored.Entry.Memo)}\n");
            text.Append(CultureInfo.InvariantCulture, $"  id: {Quoted(stored.Entry.Id)}\n");
            foreach (Leg leg in stored.Entry.Legs)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {AccountName(leg.Account)}  {leg.AmountText} {CommodityName(leg.Commodity)}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string CommodityName(Commodity commodity) =>
        InstrumentId.TryParse(commodity.Code, out InstrumentId instrument) ? instrument.QlibCode : commodity.Code;

    private static string AccountName(string account)
    {
        IEnumerable<string> parts = account.Split(':').Select(part =>
            InstrumentId.TryParse(part, out InstrumentId instrument) ? instrument.QlibCode : part);
        string name = string.Join(':', parts.Select(part => NotInAName().Replace(part, "-")));
        return name.StartsWith("World:", StringComparison.Ordinal) ? $"Equity:{name}" : name;
    }

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex("[^A-Za-z0-9-]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInAName();
}
