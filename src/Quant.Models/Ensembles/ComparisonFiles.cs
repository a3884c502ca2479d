using System.Text;
using System.Text.Json.Nodes;
using Quant.Models.Registry;

namespace Quant.Models.Ensembles;

/// <summary>What QuantPits keeps of a comparison of combinations, by its file names, columns and keys, and more of our
/// own.</summary>
public static class ComparisonFiles
{
    private const double Percent = 100;

    /// <summary>Where the table lies in a workspace.</summary>
    public static string TablePath(TradeDate anchor) => $"output/ensemble/combo_comparison_{anchor}.csv";

    /// <summary>Where the page lies in a workspace.</summary>
    public static string PagePath(TradeDate anchor) => $"output/ensemble/combo_comparison_{anchor}.html";

    /// <summary>Where a combination's contributions lie in a workspace.</summary>
    public static string ContributionPath(string combo, TradeDate anchor) =>
        $"output/ensemble/model_contribution_{combo}_{anchor}.json";

    /// <summary>The table: QuantPits' columns, in percent with two decimals, then ours, which are fractions.</summary>
    /// <param name="comparison">The signals.</param>
    /// <param name="combos">The combination of each, and whether it is the default one.</param>
    public static byte[] Table(FusionComparison comparison, ImmutableArray<(ComboSpec Spec, bool IsDefault)> combos)
    {
        var text = new StringBuilder(
            "combo,models,method,is_default,total_return,annualized_return,annualized_excess,max_drawdown,calmar_ratio,excess_return,ic,icir,ic_t,rank_ic,rank_icir,turnover,mean_correlation\n");
        foreach ((ComparedSignal signal, (ComboSpec spec, bool isDefault)) in comparison.Signals.Zip(combos))
        {
            var report = signal.Report;
            string[] cells =
            [
                signal.Name, $"\"{string.Join(", ", spec.Models)}\"", spec.MethodText, isDefault ? "True" : "False",
                Two(report.Score.Value - 1), Two(report.AnnualReturn), Two(report.AnnualExcess), Two(report.Score.MaxDrawdown),
                Four(report.Calmar), Two(report.TotalExcess), Four(signal.Ic.Mean), Four(signal.Ic.Ratio), Four(signal.Ic.TStatistic),
                Four(signal.RankIc.Mean), Four(signal.RankIc.Ratio), Four(report.Score.Turnover), Four(signal.MeanCorrelation),
            ];
            text.AppendJoin(',', cells).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>What each member adds to a combination; <c>delta</c> above 0 helps.</summary>
    public static byte[] Contributions(string combo, TradeDate anchor, ImmutableArray<MemberContribution> members) => JsonText.ToBytes(new JsonObject
    {
        ["combo"] = combo,
        ["anchor_date"] = anchor.ToString(),
        ["method"] = "leave_one_out_ic",
        ["contributions"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Member, (JsonNode?)ToJson(member)))),
    });

    private static JsonObject ToJson(MemberContribution member)
    {
        var entry = new JsonObject
        {
            ["full_ic"] = JsonText.Number(member.Whole.Mean),
            ["loo_ic"] = JsonText.Number(member.Without.Mean),
            ["delta"] = JsonText.Number(member.Gain.Mean),
            ["delta_t_newey_west"] = JsonText.Number(member.Gain.TStatistic),
            ["sessions"] = member.Gain.Dates,
            ["loo_correlation"] = JsonText.Number(member.Correlation),
        };
        if (member.Refusal.Length > 0)
            entry["reason"] = member.Refusal;
        return entry;
    }

    private static string Two(double value) => Rounded(value * Percent, 2);

    private static string Four(double value) => Rounded(value, 4);

    private static string Rounded(double value, int digits) => double.IsFinite(value)
        ? Math.Round(value, digits, MidpointRounding.ToEven).ToString(CultureInfo.InvariantCulture)
        : "";
}
