using Quant.Factors;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Tests.Learners;

public sealed class RidgeLearnerTests
{
    private const double None = double.NaN;

    [Theory]
    [InlineData("without a penalty", "0", 1, 0)]
    [InlineData("slope 2/(2 + 1), through the means", "1", 2.0 / 3, 2.0 / 3)]
    [InlineData("slope 2/(2 + 2)", "2", 0.5, 1)]
    public void Fit_OneFeatureByHand(string situation, string alpha, double slope, double constant)
    {
        _ = situation;
        var model = Fit([[1, 2, 3]], [1, 2, 3], [1, 1, 1], ("alpha", alpha));

        Assert.Equal(slope, model.Coefficients[0], 1e-14);
        Assert.Equal(constant, model.Intercept, 1e-14);
    }

    [Fact]
    public void Fit_WithoutInterceptByHand()
    {
        // x'x = 14, x'y = 14: slope 14/15.
        LinearModel model = Fit([[1, 2, 3]], [1, 2, 3], [1, 1, 1], ("alpha", "1"), ("fit_intercept", "false"));

        Assert.Equal(14.0 / 15, model.Coefficients[0], 1e-14);
        Assert.Equal(0, model.Intercept);
    }

    [Fact]
    public void Fit_AWeightIsARepetition()
    {
        LinearModel weighted = Fit([[1, 2, 4], [1, -1, 2]], [1, 3, 2], [1, 3, 2], ("alpha", "0.5"));
        LinearModel repeated = Fit([[1, 2, 2, 2, 4, 4], [1, -1, -1, -1, 2, 2]], [1, 3, 3, 3, 2, 2], [1, 1, 1, 1, 1, 1], ("alpha", "0.5"));

        Assert.Equal(repeated.Coefficients[0], weighted.Coefficients[0], 1e-13);
        Assert.Equal(repeated.Coefficients[1], weighted.Coefficients[1], 1e-13);
        Assert.Equal(repeated.Intercept, weighted.Intercept, 1e-13);
    }

    [Fact]
    public void Fit_LeavesOutWhatHasNoLabelNoWeightOrAGap()
    {
        LinearModel clean = Fit([[1, 2, 3]], [1, 2, 3], [1, 1, 1]);
        LinearModel dirty = Fit([[1, 99, 2, -50, 3, None]], [1, None, 2, 77, 3, 5], [1, 1, 1, 0, 1, 1]);

        Assert.Equal(clean, dirty);
    }

    [Fact]
    public void Fit_EqualsNaiveNormalEquations()
    {
        var market = new SyntheticMarket(40, 25, 6);
        var random = new Random(3);
        foreach (ref double weight in market.Labels.Weights.Values)
            weight *= random.Next(0, 3);
        TrainingSet set = TrainingSet.Of(market.Features, market.Labels.Values, market.Labels.Weights, new RowRange(0, 39));

        var model = (LinearModel)new RidgeLearner().Fit(SyntheticMarket.Ridge("r", ("alpha", "7.5"), ("fit_intercept", "true")), set, set, 1);

        double[] naive = Naive(set, 7.5);
        for (int feature = 0; feature < 6; feature++)
            Assert.Equal(naive[feature], model.Coefficients[feature], 1e-11);
        Assert.Equal(naive[6], model.Intercept, 1e-11);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Fit_AnyNumberOfThreadsGivesTheSameBytes(int threads)
    {
        // More than two blocks of cells, and a number of features that fills no tile evenly.
        var market = new SyntheticMarket(300, 60, 7);
        TrainingSet set = TrainingSet.Of(market.Features, market.Labels.Values, market.Labels.Weights, new RowRange(0, 299));

        byte[] one = new RidgeLearner().Fit(SyntheticMarket.Ridge(), set, set, 1).ToBytes();

        Assert.Equal(one, new RidgeLearner().Fit(SyntheticMarket.Ridge(), set, set, threads).ToBytes());
    }

    [Fact]
    public void Fit_RepeatedFeaturesWithoutPenaltyShareTheirCoefficient()
    {
        LinearModel model = Fit([[1, 2, 3], [1, 2, 3]], [2, 4, 6], [1, 1, 1], ("alpha", "0"));

        Assert.Equal(1, model.Coefficients[0], 1e-12);
        Assert.Equal(1, model.Coefficients[1], 1e-12);
        Assert.Equal(0, model.Intercept, 1e-12);
    }

    [Fact]
    public void Fit_AConstantFeatureGetsNothing()
    {
        LinearModel model = Fit([[1, 2, 3], [5, 5, 5]], [1, 2, 3], [1, 1, 1], ("alpha", "0"));

        Assert.Equal(0, model.Coefficients[1], 1e-12);
    }

    [Fact]
    public void Fit_RefusesTooFewSamples()
    {
        InputException wrong = Assert.Throws<InputException>(() => Fit([[1, None, None]], [1, 2, 3], [1, 1, 1]));

        Assert.Contains("1 of 3 labelled ones", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpha", "-1", "alpha", "a number from 0")]
    [InlineData("alpha", "much", "alpha", "'much'")]
    [InlineData("fit_intercept", "perhaps", "fit_intercept", "true or false")]
    [InlineData("alhpa", "1", "alhpa", "Did you mean 'alpha'?")]
    public void Check_RefusesWrongParameters(string key, string value, string place, string text)
    {
        InputException wrong = Assert.Throws<InputException>(() => new RidgeLearner().Check(SyntheticMarket.Ridge("r", (key, value))));

        Assert.Equal($"models.r.parameters.{place}", wrong.Place);
        Assert.Contains(text, wrong.Message, StringComparison.Ordinal);
    }

    private static LinearModel Fit(double[][] features, double[] labels, double[] weights, params (string, string)[] parameters)
    {
        var axes = new PanelAxes(
            SyntheticMarket.Sessions(1), [.. Enumerable.Range(0, labels.Length).Select(number => InstrumentId.Parse($"{600000 + number}.SH"))]);
        Panel Row(double[] values)
        {
            Panel panel = axes.NewPanel();
            values.CopyTo(panel.Values);
            return panel;
        }

        var panel = new FeaturePanel(axes, [.. features.Select((_, index) => $"F{index}")], [.. features.Select(Row)], ContentHash.Of("f"));
        TrainingSet set = TrainingSet.Of(panel, Row(labels), Row(weights), new RowRange(0, 0));
        return (LinearModel)new RidgeLearner().Fit(SyntheticMarket.Ridge("r", [("fit_intercept", "true"), .. parameters]), set, set, 1);
    }

    // The penalised normal equations with an unpenalised constant column, by Gaussian elimination.
    private static double[] Naive(TrainingSet set, double alpha)
    {
        int features = set.Features.Names.Length;
        var matrix = new double[features + 1, features + 2];
        foreach (int cell in set.CompleteCells())
        {
            double[] x = [.. set.Features.Panels.Select(panel => panel.Values[cell]), 1];
            double weight = set.Weights.Values[cell];
            for (int row = 0; row <= features; row++)
            {
                for (int column = 0; column <= features; column++)
                    matrix[row, column] += weight * x[row] * x[column];
                matrix[row, features + 1] += weight * x[row] * set.Labels.Values[cell];
            }
        }

        for (int row = 0; row < features; row++)
            matrix[row, row] += alpha;
        for (int pivot = 0; pivot <= features; pivot++)
        {
            for (int row = 0; row <= features; row++)
            {
                double factor = row == pivot ? 0 : matrix[row, pivot] / matrix[pivot, pivot];
                for (int column = pivot; column <= features + 1; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
            }
        }

        return [.. Enumerable.Range(0, features + 1).Select(row => matrix[row, features + 1] / matrix[row, row])];
    }
}
