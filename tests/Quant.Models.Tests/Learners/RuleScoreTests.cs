using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Tests.Learners;

public sealed class RuleScoreTests
{
    private static readonly SyntheticMarket Market = new(20, 5, 3);

    [Fact]
    public void Score_IsTheWeightedSumOfItsFactorsAlone()
    {
        Market.Features.Panels[1].Values[4] = double.NaN;
        Market.Features.Panels[2].Values[0] = double.NaN;

        Panel scores = Fitted(("F0", "2"), ("F2", "-0.5")).Score(Market.Features);

        for (int cell = 1; cell < scores.Values.Length; cell++)
            Assert.Equal((2 * Market.Features.Panels[0].Values[cell]) - (0.5 * Market.Features.Panels[2].Values[cell]), scores.Values[cell], 1e-14);
        Assert.True(double.IsNaN(scores.Values[0]));
    }

    [Theory]
    [InlineData("F9", "1", "models.rule.parameters.F9")]
    [InlineData("F0", "heavy", "models.rule.parameters.F0")]
    [InlineData(null, null, "models.rule.parameters.weights")]
    public void Fit_RefusesWrongWeights(string? key, string? value, string place)
    {
        InputException wrong = Assert.Throws<InputException>(() => key is null ? Fitted() : Fitted((key, value!)));

        Assert.Equal(place, wrong.Place);
    }

    [Fact]
    public void Fit_NeedsNoLabels() => Assert.False(new RuleScore().NeedsLabels);

    private static IFittedModel Fitted(params (string Key, string Value)[] parameters)
    {
        ModelSpec spec = SyntheticMarket.Ridge("rule", parameters) with { Algorithm = "rule_score" };
        TrainingSet none = TrainingSet.Of(Market.Features, Market.Axes.NewPanel(), Market.Axes.NewPanel(), RowRange.None);
        return new RuleScore().Fit(spec, none, none, 1);
    }
}
