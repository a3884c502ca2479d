using Quant.Models.Learners;
using Quant.Models.Learners.Linear;

namespace Quant.Models.Tests.Learners.Linear;

public sealed class LeastSquaresLearnerTests
{
    private const double None = double.NaN;

    private static readonly OlsLearner Ols = new();
    private static readonly NnlsLearner Nnls = new();

    [Fact]
    public void Ols_FindsTheLineThroughItsPoints()
    {
        LinearModel model = LearningRows.Fit(Ols, LearningRows.Set([[1, 2, 3]], [3, 5, 7]), ("fit_intercept", "true"));

        Assert.Equal(2, model.Coefficients[0], 1e-13);
        Assert.Equal(1, model.Intercept, 1e-13);
    }

    // Σxy = 1·1 + 2·2 + 3·4 = 17, Σx² = 14.
    [Fact]
    public void Ols_WithoutAConstantGoesThroughTheOrigin() =>
        Assert.Equal(17.0 / 14, LearningRows.Fit(Ols, LearningRows.Set([[1, 2, 3]], [1, 2, 4])).Coefficients[0], 1e-14);

    [Theory]
    [InlineData("equal features share", 1.0, 1, 1)]
    [InlineData("of one twice as large, each in its own scale shares", 2.0, 1, 0.5)]
    [InlineData("scale does not decide what is kept", 1e9, 1, 1e-9)]
    public void Ols_OfDependentFeaturesTakesTheLeastNorm(string situation, double factor, double first, double second)
    {
        _ = situation;
        LinearModel model = LearningRows.Fit(Ols, LearningRows.Set([[1, 2, 3], [factor, 2 * factor, 3 * factor], [4, 4, 4]], [2, 4, 6]), ("fit_intercept", "true"));

        Assert.Equal(first, model.Coefficients[0], 1e-10);
        Assert.Equal(second, model.Coefficients[1], 1e-10 * second);
        Assert.Equal(0, model.Coefficients[2]);
    }

    [Fact]
    public void Ols_LeavesNothingAlongAnyFeature()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            (double[][] features, double[] labels, double[] weights) = LearningRows.Random(seed, 50, 1 + (seed % 8));
            LinearModel model = LearningRows.Fit(Ols, LearningRows.Set(features, labels, weights), ("fit_intercept", "true"));

            foreach (double slope in Slopes(model, features, labels, weights))
                Assert.Equal(0, slope, 1e-8);
        }
    }

    [Fact]
    public void Nnls_HoldsAtZeroWhatWouldBeNegative()
    {
        LinearModel model = LearningRows.Fit(Nnls, LearningRows.Set([[1, 0, -1], [1, 2, 3]], [0, 2, 4]));

        // Unconstrained it is y = x₂ − x₁, that is -1 and 1; Σx₂y = 16, Σx₂² = 14.
        Assert.Equal(0, model.Coefficients[0]);
        Assert.Equal(16.0 / 14, model.Coefficients[1], 1e-13);
    }

    [Fact]
    public void Nnls_EqualsTheBestOfAllSubsets()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            (double[][] features, double[] labels, double[] weights) = LearningRows.Random(seed, 30, 5);
            string intercept = seed % 2 == 0 ? "true" : "false";
            LinearModel model = LearningRows.Fit(Nnls, LearningRows.Set(features, labels, weights), ("fit_intercept", intercept));

            Assert.All(model.Coefficients, coefficient => Assert.True(coefficient >= 0));
            Assert.Equal(BestOfSubsets(features, labels, weights, intercept), Error(model, features, labels, weights), 1e-9);
        }
    }

    [Fact]
    public void Nnls_UsesTheFirstOfEqualFeatures()
    {
        LinearModel model = LearningRows.Fit(Nnls, LearningRows.Set([[1, 2, 3], [1, 2, 3], [0, 0, 0]], [2, 4, 6]));

        Assert.Equal([2, 0, 0], model.Coefficients.Select(value => Math.Round(value, 12)));
    }

    [Theory]
    [InlineData("a feature that is missing everywhere", "0 of 3 labelled ones; F1 is missing in all", true)]
    [InlineData("one label for all", "5 for all 3 samples", false)]
    public void Fit_RefusesWhatCannotBeLearnedFrom(string situation, string text, bool missing)
    {
        _ = situation;
        double[][] features = [[1, 2, 3], missing ? [None, None, None] : [3, 1, 2]];
        double[] labels = missing ? [1, 2, 3] : [5, 5, 5];
        foreach (ILearner learner in new ILearner[] { Ols, Nnls, new RidgeLearner(), new LassoLearner(), new ElasticNetLearner() })
        {
            InputException wrong = Assert.Throws<InputException>(() => LearningRows.Fit(learner, LearningRows.Set(features, labels)));

            Assert.Equal("model m", wrong.Origin);
            Assert.Contains(text, wrong.Message, StringComparison.Ordinal);
        }
    }

    private static double BestOfSubsets(double[][] features, double[] labels, double[] weights, string intercept)
    {
        double best = double.PositiveInfinity;
        for (int subset = 0; subset < 1 << features.Length; subset++)
        {
            double[][] chosen = [.. features.Select((column, index) => (subset >> index & 1) == 1 ? column : new double[column.Length])];
            LinearModel model = LearningRows.Fit(Ols, LearningRows.Set(chosen, labels, weights), ("fit_intercept", intercept));
            if (model.Coefficients.All(coefficient => coefficient >= -1e-12))
                best = Math.Min(best, Error(model, chosen, labels, weights));
        }

        return best;
    }

    private static double Error(LinearModel model, double[][] features, double[] labels, double[] weights) =>
        Residuals(model, features, labels).Zip(weights, (left, weight) => weight * left * left).Sum();

    private static IEnumerable<double> Slopes(LinearModel model, double[][] features, double[] labels, double[] weights)
    {
        double[] left = Residuals(model, features, labels);
        return features.Append([.. labels.Select(_ => 1.0)])
            .Select(column => Enumerable.Range(0, labels.Length).Sum(row => weights[row] * column[row] * left[row]));
    }

    private static double[] Residuals(LinearModel model, double[][] features, double[] labels) =>
    [
        .. labels.Select((label, row) => label - model.Intercept
            - Enumerable.Range(0, features.Length).Sum(feature => model.Coefficients[feature] * features[feature][row])),
    ];
}
