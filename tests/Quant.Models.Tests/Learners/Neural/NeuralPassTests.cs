using Quant.Models.Learners.Neural;

namespace Quant.Models.Tests.Learners.Neural;

public sealed class NeuralPassTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 8)]
    [InlineData(4, 1, 16)]
    [InlineData(37, 13, 11)]
    [InlineData(70, 20, 9)]
    public void Product_EqualsTheNaiveOne(int rows, int inner, int columns)
    {
        double[] left = Numbers(1, rows * inner);
        double[] right = Numbers(2, inner * columns);
        double[] before = Numbers(3, rows * columns);
        double[] result = [.. before];
        double[] transposed = [.. before];
        double[] leftTransposed = [.. Enumerable.Range(0, inner * rows).Select(cell => left[(cell % rows * inner) + (cell / rows)])];

        MatrixProduct.Add(left, inner, 1, right, inner, columns, rows, result, threads: 2);
        MatrixProduct.Add(leftTransposed, 1, rows, right, inner, columns, rows, transposed, threads: 1);

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double sum = before[(row * columns) + column];
                for (int index = 0; index < inner; index++)
                    sum = Math.FusedMultiplyAdd(left[(row * inner) + index], right[(index * columns) + column], sum);
                Assert.Equal(sum, result[(row * columns) + column]);
                Assert.Equal(sum, transposed[(row * columns) + column]);
            }
        }
    }

    [Fact]
    public void Product_RefusesMatricesThatAreTooShort() =>
        Assert.Throws<ArgumentException>(() => MatrixProduct.Add(new double[5], 2, 1, new double[4], 2, 2, 3, new double[6], 1));

    // (loss(w + h) − loss(w − h))/2h is the slope up to h²; with dropout the same units are out each time.
    [Theory]
    [InlineData("leaky_relu", "mse", 0, "5")]
    [InlineData("silu", "mse", 0.3, "9,4")]
    [InlineData("silu", "binary", 0, "6,5,3")]
    [InlineData("leaky_relu", "binary", 0.2, "8")]
    [InlineData("relu", "mse", 0.5, "7,7")]
    public void Backward_GivesTheSlopesThatDifferencesGive(string activation, string loss, double dropout, string layers)
    {
        Activation kind = Enum.Parse<Activation>(activation.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
        NeuralLoss judged = loss == "mse" ? NeuralLoss.Squared : NeuralLoss.Logistic;
        var network = NeuralNetwork.Initial([3, .. layers.Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture)), 1], kind, seed: 4);
        double[] rows = Numbers(5, 12 * 3);
        double[] labels = [.. Numbers(6, 12).Select(value => judged == NeuralLoss.Squared ? value : value > 0 ? 1 : 0)];
        var pass = new NeuralPass(network, 12, threads: 2);
        for (int layer = 0; layer < network.Layers; layer++)
            Numbers(layer + 7, network.Biases[layer].Length).CopyTo(network.Biases[layer], 0);

        double Loss()
        {
            rows.CopyTo(pass.Rows);
            pass.ForwardDropping(12, dropout, seed: 9, step: 3);
            return Enumerable.Range(0, 12).Sum(row => NeuralLosses.Of(judged, pass.Outputs[row], labels[row]));
        }

        _ = Loss();
        for (int row = 0; row < 12; row++)
            pass.OutputSlopes[row] = NeuralLosses.Slope(judged, pass.Outputs[row], labels[row]);
        pass.Backward(12, dropout, seed: 9, step: 3);
        double[][] slopes = [.. pass.WeightSlopes.Concat(pass.BiasSlopes).Select(layer => (double[])layer.Clone())];
        double[][] weights = [.. network.Weights, .. network.Biases];

        Assert.Contains(slopes, layer => layer.Any(slope => Math.Abs(slope) > 0.1));
        for (int layer = 0; layer < weights.Length; layer++)
        {
            for (int index = 0; index < weights[layer].Length; index++)
            {
                double kept = weights[layer][index];
                weights[layer][index] = kept + 1e-6;
                double above = Loss();
                weights[layer][index] = kept - 1e-6;
                double below = Loss();
                weights[layer][index] = kept;
                Assert.Equal((above - below) / 2e-6, slopes[layer][index], 1e-6 * (1 + Math.Abs(slopes[layer][index])));
            }
        }
    }

    [Fact]
    public void Dropping_LeavesTheShareOutAndKeepsTheMean()
    {
        // One layer of one input of weight 1: the outputs are the inputs as dropped.
        NeuralNetwork network = NeuralNetwork.Of([1, 1], Activation.Relu, [[1.0]], [[0.0]]);
        var pass = new NeuralPass(network, 100_000, threads: 1);
        pass.Rows.Fill(1);

        pass.ForwardDropping(100_000, 0.25, seed: 1, step: 1);

        double[] outputs = pass.Outputs.ToArray();
        Assert.Equal(2, outputs.Distinct().Count());
        Assert.InRange(outputs.Count(value => value == 0) / 100_000.0, 0.245, 0.255);
        Assert.InRange(outputs.Average(), 0.99, 1.01);
    }

    // With a slope that never changes, both moments are unbiased from the first step on, so each step is the rate.
    [Fact]
    public void Adam_StepsByTheRateUnderAConstantSlope()
    {
        double[] weights = [1, -2];
        var adam = new AdamOptimizer(0.1, weightDecay: 0);
        for (int step = 1; step <= 3; step++)
        {
            adam.BeginStep();
            adam.Move(weights, [4, -0.5]);
            Assert.Equal(1 - (0.1 * step), weights[0], 1e-7);
            Assert.Equal(-2 + (0.1 * step), weights[1], 1e-7);
        }
    }

    // By hand: slope 0 + 0.5·2 = 1, so the first step is 0.1 down; then 0.5·1.9 = 0.95 gives moments
    // 0.9·0.1 + 0.1·0.95 = 0.185 and 0.999·0.001 + 0.001·0.9025 = 0.0019015, over 0.19 and 0.001999.
    [Fact]
    public void Adam_AddsTheDecayToTheSlope()
    {
        double[] weights = [2];
        var adam = new AdamOptimizer(0.1, weightDecay: 0.5);
        adam.BeginStep();
        adam.Move(weights, [0]);
        Assert.Equal(1.9, weights[0], 1e-8);
        adam.BeginStep();
        adam.Move(weights, [0]);

        Assert.Equal(1.9 - (0.1 * (0.185 / 0.19) / Math.Sqrt(0.0019015 / 0.001999)), weights[0], 1e-8);
    }

    private static double[] Numbers(int seed, int count)
    {
        var noise = SeededNoise.Of(seed, purpose: 99);
        return [.. Enumerable.Range(0, count).Select(index => noise.Normal(index))];
    }
}
