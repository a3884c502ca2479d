using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.Neural;

/// <summary>A multi-layer perceptron over tabular features.</summary>
/// <remarks>
/// <para>Parameters, by the names of Qlib's <c>DNNModelPytorch</c> where it has them: <c>layers</c>, the units of each
/// hidden layer with commas between, default 256; <c>activation</c>, <c>leaky_relu</c> (default), <c>relu</c> or
/// <c>silu</c>; <c>loss</c>, <c>mse</c> (default) or <c>binary</c> for labels of 0 and 1, whose score is a probability;
/// <c>lr</c>, default 0.001; <c>dropout</c> of inputs and of the last hidden layer, default 0.05; <c>weight_decay</c>,
/// default 0; <c>batch_size</c>, default 2000; <c>max_steps</c>, default 300; <c>eval_steps</c>, the steps between looks
/// at the validation segment, default 20; <c>early_stop_rounds</c>, the looks without a better loss after which it
/// stops, default 50; <c>seed</c>, default 0.</para>
/// <para>Unlike Qlib's it has no batch normalisation and no schedule of learning rates, and a batch is the next part of a
/// shuffled epoch rather than drawn with repetition.</para>
/// <para>Missing: cells without a label, of weight 0, or with any feature missing take no part, in training and in
/// validation.</para>
/// <para>Reproducible: the bits depend on the seed and neither on the number of threads nor on the machine's vectors.
/// </para>
/// </remarks>
public sealed class NeuralLearner : ILearner
{
    /// <inheritdoc/>
    public string Algorithm => "mlp";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } = new()
    {
        Meaning = "A multi-layer perceptron.",
        Parameters =
        [
            new("layers", ParameterKind.List, "256", "The units of each hidden layer."),
            new("activation", ParameterKind.Choice, "leaky_relu", "What hidden layers do to their sums.") { Choices = ["leaky_relu", "relu", "silu"] },
            new("loss", ParameterKind.Choice, "mse", "What is minimised; binary is for labels of 0 and 1.") { Choices = ["mse", "binary"] },
            new("lr", ParameterKind.Number, "0.001", "The length of a step.") { Least = 1e-9, Most = 10 },
            new("dropout", ParameterKind.Number, "0.05", "The share of inputs and of units of the last hidden layer left out.") { Least = 0, Most = 0.95 },
            new("weight_decay", ParameterKind.Number, "0", "How strongly weights are pulled to 0.") { Least = 0, Most = 1000 },
            new("batch_size", ParameterKind.Whole, "2000", "The rows of a step.") { Least = 1, Most = 1_000_000 },
            new("max_steps", ParameterKind.Whole, "300", "The most steps.") { Least = 1, Most = 100_000_000 },
            new("eval_steps", ParameterKind.Whole, "20", "The steps between looks at the validation segment.") { Least = 1, Most = 1_000_000 },
            new("early_stop_rounds", ParameterKind.Whole, "50", "The looks without a better loss after which it stops.") { Least = 1, Most = 1_000_000 },
            new("seed", ParameterKind.Whole, "0", "What chance begins from.") { Least = 0, Most = int.MaxValue },
        ],
        FeatureProcessors = ["RobustZScoreNorm", "Fillna"],
        LabelProcessors = ["DropnaLabel", "CSRankNorm"],
    };

    /// <inheritdoc/>
    public bool NeedsLabels => true;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = NeuralOptions.Of(spec);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads)
    {
        NeuralOptions options = NeuralOptions.Of(spec);
        int[] cells = LearnableCells.Of(spec, fit);
        if (options.Loss == NeuralLoss.Logistic)
            RequireClasses(spec, fit, cells);
        int[] watched = valid.Cells.IsEmpty ? [] : valid.CompleteCells();
        NeuralNetwork? network = NeuralTraining.Run(options, fit, cells, valid, watched, threads);
        return network is not null && network.Weights.Concat(network.Biases).All(layer => layer.All(double.IsFinite))
            ? new NeuralModel(fit.Features.Names, network, options.Loss)
            : throw new LearnerParameters(spec).Wrong(
                "lr", "a loss and weights that stay finite", "numbers beyond all bounds",
                "Choose a smaller lr, or normalise features and label.");
    }

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => NeuralModel.Read(source, weights);

    private static void RequireClasses(ModelSpec spec, TrainingSet fit, int[] cells)
    {
        foreach (int cell in cells)
        {
            double label = fit.Labels.Values[cell];
            if (label is not (0 or 1))
            {
                throw new InputException(
                    $"model {spec.Name}", "label", "0 or 1 for loss binary",
                    label.ToString(CultureInfo.InvariantCulture), "Use loss mse, or a label of two classes.");
            }
        }
    }
}
