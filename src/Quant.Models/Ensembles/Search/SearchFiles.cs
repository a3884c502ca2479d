using System.Text;
using System.Text.Json.Nodes;
using Quant.Models.Registry;

namespace Quant.Models.Ensembles.Search;

/// <summary>The tables of a search, by QuantPits' names and columns and some of our own.</summary>
public static class SearchFiles
{
    /// <summary>The columns of results; those up to <c>Sharpe</c> are QuantPits'.</summary>
    public const string ResultHeader =
        "models,n_models,Ann_Ret,Max_DD,Excess_Ret,Ann_Excess,Total_Ret,Final_NAV,Calmar,Sharpe,Excess_Sharpe,Turnover,IC,ICIR";

    private const double Account = 1e8;

    /// <summary>Results, in the order given: the list of models is quoted.</summary>
    public static byte[] Results(SearchPanel panel, IEnumerable<CombinationReport> reports)
    {
        var text = new StringBuilder(ResultHeader).Append('\n');
        foreach (CombinationReport report in reports)
            text.Append(ResultLine(panel, report)).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>One line of results, without its end.</summary>
    public static string ResultLine(SearchPanel panel, CombinationReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{panel.NameOf(report.Members)}\",{SearchAnalysis.SizeOf(report.Members)},{Known(report.AnnualReturn)},{Known(report.Score.MaxDrawdown)},{Known(report.TotalExcess)},{Known(report.AnnualExcess)},{Known(report.Score.Value - 1)},{Known(report.Score.Value * Account)},{Known(report.Calmar)},{Known(report.Sharpe)},{Known(report.Score.ExcessSharpe * Math.Sqrt(252))},{Known(report.Score.Turnover)},{Known(report.Score.CoefficientMean)},{Known(report.Score.CoefficientRatio)}");

    /// <summary>How often each model is among the best and the worst.</summary>
    public static byte[] Attribution(ImmutableArray<(string Model, int Top, int Bottom)> counts) => Lines(
        "model,Top_Count,Bottom_Count,Net_Score",
        counts.OrderByDescending(line => line.Top - line.Bottom).Select(
            line => FormattableString.Invariant($"{line.Model},{line.Top},{line.Bottom},{line.Top - line.Bottom}")));

    /// <summary>The square matrix of correlations; an unknown one is empty.</summary>
    public static byte[] Correlations(SearchPanel panel, ImmutableArray<double> correlations)
    {
        int models = panel.Models.Length;
        return Lines(
            "," + string.Join(',', panel.Models),
            panel.Models.Select((model, row) => model + "," + string.Join(
                ',', Enumerable.Range(0, models).Select(column => Known(correlations[(row * models) + column])))));
    }

    /// <summary>The steps in which the models join.</summary>
    public static byte[] Clusters(ImmutableArray<(int Left, int Right, double Distance, int Size)> steps) => Lines(
        "left,right,distance,size",
        steps.Select(step => FormattableString.Invariant($"{step.Left},{step.Right},{Known(step.Distance)},{step.Size}")));

    /// <summary>Median, mean and highest by the number of members.</summary>
    public static byte[] Sizes(ImmutableArray<CombinationReport> reports) => Lines(
        "n_models,count,Ann_Excess_median,Ann_Excess_mean,Ann_Excess_max,Calmar_median,Calmar_mean,Calmar_max",
        reports.GroupBy(report => SearchAnalysis.SizeOf(report.Members)).OrderBy(group => group.Key).Select(group =>
        {
            double[] excess = [.. group.Select(report => report.AnnualExcess).Order()];
            double[] calmar = [.. group.Select(report => report.Calmar).Order()];
            return FormattableString.Invariant(
                $"{group.Key},{excess.Length},{Known(Median(excess))},{Known(excess.Average())},{Known(excess[^1])},{Known(Median(calmar))},{Known(calmar.Average())},{Known(calmar[^1])}");
        }));

    /// <summary>The verdict with all that it rests on.</summary>
    public static JsonObject Verdict(SearchPanel panel, SearchVerdict verdict, int combinations) => new()
    {
        ["verdict"] = verdict.IsSignal ? "signal" : "noise",
        ["best"] = panel.NameOf(verdict.Best),
        ["combinations"] = combinations,
        ["deflated_sharpe"] = new JsonObject
        {
            ["probability"] = JsonText.Number(verdict.Deflated.Probability),
            ["least"] = SearchVerdict.ProbabilityLeast,
            ["sharpe_per_session"] = JsonText.Number(verdict.Deflated.Sharpe),
            ["threshold_per_session"] = JsonText.Number(verdict.Deflated.Threshold),
            ["skewness"] = JsonText.Number(verdict.Deflated.Skewness),
            ["kurtosis"] = JsonText.Number(verdict.Deflated.Kurtosis),
            ["sessions"] = verdict.Deflated.Observations,
        },
        ["overfitting"] = verdict.Overfitting is { } found
            ? new JsonObject
            {
                ["probability"] = found.Probability,
                ["most"] = SearchVerdict.OverfittingMost,
                ["splits"] = found.Splits,
                ["combinations"] = verdict.Sampled,
                ["loss_probability"] = found.LossProbability,
                ["median_place"] = found.MedianPlace,
            }
            : null,
    };

    private static double Median(double[] ordered) => int.IsOddInteger(ordered.Length)
        ? ordered[ordered.Length / 2]
        : (ordered[(ordered.Length / 2) - 1] + ordered[ordered.Length / 2]) / 2;

    private static string Known(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static byte[] Lines(string header, IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Prepend(header).Select(line => line + "\n")));
}
