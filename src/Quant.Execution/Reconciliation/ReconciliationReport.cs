using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Quant.Execution.Reconciliation;

/// <summary>What a comparison found, for people and for machines.</summary>
/// <param name="Check">The comparison.</param>
/// <param name="Breaks">Every break that is not settled, and those that this comparison settled.</param>
/// <param name="Causes">The probable causes of each break, by its id.</param>
/// <param name="Orders">What became of the session's orders.</param>
public sealed record ReconciliationReport(
    AccountCheck Check,
    ImmutableArray<AccountBreak> Breaks,
    ImmutableSortedDictionary<string, ImmutableArray<ProbableCause>> Causes,
    ImmutableArray<TradedOrder> Orders)
{
    /// <summary>The breaks that block what comes after.</summary>
    public IEnumerable<AccountBreak> Open => Breaks.Where(found => found.State == BreakState.Open);

    /// <summary>The report as lines of text.</summary>
    public string ToText()
    {
        IEnumerable<string> breaks = Breaks.SelectMany(found => (IEnumerable<string>)
        [
            $"{found.Id} {ReasonCode.Text(found.State)}: {Sentence(found)}",
            .. CausesOf(found).Select(cause => $"  {ReasonCode.Text(cause.Reason)}: {cause.Evidence}"),
        ]);
        IEnumerable<string> orders = Orders.Where(order => order.State != "filled")
            .Select(order => $"{order.State} {OrderText(order)}");
        return string.Join('\n', [.. breaks, .. orders, Summary]);
    }

    /// <summary>The report in a sentence.</summary>
    public string Summary => Breaks.Any(found => found.State != BreakState.Settled)
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{Check.Session}: {Breaks.Count(found => found.State != BreakState.Settled)} differences with {Check.Origin}, {Open.Count()} of them open.")
        : $"{Check.Session}: the book and {Check.Origin} agree to the cent and the share.";

    /// <summary>The report as a JSON document.</summary>
    public JsonObject ToJson() => new()
    {
        ["session"] = Check.Session.ToString(),
        ["document"] = Check.Origin,
        ["document_sha256"] = Check.Document.Hex,
        ["book_sha256"] = Check.Book.Hex,
        ["open"] = Open.Count(),
        ["breaks"] = new JsonArray([.. Breaks.Select(found => new JsonObject
        {
            ["id"] = found.Id,
            ["item"] = ReasonCode.Text(found.Difference.Item),
            ["instrument"] = found.Difference.Instrument?.ToString(),
            ["ours"] = found.Difference.Text(found.Difference.Ours),
            ["theirs"] = found.Difference.Text(found.Difference.Theirs),
            ["gap"] = found.Difference.Text(found.Difference.Gap),
            ["since"] = found.Since.ToString(),
            ["state"] = ReasonCode.Text(found.State),
            ["by"] = found.By,
            ["note"] = found.Note,
            ["causes"] = new JsonArray([.. CausesOf(found).Select(cause => new JsonObject
            {
                ["reason"] = ReasonCode.Text(cause.Reason),
                ["evidence"] = cause.Evidence,
                ["weight"] = cause.Weight,
            })]),
        })]),
        ["orders"] = new JsonArray([.. Orders.Select(order => new JsonObject
        {
            ["side"] = ReasonCode.Text(order.Side).ToLowerInvariant(),
            ["instrument"] = order.Instrument.ToString(),
            ["ordered"] = order.Ordered,
            ["filled"] = order.Filled,
            ["state"] = order.State,
        })]),
    };

    /// <summary>The report as one page that asks nothing of the network and runs nothing.</summary>
    public byte[] ToHtml()
    {
        var page = new StringBuilder(
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>Reconciliation</title>
            <style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse;margin:1rem 0}
            th,td{padding:.35rem .7rem;border-bottom:1px solid #ccc;text-align:left;vertical-align:top}.n{text-align:right;font-variant-numeric:tabular-nums}
            .OPEN{color:#a40000;font-weight:600}.SETTLED{color:#1a6b2d}</style></head><body>

            """.ReplaceLineEndings("\n"));
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Check.Session}</h1>\n<p>{Encoded(Summary)}</p>\n");
        Table(page, ["break", "what", "ours", "theirs", "gap", "since", "state", "probable causes"], Breaks.Select(Row));
        Table(page, ["side", "instrument", "ordered", "filled", "state"], Orders.Select(Row));
        return Encoding.UTF8.GetBytes(page.Append("</body></html>\n").ToString());
    }

    private static string Sentence(AccountBreak found)
    {
        Difference difference = found.Difference;
        string said = found.By.Length > 0 ? $" {found.By}: {found.Note}" : "";
        return $"{difference.Subject} ours {difference.Text(difference.Ours)}, theirs {difference.Text(difference.Theirs)}, "
            + $"gap {difference.Text(difference.Gap)}, since {found.Since}.{said}";
    }

    private static string OrderText(TradedOrder order) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ReasonCode.Text(order.Side).ToLowerInvariant()} {order.Instrument}: {order.Filled} of {order.Ordered}");

    private static void Table(StringBuilder page, ImmutableArray<string> heads, IEnumerable<ImmutableArray<(string Class, string Text)>> rows)
    {
        ImmutableArray<ImmutableArray<(string Class, string Text)>> all = [.. rows];
        if (all.IsEmpty)
            return;
        page.Append("<table><tr>").AppendJoin("", heads.Select(head => $"<th>{Encoded(head)}</th>")).Append("</tr>\n");
        foreach (ImmutableArray<(string Class, string Text)> row in all)
            page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td class=\"{cell.Class}\">{cell.Text}</td>")).Append("</tr>\n");
        page.Append("</table>\n");
    }

    private ImmutableArray<(string Class, string Text)> Row(AccountBreak found) =>
    [
        ("", Encoded(found.Id)),
        ("", Encoded(found.Difference.Subject)),
        ("n", found.Difference.Text(found.Difference.Ours)),
        ("n", found.Difference.Text(found.Difference.Theirs)),
        ("n", found.Difference.Text(found.Difference.Gap)),
        ("", found.Since.ToString()),
        (ReasonCode.Text(found.State), Encoded($"{ReasonCode.Text(found.State)} {found.By} {found.Note}".Trim())),
        ("", string.Join("<br>", CausesOf(found).Select(cause => Encoded($"{ReasonCode.Text(cause.Reason)}: {cause.Evidence}")))),
    ];

    private static ImmutableArray<(string Class, string Text)> Row(TradedOrder order) =>
    [
        ("", ReasonCode.Text(order.Side).ToLowerInvariant()),
        ("", Encoded(order.Instrument.ToString())),
        ("n", order.Ordered.ToString(CultureInfo.InvariantCulture)),
        ("n", order.Filled.ToString(CultureInfo.InvariantCulture)),
        ("", order.State),
    ];

    private ImmutableArray<ProbableCause> CausesOf(AccountBreak found) =>
        Causes.TryGetValue(found.Id, out ImmutableArray<ProbableCause> causes) ? causes : [];

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
