namespace Quant.Models.Learners.Neural;

/// <summary>One batch of rows going through a network, and the slopes of the loss coming back.</summary>
/// <remarks>
/// Reproducible: each number is one sum in a fixed order, whichever thread makes it. Inputs and the last hidden layer
/// are dropped out, as in Qlib's network (Srivastava et al., "Dropout", 2014); what stays is scaled up to make up for
/// it.
/// </remarks>
internal sealed class NeuralPass
{
    private const int DropoutPurpose = 2;

    private readonly NeuralNetwork network;
    private readonly int threads;
    private readonly double[][] inputs;
    private readonly double[][] sums;
    private readonly double[][] slopes;

    /// <summary>Makes room for batches of up to some rows.</summary>
    public NeuralPass(NeuralNetwork network, int mostRows, int threads)
    {
        (this.network, this.threads) = (network, threads);
        inputs = [.. network.Sizes[..^1].Select(size => new double[mostRows * size])];
        sums = [.. network.Sizes[1..].Select(size => new double[mostRows * size])];
        slopes = [.. network.Sizes[1..].Select(size => new double[mostRows * size])];
        WeightSlopes = [.. network.Weights.Select(layer => new double[layer.Length])];
        BiasSlopes = [.. network.Biases.Select(layer => new double[layer.Length])];
    }

    /// <summary>Where the rows go before a pass, row-major.</summary>
    public Span<double> Rows => inputs[0];

    /// <summary>The outputs of the last pass, one a row.</summary>
    public Span<double> Outputs => sums[^1];

    /// <summary>Where the slopes of the loss along the outputs go before they are carried back.</summary>
    public Span<double> OutputSlopes => slopes[^1];

    /// <summary>The slopes of the loss along the weights of each layer.</summary>
    public double[][] WeightSlopes { get; }

    /// <summary>The slopes of the loss along the constants of each layer.</summary>
    public double[][] BiasSlopes { get; }

    /// <summary>Computes the outputs of the first rows.</summary>
    public void Forward(int rows)
    {
        for (int layer = 0; layer < network.Layers; layer++)
            ForwardLayer(layer, rows);
    }

    /// <summary>Computes the outputs of the first rows with some units dropped, which <see cref="Backward"/> then
    /// takes into account.</summary>
    public void ForwardDropping(int rows, double share, int seed, int step)
    {
        Drop(0, rows, share, seed, step);
        for (int layer = 0; layer < network.Layers; layer++)
        {
            if (layer > 0 && layer == network.Layers - 1)
                Drop(layer, rows, share, seed, step);
            ForwardLayer(layer, rows);
        }
    }

    /// <summary>Carries the slopes of the outputs back to all weights and constants.</summary>
    public void Backward(int rows, double share, int seed, int step)
    {
        for (int layer = network.Layers - 1; layer >= 0; layer--)
        {
            int from = network.Sizes[layer];
            int to = network.Sizes[layer + 1];
            Array.Clear(WeightSlopes[layer]);
            MatrixProduct.Add(
                inputs[layer], 1, from, slopes[layer], rows, to, from, WeightSlopes[layer], threads);
            SumColumns(slopes[layer], rows, BiasSlopes[layer]);
            if (layer == 0)
                return;
            Array.Clear(slopes[layer - 1], 0, rows * from);
            MatrixProduct.Add(
                slopes[layer], to, 1, Transposed(layer), to, from, rows, slopes[layer - 1], threads);
            if (layer == network.Layers - 1)
                DropFrom(slopes[layer - 1], layer, rows, share, seed, step);
            Activations.MultiplyBySlope(
                network.Activation, sums[layer - 1].AsSpan(0, rows * from), slopes[layer - 1].AsSpan(0, rows * from));
        }
    }

    private void ForwardLayer(int layer, int rows)
    {
        int from = network.Sizes[layer];
        int to = network.Sizes[layer + 1];
        for (int row = 0; row < rows; row++)
            network.Biases[layer].CopyTo(sums[layer], row * to);
        MatrixProduct.Add(inputs[layer], from, 1, network.Weights[layer], from, to, rows, sums[layer], threads);
        if (layer + 1 < network.Layers)
            Activations.Apply(network.Activation, sums[layer].AsSpan(0, rows * to), inputs[layer + 1]);
    }

    private void Drop(int layer, int rows, double share, int seed, int step) =>
        DropFrom(inputs[layer], layer, rows, share, seed, step);

    // The same seed, layer and step drop the same units, so that the way back knows them without being told.
    private void DropFrom(double[] values, int layer, int rows, double share, int seed, int step)
    {
        if (share <= 0)
            return;
        SeededNoise noise = SeededNoise.Of(seed, DropoutPurpose + layer, step);
        double kept = 1 / (1 - share);
        int width = network.Sizes[layer];
        Parallel.For(0, rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            for (int index = row * width; index < (row + 1) * width; index++)
                values[index] = noise.Uniform(index) < share ? 0 : values[index] * kept;
        });
    }

    private double[] Transposed(int layer)
    {
        int from = network.Sizes[layer];
        int to = network.Sizes[layer + 1];
        double[] weights = network.Weights[layer];
        var transposed = new double[weights.Length];
        for (int row = 0; row < from; row++)
        {
            for (int column = 0; column < to; column++)
                transposed[(column * from) + row] = weights[(row * to) + column];
        }

        return transposed;
    }

    private static void SumColumns(double[] values, int rows, double[] destination)
    {
        int width = destination.Length;
        Array.Clear(destination);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> from = values.AsSpan(row * width, width);
            for (int column = 0; column < width; column++)
                destination[column] += from[column];
        }
    }
}
