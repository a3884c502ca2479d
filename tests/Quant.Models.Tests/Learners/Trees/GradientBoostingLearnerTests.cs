using Quant.Factors;
using Quant.Labels;
using Quant.Models.Learners;
using Quant.Models.Learners.Trees;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Tests.Learners.Trees;

public sealed class GradientBoostingLearnerTests
{
    private const int Dates = 20;
    private const int Names = 30;

    [Fact]
    public void Fit_GivesAModelThatItsFileGivesBack()
    {
        (FeaturePanel features, Panel labels, Panel weights) = Market(1);
        var learner = new GradientBoostingLearner();
        IFittedModel model = learner.Fit(Spec(("num_leaves", "7")), Set(features, labels, weights, 0, 14), Set(features, labels, weights, 15, 19), 2);
        Panel scores = model.Score(features);
        IFittedModel again = learner.Read("model.txt", model.ToBytes());
        Assert.Equal(scores.Values.ToArray(), again.Score(features).Values.ToArray());
        Assert.Equal(features.Names.AsEnumerable(), again.Features);
        Assert.True(double.IsNaN(scores[0, 0]), "A cell without any feature has no score.");
        Assert.True(double.IsFinite(scores[1, 1]), "A cell with one feature missing has a score.");
        double error = Enumerable.Range(31, 400).Sum(cell => Math.Pow(scores.Values[cell] - labels.Values[cell], 2));
        Assert.True(error < 0.5 * Enumerable.Range(31, 400).Sum(cell => Math.Pow(labels.Values[cell], 2)));
    }

    [Fact]
    public void Score_TakesFeaturesByNameInAnyOrder()
    {
        (FeaturePanel features, Panel labels, Panel weights) = Market(2);
        IFittedModel model = new GradientBoostingLearner().Fit(Spec(), Set(features, labels, weights, 0, 19), Set(features, labels, weights, 0, -1), 1);
        FeaturePanel turned = features with { Names = [.. features.Names.Reverse()], Panels = [.. features.Panels.Reverse()] };
        Assert.Equal(model.Score(features).Values.ToArray(), model.Score(turned).Values.ToArray());
    }

    [Fact]
    public void Check_RefusesUnknownParameters()
    {
        var learner = new GradientBoostingLearner();
        learner.Check(Spec(("loss", "mse"), ("subsample", "0.9")));
        Assert.Contains("num_leaves", Assert.Throws<InputException>(() => learner.Check(Spec(("num_leafs", "7")))).Message);
    }

    [Fact]
    public void Fit_RefusesEarlyStoppingWithoutValidation()
    {
        (FeaturePanel features, Panel labels, Panel weights) = Market(3);
        TrainingSet fit = Set(features, labels, weights, 0, 19);
        TrainingSet none = Set(features, labels, weights, 0, -1);
        Assert.Throws<InputException>(() => new GradientBoostingLearner().Fit(Spec(("early_stopping_round", "3")), fit, none, 1));
        Assert.Throws<InputException>(() => new GradientBoostingLearner().Fit(Spec(("categorical_feature", "9")), fit, none, 1));
        Assert.Throws<InputException>(() => new GradientBoostingLearner().Fit(Spec(("monotone_constraints", "1")), fit, none, 1));
    }

    private static TrainingSet Set(FeaturePanel features, Panel labels, Panel weights, int first, int last) =>
        TrainingSet.Of(features, labels, weights, new RowRange(first, last));

    private static ModelSpec Spec(params (string Name, string Value)[] parameters) => new()
    {
        Name = "trees",
        Algorithm = "gbdt",
        FeatureSet = "Own",
        Label = LabelDefinition.Weekly,
        Parameters = parameters.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value),
    };

    private static (FeaturePanel Features, Panel Labels, Panel Weights) Market(int seed)
    {
        var random = new Random(seed);
        var axes = new PanelAxes(
            [.. Enumerable.Range(0, Dates).Select(day => new TradeDate(new DateOnly(2024, 3, day + 1)))],
            [.. Enumerable.Range(0, Names).Select(name => InstrumentId.Parse($"{600000 + name}.SH"))]);
        ImmutableArray<Panel> panels = [axes.NewPanel(), axes.NewPanel(), axes.NewPanel()];
        Panel labels = axes.NewPanel();
        Panel weights = axes.NewPanel();
        weights.Values.Fill(1);
        for (int cell = 0; cell < Dates * Names; cell++)
        {
            foreach (Panel panel in panels)
                panel.Values[cell] = random.NextDouble() - 0.5;
            labels.Values[cell] = panels[0].Values[cell] - (2 * panels[2].Values[cell]);
        }

        foreach (Panel panel in panels)
            panel[0, 0] = double.NaN;
        panels[1][1, 1] = double.NaN;
        return (new FeaturePanel(axes, ["A", "B", "C"], panels, default), labels, weights);
    }
}
