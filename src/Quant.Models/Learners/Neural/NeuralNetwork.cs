namespace Quant.Models.Learners.Neural;

/// <summary>Layers that are fully connected, one after another, to one output.</summary>
/// <remarks>
/// Layout: the weights of a layer are row-major with a row for each of its inputs. Batch normalisation there is none:
/// features are normalised before they come here, and a row's score depends on that row alone.
/// </remarks>
internal sealed class NeuralNetwork
{
    private const int InitialPurpose = 1;

    private NeuralNetwork(ImmutableArray<int> sizes, Activation activation, double[][] weights, double[][] biases) =>
        (Sizes, Activation, Weights, Biases) = (sizes, activation, weights, biases);

    /// <summary>The number of inputs, then the units of each hidden layer, then 1.</summary>
    public ImmutableArray<int> Sizes { get; }

    /// <summary>What the hidden layers do to their sums.</summary>
    public Activation Activation { get; }

    /// <summary>The number of layers with weights.</summary>
    public int Layers => Weights.Length;

    /// <summary>The weights of each layer.</summary>
    public double[][] Weights { get; }

    /// <summary>The constants of each layer.</summary>
    public double[][] Biases { get; }

    /// <summary>A network of random weights and constants of 0.</summary>
    /// <remarks>
    /// Weights are normal with variance 2/(1.01·inputs) (He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015,
    /// with the leak of 0.1), as Qlib initialises.
    /// </remarks>
    public static NeuralNetwork Initial(ImmutableArray<int> sizes, Activation activation, int seed)
    {
        var weights = new double[sizes.Length - 1][];
        var biases = new double[sizes.Length - 1][];
        for (int layer = 0; layer < weights.Length; layer++)
        {
            SeededNoise noise = SeededNoise.Of(seed, InitialPurpose, layer);
            double deviation = Math.Sqrt(2 / (1.01 * sizes[layer]));
            weights[layer] = new double[sizes[layer] * sizes[layer + 1]];
            for (int index = 0; index < weights[layer].Length; index++)
                weights[layer][index] = deviation * noise.Normal(index);
            biases[layer] = new double[sizes[layer + 1]];
        }

        return new NeuralNetwork(sizes, activation, weights, biases);
    }

    /// <summary>A network with weights from elsewhere, as long as the sizes say.</summary>
    public static NeuralNetwork Of(
        ImmutableArray<int> sizes, Activation activation, double[][] weights, double[][] biases) =>
        new(sizes, activation, weights, biases);

    /// <summary>A copy that shares nothing.</summary>
    public NeuralNetwork Copy() => new(
        Sizes,
        Activation,
        [.. Weights.Select(layer => (double[])layer.Clone())],
        [.. Biases.Select(layer => (double[])layer.Clone())]);
}
