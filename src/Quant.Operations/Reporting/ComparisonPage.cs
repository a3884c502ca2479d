using System.Net;
using System.Text;
using Quant.Models.Ensembles;
using Quant.Models.Ensembles.Search;

namespace Quant.Operations.Reporting;

/// <summary>A comparison of combinations as one page that asks nothing of the network and runs nothing.</summary>
internal static class ComparisonPage
{
    private const string Unknown = "–";

    private const string Head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Combinations</title>
        <style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:70rem}table{border-collapse:collapse;margin:1rem 0}
        th,td{padding:.35rem .7rem;border-bottom:1px solid #ccc;text-align:right;font-variant-numeric:tabular-nums}
        th:first-child,td:first-child{text-align:left}svg{font-family:system-ui,sans-serif}</style></head><body>

        """;

    /// <summary>The page.</summary>
    /// <param name="anchor">The session that it stands at the close of.</param>
    /// <param name="rule">The rule of holding.</param>
    /// <param name="comparison">The signals.</param>
    /// <param name="contributions">What each member adds, by combination; those of one member have none.</param>
    public static byte[] ToBytes(
        TradeDate anchor,
        SearchOptions rule,
        FusionComparison comparison,
        ImmutableArray<(string Combo, ImmutableArray<MemberContribution> Members)> contributions)
    {
        ImmutableArray<ComparedSignal> signals = comparison.Signals;
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h1>Combinations on {anchor}</h1>\n<p>{comparison.Dates.Length} sessions from {comparison.Dates[0]} to {comparison.Dates[^1]}. Held: the best {rule.TopK}, looked at every {rule.RebalanceSessions} sessions{(rule.DropN is { } most ? $", at most {most} sold each time" : "")}; a purchase costs {rule.BuyCost:0.00%}, a sale {rule.SellCost:0.00%}. Bought and sold at the next open, without lots, limits and minimum fees. This looks back: the combination that did best here was chosen by looking.</p>\n");
        page.Append(LineChart.Svg(
            "The value of 1 in each combination after costs, and in the benchmark",
            comparison.Dates,
            [.. signals.Select((signal, index) => (signal.Name, comparison.ValuesOf(index))), ("benchmark", comparison.BenchmarkValues())]));
        Table(
            page,
            ["combination", "total", "a year", "excess a year", "drawdown", "Calmar", "IC", "ICIR", "t", "rank IC", "turnover", "mean correlation"],
            signals.Select(signal => Row(
                signal.Name, Percent(signal.Report.Score.Value - 1), Percent(signal.Report.AnnualReturn), Percent(signal.Report.AnnualExcess),
                Percent(signal.Report.Score.MaxDrawdown), Number(signal.Report.Calmar, 2), Number(signal.Ic.Mean, 4), Number(signal.Ic.Ratio, 3),
                Number(signal.Ic.TStatistic, 2), Number(signal.RankIc.Mean, 4), Number(signal.Report.Score.Turnover, 3), Number(signal.MeanCorrelation, 2))));
        if (signals.Length > 1)
        {
            page.Append("<h2>How alike they are</h2>\n<p>Correlation of the signals over all cells.</p>\n");
            Table(
                page, ["", .. signals.Select(signal => signal.Name)],
                signals.Select((signal, row) => Row(
                    signal.Name, [.. signals.Select((_, column) => Number(comparison.CorrelationOf(row, column), 2))])));
        }

        foreach ((string combo, ImmutableArray<MemberContribution> members) in contributions)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<h2>What each member adds to {Encoded(combo)}</h2>\n<p>IC of the whole less IC without the member, weighted anew: above 0 the member helps. |t| below 2 may be chance.</p>\n");
            Table(
                page, ["member", "IC whole", "IC without", "adds", "t", "correlation without"],
                members.Select(member => Row(
                    member.Refusal.Length == 0 ? member.Member : $"{member.Member}: {member.Refusal}",
                    Number(member.Whole.Mean, 4), Number(member.Without.Mean, 4), Signed(member.Gain.Mean),
                    Number(member.Gain.TStatistic, 2), Number(member.Correlation, 3))));
        }

        return Encoding.UTF8.GetBytes(page.Append("</body></html>\n").ToString());
    }

    private static ImmutableArray<string> Row(string name, params ImmutableArray<string> cells) => [name, .. cells];

    private static void Table(StringBuilder page, ImmutableArray<string> heads, IEnumerable<ImmutableArray<string>> rows)
    {
        page.Append("<table><tr>").AppendJoin("", heads.Select(head => $"<th>{Encoded(head)}</th>")).Append("</tr>\n");
        foreach (ImmutableArray<string> row in rows)
            page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Encoded(cell)}</td>")).Append("</tr>\n");
        page.Append("</table>\n");
    }

    private static string Percent(double value) =>
        double.IsFinite(value) ? value.ToString("0.00%", CultureInfo.InvariantCulture) : Unknown;

    private static string Number(double value, int digits) =>
        double.IsFinite(value) ? value.ToString($"F{digits}", CultureInfo.InvariantCulture) : Unknown;

    private static string Signed(double value) =>
        double.IsFinite(value) ? value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture) : Unknown;

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
