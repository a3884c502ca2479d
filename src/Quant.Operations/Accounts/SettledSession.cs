using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Orders;

namespace Quant.Operations.Accounts;

/// <summary>A session booked in this run, for the report.</summary>
internal sealed record SettledSession(
    AccountSnapshot Account,
    ImmutableArray<AccountEvent> Events,
    ImmutableArray<OrderRefusal> Refusals,
    ImmutableArray<string> Notes)
{
    public JsonObject ToJson() => new()
    {
        ["session"] = Account.Session.ToString(),
        ["cash"] = Account.Cash.ToString(),
        ["net_asset_value"] = Account.NetAssetValue.ToString(),
        ["events"] = new JsonArray([.. Events.Select(ToJson)]),
        ["refusals"] = new JsonArray([.. Refusals.Select(ToJson)]),
        ["notes"] = new JsonArray([.. Notes.Select(note => JsonValue.Create(note))]),
    };

    public override string ToString()
    {
        IEnumerable<string> lines =
        [
            .. Events.Select(happened => $"  {Line(happened)}"),
            .. Refusals.Select(refusal => $"  not {Line(refusal)}"),
            .. Notes.Select(note => $"  {note}"),
        ];
        return string.Join(
            '\n', lines.Prepend($"{Account.Session}: net asset value {Account.NetAssetValue}, cash {Account.Cash}."));
    }

    private static string Line(AccountEvent happened) => happened.Kind switch
    {
        _ when happened.HappenedOn is { } earlier =>
            $"of {earlier}: {Word(happened)} {happened.Instrument?.ToString() ?? ""} {happened.Shares} {happened.Cash}",
        EventKind.Buy =>
            $"bought {happened.Instrument} {happened.Shares} at {happened.Price}, fees {happened.Fees.Total}",
        EventKind.Sell =>
            $"sold {happened.Instrument} {happened.Shares} at {happened.Price}, fees {happened.Fees.Total}",
        EventKind.CashFlow => $"cash flow {happened.Cash}",
        _ => $"{Word(happened)} {happened.Instrument?.ToString() ?? ""} {happened.Cash}",
    };

    private static string Line(OrderRefusal refusal) =>
        $"{(refusal.Side == Side.Buy ? "bought" : "sold")} {refusal.Instrument} {refusal.Shares}: {refusal.Sentence}";

    private static string Word(AccountEvent happened) => ReasonCode.Text(happened.Kind).ToLowerInvariant();

    private static JsonObject ToJson(AccountEvent happened) => new()
    {
        ["kind"] = Word(happened),
        ["instrument"] = happened.Instrument?.ToString(),
        ["shares"] = happened.Shares,
        ["price"] = happened.Price.ToString(),
        ["gross"] = happened.Gross.ToString(),
        ["fees"] = happened.Fees.Total.ToString(),
        ["cash"] = happened.Cash.ToString(),
    };

    private static JsonObject ToJson(OrderRefusal refusal) => new()
    {
        ["side"] = refusal.Side == Side.Buy ? "buy" : "sell",
        ["instrument"] = refusal.Instrument.ToString(),
        ["shares"] = refusal.Shares,
        ["reason"] = ReasonCode.Text(refusal.Reason),
        ["sentence"] = refusal.Sentence,
    };
}
