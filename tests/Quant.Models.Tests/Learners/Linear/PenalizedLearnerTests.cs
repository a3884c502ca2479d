using Quant.Models.Learners;
using Quant.Models.Learners.Linear;
using Quant.Models.Training;

namespace Quant.Models.Tests.Learners.Linear;

public sealed class PenalizedLearnerTests
{
    private static readonly LassoLearner Lasso = new();
    private static readonly ElasticNetLearner Net = new();

    // Columns of ±1 that are orthogonal to one another and to the constant: x'x/n is the identity, so each coefficient
    // is the moment, pulled towards zero by alpha·l1 and divided by 1 + alpha·(1 − l1) (Tibshirani 1996, section 2.2).
    private static readonly double[][] Orthogonal = [[1, 1, -1, -1, 1, 1, -1, -1], [1, -1, 1, -1, 1, -1, 1, -1], [1, 1, 1, 1, -1, -1, -1, -1]];

    // Moments: 3, -1 and 0.25; mean 5.
    private static readonly double[] Labels = [.. Enumerable.Range(0, 8).Select(row =>
        5 + (3 * Orthogonal[0][row]) - Orthogonal[1][row] + (0.25 * Orthogonal[2][row]))];

    [Theory]
    [InlineData("nothing shrunk away but the smallest", 0.5, 2.5, -0.5, 0)]
    [InlineData("almost nothing", 0.125, 2.875, -0.875, 0.125)]
    [InlineData("exactly at the second moment", 1, 2, 0, 0)]
    [InlineData("above every moment", 3.5, 0, 0, 0)]
    public void Lasso_OfOrthogonalColumnsIsTheShrunkMoment(string situation, double alpha, double first, double second, double third)
    {
        _ = situation;
        LinearModel model = LearningRows.Fit(
            Lasso, LearningRows.Set(Orthogonal, Labels), ("alpha", Text(alpha)), ("fit_intercept", "true"), ("tol", "1e-14"));

        Assert.Equal(first, model.Coefficients[0], 1e-12);
        Assert.Equal(second, model.Coefficients[1], 1e-12);
        Assert.Equal(third, model.Coefficients[2], 1e-12);
        Assert.Equal(5, model.Intercept, 1e-12);
    }

    [Theory]
    [InlineData(1, 0.5, 2.5 / 1.5, -0.5 / 1.5, 0)]
    [InlineData(2, 0.25, 2.5 / 2.5, -0.5 / 2.5, 0)]
    [InlineData(0.5, 0, 3 / 1.5, -1 / 1.5, 0.25 / 1.5)]
    [InlineData(0, 0.5, 3, -1, 0.25)]
    public void ElasticNet_OfOrthogonalColumnsHasAClosedForm(double alpha, double ratio, double first, double second, double third)
    {
        LinearModel model = LearningRows.Fit(
            Net, LearningRows.Set(Orthogonal, Labels), ("alpha", Text(alpha)), ("l1_ratio", Text(ratio)), ("fit_intercept", "true"), ("tol", "1e-14"));

        Assert.Equal(first, model.Coefficients[0], 1e-12);
        Assert.Equal(second, model.Coefficients[1], 1e-12);
        Assert.Equal(third, model.Coefficients[2], 1e-12);
    }

    // At the optimum the slope of the error along each feature is the penalty's: exactly ±alpha·l1 where the coefficient
    // is not 0, within it where it is (Karush, Kuhn and Tucker).
    [Fact]
    public void ElasticNet_MeetsTheConditionsOfTheOptimum()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            (double[][] features, double[] labels, double[] weights) = LearningRows.Random(seed, 60, 2 + (seed % 7));
            double alpha = Math.Pow(10, -(seed % 4));
            double ratio = (1 + (seed % 5)) / 5.0;
            bool intercept = seed % 2 == 0;
            LinearModel model = LearningRows.Fit(
                Net, LearningRows.Set(features, labels, weights), ("alpha", Text(alpha)), ("l1_ratio", Text(ratio)), ("fit_intercept", intercept ? "true" : "false"), ("tol", "1e-14"));

            double[] left = Residuals(model, features, labels);
            double total = weights.Sum();
            if (intercept)
                Assert.Equal(0, Enumerable.Range(0, 60).Sum(row => weights[row] * left[row]) / total, 1e-9);
            for (int feature = 0; feature < features.Length; feature++)
            {
                double slope = Enumerable.Range(0, 60).Sum(row => weights[row] * features[feature][row] * left[row]) / total;
                double coefficient = model.Coefficients[feature];
                slope -= alpha * (1 - ratio) * coefficient;
                if (coefficient != 0)
                    Assert.Equal(alpha * ratio * Math.Sign(coefficient), slope, 1e-6);
                else
                    Assert.InRange(Math.Abs(slope), 0, (alpha * ratio) + 1e-6);
            }
        }
    }

    [Fact]
    public void ElasticNet_StandardizedIsFittedOnScaledFeatures()
    {
        (double[][] features, double[] labels, double[] weights) = LearningRows.Random(5, 80, 5);
        double total = weights.Sum();
        double[] means = [.. features.Select(column => column.Zip(weights, (value, weight) => value * weight).Sum() / total)];
        double[] deviations = [.. features.Select((column, index) =>
            Math.Sqrt(column.Zip(weights, (value, weight) => weight * Math.Pow(value - means[index], 2)).Sum() / total))];
        double[][] scaled = [.. features.Select((column, index) => column.Select(value => (value - means[index]) / deviations[index]).ToArray())];
        foreach (string intercept in new[] { "true", "false" })
        {
            (string, string)[] parameters = [("alpha", "0.1"), ("l1_ratio", "0.7"), ("fit_intercept", intercept), ("tol", "1e-13")];
            LinearModel by = LearningRows.Fit(Net, LearningRows.Set(scaled, labels, weights), parameters);
            LinearModel model = LearningRows.Fit(Net, LearningRows.Set(features, labels, weights), [.. parameters, ("standardize", "true")]);

            for (int feature = 0; feature < 5; feature++)
                Assert.Equal(by.Coefficients[feature] / deviations[feature], model.Coefficients[feature], 1e-9);
            Assert.Equal(by.Intercept - Enumerable.Range(0, 5).Sum(feature => means[feature] * model.Coefficients[feature]), model.Intercept, 1e-9);
        }
    }

    [Fact]
    public void Lasso_GivesAllToTheFirstOfEqualFeaturesAndTheNetSharesIt()
    {
        double[] column = [1, 2, 3, 5];
        TrainingSet set = LearningRows.Set([column, column, [7, 7, 7, 7]], [1, 2, 2, 4]);

        LinearModel lasso = LearningRows.Fit(Lasso, set, ("alpha", "0.1"), ("fit_intercept", "true"));
        LinearModel net = LearningRows.Fit(Net, set, ("alpha", "0.1"), ("fit_intercept", "true"), ("tol", "1e-14"));

        Assert.True(lasso.Coefficients[0] > 0.3);
        Assert.Equal(0, lasso.Coefficients[1], 1e-15);
        Assert.Equal(net.Coefficients[0], net.Coefficients[1], 1e-6);
        Assert.Equal(0, lasso.Coefficients[2]);
        Assert.Equal(0, net.Coefficients[2]);
    }

    [Fact]
    public void Lasso_AWeightIsARepetition()
    {
        LinearModel weighted = LearningRows.Fit(Lasso, LearningRows.Set([[1, 2, 4], [1, -1, 2]], [1, 3, 2], [1, 3, 2]), ("alpha", "0.05"));
        LinearModel repeated = LearningRows.Fit(Lasso, LearningRows.Set([[1, 2, 2, 2, 4, 4], [1, -1, -1, -1, 2, 2]], [1, 3, 3, 3, 2, 2]), ("alpha", "0.05"));

        Assert.Equal(repeated.Coefficients[0], weighted.Coefficients[0], 1e-9);
        Assert.Equal(repeated.Coefficients[1], weighted.Coefficients[1], 1e-9);
    }

    [Fact]
    public void Lasso_ThatHasNotConvergedIsAnError()
    {
        (double[][] features, double[] labels, double[] weights) = LearningRows.Random(3, 60, 6);

        InputException wrong = Assert.Throws<InputException>(() => LearningRows.Fit(
            Lasso, LearningRows.Set(features, labels, weights), ("alpha", "0.0001"), ("max_iter", "2"), ("tol", "1e-12")));

        Assert.Equal("models.m.parameters.max_iter", wrong.Place);
        Assert.Contains("after 2 sweeps", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Lasso_AnyNumberOfThreadsGivesTheSameBytes(int threads)
    {
        var market = new SyntheticMarket(300, 60, 7);
        TrainingSet set = TrainingSet.Of(market.Features, market.Labels.Values, market.Labels.Weights, new RowRange(0, 299));

        byte[] one = Lasso.Fit(LearningRows.Spec(Lasso, ("alpha", "0.01")), set, set, 1).ToBytes();

        Assert.Equal(one, Lasso.Fit(LearningRows.Spec(Lasso, ("alpha", "0.01")), set, set, threads).ToBytes());
    }

    [Theory]
    [InlineData("alpha", "-1", "a number from 0")]
    [InlineData("l1_ratio", "1.5", "a number from 0 to 1")]
    [InlineData("tol", "0", "a number from 1E-15 to 1")]
    [InlineData("max_iter", "0.5", "a whole number from 1")]
    [InlineData("standardize", "2", "true or false")]
    [InlineData("l1ratio", "0.5", "Did you mean 'l1_ratio'?")]
    public void Check_RefusesWrongParameters(string key, string value, string text)
    {
        InputException wrong = Assert.Throws<InputException>(() => Net.Check(LearningRows.Spec(Net, (key, value))));

        Assert.Equal($"models.m.parameters.{key}", wrong.Place);
        Assert.Contains(text, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfTheLassoKnowsNoRatio() =>
        Assert.Throws<InputException>(() => Lasso.Check(LearningRows.Spec(Lasso, ("l1_ratio", "0.5"))));

    private static double[] Residuals(LinearModel model, double[][] features, double[] labels) =>
    [
        .. labels.Select((label, row) => label - model.Intercept
            - Enumerable.Range(0, features.Length).Sum(feature => model.Coefficients[feature] * features[feature][row])),
    ];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
