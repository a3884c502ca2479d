using Quant.Accounting;

namespace Quant.Execution.Protocol;

/// <summary>The words in which the book tells of events that come without a word of the broker: those of Chinese
/// settlement sheets.</summary>
/// <param name="Text">The word, such as <c>上海A股红利入账</c>.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Venue">The venue it names; empty where it names none.</param>
public sealed record TradeCategory(string Text, EventKind Kind, string Venue)
{
    private static readonly ImmutableArray<TradeCategory> Rows =
    [
        .. ForVenue("上海", "SH"),
        .. ForVenue("深圳", "SZ"),
        .. ForVenue("北京", "BJ"),
        new("利息归本", EventKind.Interest, ""),
        new("手续费", EventKind.Fee, ""),
    ];

    /// <summary>The standard word for a kind of event; its reason code where the table has none, as for other
    /// markets.</summary>
    public static string TextOf(EventKind kind, InstrumentId? instrument)
    {
        string venue = instrument?.Venue ?? "";
        return Rows.FirstOrDefault(row => row.Kind == kind && (row.Venue.Length == 0 || row.Venue == venue))?.Text
            ?? ReasonCode.Text(kind);
    }

    private static IEnumerable<TradeCategory> ForVenue(string city, string venue) =>
    [
        new($"{city}A股普通股票竞价买入", EventKind.Buy, venue),
        new($"{city}A股普通股票竞价卖出", EventKind.Sell, venue),
        new($"{city}A股红利入账", EventKind.Dividend, venue),
        new($"{city}A股红利税补缴", EventKind.DividendTax, venue),
        new($"{city}A股红股上市入账", EventKind.BonusShare, venue),
    ];
}
