using System.Text;
using Quant.Metrics;
using Quant.Models.Learners;
using Quant.Models.Learners.Neural;
using Quant.Models.Training;

namespace Quant.Models.Tests.Learners.Neural;

public sealed class NeuralLearnerTests
{
    private static readonly NeuralLearner Learner = new();

    // A product of two features: no linear model sees anything in it.
    private static readonly (double[][] Features, double[] Labels) Product = Products(1, 2000);
    private static readonly (double[][] Features, double[] Labels) Unseen = Products(2, 500);

    [Theory]
    [InlineData("leaky_relu", "32")]
    [InlineData("silu", "16,16")]
    public void Fit_LearnsWhatNoLinearModelCan(string activation, string layers)
    {
        TrainingSet fit = LearningRows.Set(Product.Features, Product.Labels);
        TrainingSet valid = LearningRows.Set(Unseen.Features, Unseen.Labels);

        IFittedModel model = Learner.Fit(LearningRows.Spec(
            Learner, ("layers", layers), ("activation", activation), ("lr", "0.01"), ("batch_size", "200"), ("max_steps", "400"), ("dropout", "0")), fit, valid, 2);

        Assert.True(Correlation.Of(Scores(model, Unseen.Features), Unseen.Labels) > 0.95);
        IFittedModel linear = new RidgeLearner().Fit(LearningRows.Spec(new RidgeLearner()), fit, valid, 1);
        Assert.True(Math.Abs(Correlation.Of(Scores(linear, Unseen.Features), Unseen.Labels)) < 0.2);
    }

    [Fact]
    public void Fit_OfTwoClassesGivesProbabilities()
    {
        double[] labels = [.. Product.Labels.Select(label => label > 0 ? 1.0 : 0.0)];
        TrainingSet fit = LearningRows.Set(Product.Features, labels);
        IFittedModel model = Learner.Fit(
            LearningRows.Spec(Learner, ("loss", "binary"), ("layers", "32"), ("lr", "0.01"), ("batch_size", "200"), ("max_steps", "300")), fit, LearningRows.Set([[], []], []), 1);

        double[] scores = Scores(model, Unseen.Features);

        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.True(scores.Zip(Unseen.Labels, (score, label) => (score > 0.5) == (label > 0)).Count(right => right) > 450);
    }

    [Fact]
    public void Fit_TheBytesDependOnTheSeedAndNotOnThreads()
    {
        var market = new SyntheticMarket(60, 40, 7);
        TrainingSet fit = TrainingSet.Of(market.Features, market.Labels.Values, market.Labels.Weights, new RowRange(0, 39));
        TrainingSet valid = TrainingSet.Of(market.Features, market.Labels.Values, market.Labels.Weights, new RowRange(45, 59));
        byte[] Bytes(string seed, int threads) => Learner.Fit(
            LearningRows.Spec(Learner, ("layers", "37,12"), ("batch_size", "300"), ("max_steps", "30"), ("eval_steps", "5"), ("seed", seed)), fit, valid, threads).ToBytes();

        byte[] one = Bytes("3", 1);

        Assert.Equal(one, Bytes("3", 2));
        Assert.Equal(one, Bytes("3", 5));
        Assert.NotEqual(one, Bytes("4", 1));
    }

    // Labels of noise: what is learned soon hurts. The network kept is one that a run of fewer steps ends with, and the
    // best of those that were looked at.
    [Fact]
    public void Fit_StopsEarlyAndKeepsTheBest()
    {
        (double[][] features, _) = Products(3, 60);
        double[] noise = Products(4, 60).Labels;
        TrainingSet fit = LearningRows.Set(features, noise);
        (double[][] other, double[] labels) = Products(5, 60);
        TrainingSet valid = LearningRows.Set(other, labels);
        TrainingSet none = LearningRows.Set([[], []], []);
        (string, string)[] parameters = [("layers", "16"), ("lr", "0.02"), ("batch_size", "20"), ("eval_steps", "2"), ("early_stop_rounds", "4")];

        byte[] stopped = Learner.Fit(LearningRows.Spec(Learner, [.. parameters, ("max_steps", "200")]), fit, valid, 1).ToBytes();

        var losses = new List<double>();
        int kept = 0;
        for (int steps = 2; steps <= 60; steps += 2)
        {
            IFittedModel model = Learner.Fit(LearningRows.Spec(Learner, [.. parameters, ("max_steps", $"{steps}")]), fit, none, 1);
            losses.Add(Scores(model, other).Zip(labels, (score, label) => Math.Pow(score - label, 2)).Average());
            if (model.ToBytes().AsSpan().SequenceEqual(stopped))
                kept = steps;
        }

        Assert.True(kept > 0);
        Assert.All(losses.Take((kept / 2) + 4), loss => Assert.True(loss >= losses[(kept / 2) - 1]));
    }

    [Fact]
    public void Score_ReadsBackToTheSameBitsAndNeedsEveryFeature()
    {
        TrainingSet fit = LearningRows.Set(Product.Features, Product.Labels);
        IFittedModel model = Learner.Fit(LearningRows.Spec(Learner, ("layers", "5"), ("max_steps", "3")), fit, fit, 1);
        double[][] rows = [[0.5, double.NaN, 1, double.PositiveInfinity], [0.1, 2, double.NaN, 1]];

        double[] scores = Scores(model, rows);

        Assert.True(double.IsFinite(scores[0]));
        Assert.All(scores[1..], score => Assert.True(double.IsNaN(score)));
        Assert.Equal(scores, Scores(Learner.Read("weights.json", model.ToBytes()), rows));
    }

    [Theory]
    [InlineData("layers", "", "whole numbers from 1 to 4096")]
    [InlineData("layers", "64,0", "whole numbers from 1 to 4096")]
    [InlineData("activation", "tanh", "leaky_relu or relu or silu")]
    [InlineData("loss", "mae", "mse or binary")]
    [InlineData("dropout", "1", "a number from 0 to 0.95")]
    [InlineData("batch_size", "0", "a whole number from 1")]
    [InlineData("learning_rat", "0.1", "a parameter of mlp")]
    public void Check_RefusesWrongParameters(string key, string value, string text)
    {
        InputException wrong = Assert.Throws<InputException>(() => Learner.Check(LearningRows.Spec(Learner, (key, value))));

        Assert.Equal($"models.m.parameters.{key}", wrong.Place);
        Assert.Contains(text, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two classes that are none", "loss", "binary", "0 or 1 for loss binary", 2.0)]
    [InlineData("one class", "loss", "binary", "labels that differ", 1.0)]
    [InlineData("labels beyond all bounds", "lr", "10", "a loss and weights that stay finite", 1e200)]
    public void Fit_RefusesWhatItCannotLearn(string situation, string key, string value, string text, double label)
    {
        _ = situation;
        TrainingSet set = LearningRows.Set([[1, 2, 3]], [1, label, 1]);

        InputException wrong = Assert.Throws<InputException>(() => Learner.Fit(LearningRows.Spec(Learner, (key, value)), set, set, 1));

        Assert.Contains(text, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"format\":\"quant-mlp-1\"", "\"format\":\"quant-mlp-2\"", "format")]
    [InlineData("\"activation\":\"leaky_relu\"", "\"activation\":\"tanh\"", "activation")]
    [InlineData("\"output\":\"identity\"", "\"output\":\"other\"", "output")]
    [InlineData("\"units\":2", "\"units\":2000000000", "layers[0].weights")]
    [InlineData("\"units\":2", "\"units\":-1", "layers[0].units")]
    [InlineData("\"units\":1", "\"units\":2", "layers[1].units")]
    [InlineData("\"features\":[\"F0\",\"F1\"]", "\"features\":[\"F0\",\"F0\"]", "features")]
    [InlineData("\"features\":[\"F0\",\"F1\"]", "\"features\":[\"F0\"]", "layers[0].weights")]
    [InlineData("\"biases\":[", "\"biases\":[1e999,", "layers[0].biases")]
    [InlineData("\"biases\":[", "\"biases\":[\"x\",", "layers[0].biases")]
    [InlineData("}\n", "", "line 1")]
    public void Read_RefusesWhatItDidNotWrite(string from, string to, string place)
    {
        TrainingSet fit = LearningRows.Set(Product.Features, Product.Labels);
        string text = Encoding.UTF8.GetString(Learner.Fit(LearningRows.Spec(Learner, ("layers", "2"), ("max_steps", "1")), fit, fit, 1).ToBytes());
        int at = text.IndexOf(from, StringComparison.Ordinal);

        InputException wrong = Assert.Throws<InputException>(() => Learner.Read(
            "weights.json", Encoding.UTF8.GetBytes(text[..at] + to + text[(at + from.Length)..])));

        Assert.Equal(place, wrong.Place);
    }

    private static double[] Scores(IFittedModel model, double[][] features) =>
        model.Score(LearningRows.Features(features)).Values.ToArray();

    private static (double[][] Features, double[] Labels) Products(int seed, int rows)
    {
        var random = new Random(seed);
        double[][] features = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, rows).Select(_ => SyntheticMarket.Normal(random)).ToArray())];
        return (features, [.. features[0].Zip(features[1], (left, right) => left * right)]);
    }
}
