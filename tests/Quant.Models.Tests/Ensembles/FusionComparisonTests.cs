using System.Text;
using System.Text.Json.Nodes;
using Quant.Metrics;
using Quant.Models.Ensembles;
using Quant.Models.Ensembles.Search;
using Quant.Models.Tests.Ensembles.Search;
using Quant.Signals;

namespace Quant.Models.Tests.Ensembles;

public sealed class FusionComparisonTests
{
    private static readonly HoldingReturns Returns = SearchScene.Returns(80, 40, 3);

    private static readonly SearchOptions Rule = new() { TopK = 5 };

    [Fact]
    public void Lead_IsAboveZeroForTheOneThatKnows()
    {
        ImmutableArray<Prediction> models = SearchScene.Models(Returns, 3, 5, skill: 30);
        FusionComparison compared = Compare(
            ("whole", Mean(models)), ("without m00", Mean([models[1], models[2]])), ("without m01", Mean([models[0], models[2]])));

        // Only m00 knows anything, so the whole is better than what lacks it and worse than what lacks noise.
        Assert.True(compared.Lead(0, 1).Mean > 0);
        Assert.True(compared.Lead(0, 1).TStatistic > 3);
        Assert.True(compared.Lead(0, 2).Mean < 0);
        Assert.Equal(compared.Signals[0].Ic.Mean - compared.Signals[1].Ic.Mean, compared.Lead(0, 1).Mean, 1e-12);
    }

    [Fact]
    public void Signals_HaveTheNumbersOfASearchAndOfThePlainWay()
    {
        ImmutableArray<Prediction> models = SearchScene.Models(Returns, 3, 5, gaps: 0.1, skill: 3);
        FusionComparison compared = Compare([.. models.Select(model => (model.Model, model.Scores))]);
        SearchPanel panel = SearchPanel.Of(models, Returns, Rule);

        for (int index = 0; index < models.Length; index++)
        {
            (double[] returns, double turnover) = SearchScene.Plain(panel, Rule, 1UL << index, 0, 79);
            double value = 1;
            double[] values = [.. returns.Select(step => value *= 1 + step)];
            ComparedSignal signal = compared.Signals[index];
            Assert.Equal(models[index].Model, signal.Name);
            Assert.Equal(values.Length, compared.Dates.Length);
            Assert.All(values.Zip(compared.ValuesOf(index)), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
            Assert.Equal(values[^1], signal.Report.Score.Value, 1e-9);
            Assert.Equal(turnover, signal.Report.Score.Turnover, 1e-12);
            // The search gets the same IC from moments.
            Assert.Equal(signal.Report.Score.CoefficientMean, signal.Ic.Mean, 1e-9);
            Assert.Equal(signal.Report.Score.CoefficientRatio, signal.Ic.Ratio, 1e-6);
            Assert.NotEqual(signal.Ic.Mean, signal.RankIc.Mean);
        }
    }

    [Fact]
    public void Dates_BeginWhereTheLastSignalBegins()
    {
        ImmutableArray<Prediction> models = SearchScene.Models(Returns, 2, 5);
        Prediction late = new("late", models[1].Axes.Rows(30, 79), models[1].Scores.Rows(30, 79));

        var compared = new FusionComparison([models[0], late], Returns, Rule);

        Assert.Equal(Returns.Axes.Dates[32], compared.Dates[0]);
        Assert.Equal(Returns.Axes.Dates[^1], compared.Dates[^1]);
        Assert.Throws<InputException>(() => new FusionComparison(
            [models[0], new("last", models[1].Axes.Rows(75, 79), models[1].Scores.Rows(75, 79))], Returns, Rule));
    }

    [Fact]
    public void Table_HasALinePerSignal()
    {
        ImmutableArray<Prediction> models = SearchScene.Models(Returns, 2, 5, skill: 30);
        FusionComparison compared = Compare(("a", models[0].Scores), ("b", models[0].Scores), ("c", models[1].Scores));

        string[] lines = Encoding.UTF8.GetString(ComparisonFiles.Table(
            compared, [(Combo("a", "x", "y"), true), (Combo("b", "x"), false), (Combo("c", "y"), false)])).TrimEnd('\n').Split('\n');

        Assert.Equal(4, lines.Length);
        Assert.StartsWith("combo,models,method,is_default,total_return,annualized_return,annualized_excess,max_drawdown,calmar_ratio,excess_return,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("a,\"x, y\",equal,True,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("b,\"x\",equal,False,", lines[2], StringComparison.Ordinal);
        Assert.Equal(lines[1].Split(',')[5..17], lines[2].Split(',')[4..16]);
        Assert.Equal(1, compared.CorrelationOf(0, 1), 1e-12);
        Assert.InRange(compared.CorrelationOf(0, 2), -0.2, 0.2);
        Assert.Equal((compared.CorrelationOf(0, 1) + compared.CorrelationOf(0, 2)) / 2, compared.Signals[0].MeanCorrelation, 1e-12);
    }

    [Fact]
    public void Contributions_SayWhyOneIsNotKnown()
    {
        CoefficientSummary whole = CoefficientSummary.Of([0.1, 0.3], 0);
        CoefficientSummary none = CoefficientSummary.Of([], 0);
        JsonNode file = JsonNode.Parse(ComparisonFiles.Contributions("core", TradeDate.Parse("2024-03-01"),
        [
            new MemberContribution("m", whole, CoefficientSummary.Of([0.0, 0.1], 0), CoefficientSummary.Of([0.1, 0.2], 0), 0.5, ""),
            new MemberContribution("n", whole, none, none, double.NaN, "LOW_COVERAGE"),
        ]))!;

        Assert.Equal("leave_one_out_ic", (string?)file["method"]);
        Assert.Equal(0.15, (double)file["contributions"]!["m"]!["delta"]!, 1e-15);
        Assert.Equal(0.2, (double)file["contributions"]!["m"]!["full_ic"]!, 1e-15);
        Assert.Null(file["contributions"]!["m"]!["reason"]);
        Assert.Null(file["contributions"]!["n"]!["delta"]);
        Assert.Equal("LOW_COVERAGE", (string?)file["contributions"]!["n"]!["reason"]);
    }

    private static ComboSpec Combo(string name, params ImmutableArray<string> models) =>
        new(name, models, WeightMethod.Equal, ImmutableSortedDictionary<string, double>.Empty);

    private static FusionComparison Compare(params ImmutableArray<(string Name, Panel Scores)> signals) => new(
        [.. signals.Select(signal => new Prediction(signal.Name, Returns.Axes, signal.Scores))], Returns, Rule);

    private static Panel Mean(ImmutableArray<Prediction> models)
    {
        Panel mean = Returns.Axes.NewPanel();
        for (int cell = 0; cell < mean.Values.Length; cell++)
            mean.Values[cell] = models.Average(model => model.Scores.Values[cell]);
        return mean;
    }
}
