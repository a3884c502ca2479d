using Quant.Factors;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Tests.Learners;

/// <summary>Samples written as columns, for learners to fit on: one session, one instrument a row.</summary>
internal static class LearningRows
{
    public static TrainingSet Set(double[][] features, double[] labels, double[]? weights = null)
    {
        PanelAxes axes = AxesOf(labels.Length);
        return TrainingSet.Of(
            Features(features), Filled(axes, labels), Filled(axes, weights ?? [.. labels.Select(_ => 1.0)]), new RowRange(0, 0));
    }

    public static FeaturePanel Features(double[][] features)
    {
        PanelAxes axes = AxesOf(features[0].Length);
        return new FeaturePanel(
            axes, [.. features.Select((_, index) => $"F{index}")], [.. features.Select(values => Filled(axes, values))], ContentHash.Of("f"));
    }

    public static LinearModel Fit(ILearner learner, TrainingSet set, params (string, string)[] parameters) =>
        (LinearModel)learner.Fit(Spec(learner, parameters), set, set, 1);

    public static ModelSpec Spec(ILearner learner, params (string, string)[] parameters) =>
        SyntheticMarket.Ridge("m", parameters) with { Algorithm = learner.Algorithm };

    // Columns that are neither independent nor of one scale, weights with zeros: what real features are like.
    public static (double[][] Features, double[] Labels, double[] Weights) Random(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        double[] Column(double scale, double mean) =>
            [.. Enumerable.Range(0, rows).Select(_ => mean + (scale * SyntheticMarket.Normal(random)))];
        double[][] features = [.. Enumerable.Range(0, columns).Select(column => Column(Math.Pow(4, column % 3 - 1), column % 2))];
        for (int column = 2; column < columns; column += 3)
            features[column] = [.. features[column].Zip(features[column - 1], (own, other) => own + (2 * other))];
        double[] labels = Column(1, 0.3);
        for (int column = 0; column < columns; column += 2)
            labels = [.. labels.Zip(features[column], (label, value) => label + (0.3 * value / (1 + column)))];
        return (features, labels, [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(0, 4))]);
    }

    private static PanelAxes AxesOf(int rows) => new(
        SyntheticMarket.Sessions(1), [.. Enumerable.Range(0, rows).Select(number => InstrumentId.Parse($"{600000 + number}.SH"))]);

    private static Panel Filled(PanelAxes axes, double[] values)
    {
        Panel panel = axes.NewPanel();
        values.CopyTo(panel.Values);
        return panel;
    }
}
