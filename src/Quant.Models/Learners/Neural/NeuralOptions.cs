using Quant.Models.Registry;

namespace Quant.Models.Learners.Neural;

/// <summary>The parameters of a network's training.</summary>
internal sealed record NeuralOptions
{
    /// <summary>The units of each hidden layer.</summary>
    public required ImmutableArray<int> Layers { get; init; }

    /// <summary>What hidden layers do to their sums.</summary>
    public required Activation Activation { get; init; }

    /// <summary>What is minimised.</summary>
    public required NeuralLoss Loss { get; init; }

    /// <summary>The length of a step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The share of inputs and of units of the last hidden layer that a step leaves out.</summary>
    public required double Dropout { get; init; }

    /// <summary>How strongly weights are pulled to 0.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>The rows of a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The most steps.</summary>
    public required int MaxSteps { get; init; }

    /// <summary>The steps from one look at the validation segment to the next.</summary>
    public required int EvalSteps { get; init; }

    /// <summary>The looks without a better loss after which training stops.</summary>
    public required int EarlyStopRounds { get; init; }

    /// <summary>What chance begins from.</summary>
    public required int Seed { get; init; }

    /// <summary>Reads the parameters of a model.</summary>
    /// <exception cref="InputException">A parameter is unknown or out of range.</exception>
    public static NeuralOptions Of(ModelSpec spec)
    {
        var parameters = new LearnerParameters(spec);
        var options = new NeuralOptions
        {
            Layers = parameters.Wholes("layers", [256], 1, 4096),
            Activation = parameters.Choice("activation", "leaky_relu", "relu", "silu") switch
            {
                "relu" => Activation.Relu,
                "silu" => Activation.Silu,
                _ => Activation.LeakyRelu,
            },
            Loss = parameters.Choice("loss", "mse", "binary") == "mse" ? NeuralLoss.Squared : NeuralLoss.Logistic,
            LearningRate = parameters.Number("lr", 0.001, 1e-9, 10),
            Dropout = parameters.Number("dropout", 0.05, 0, 0.95),
            WeightDecay = parameters.Number("weight_decay", 0, 0, 1000),
            BatchSize = parameters.Whole("batch_size", 2000, 1, 1_000_000),
            MaxSteps = parameters.Whole("max_steps", 300, 1, 100_000_000),
            EvalSteps = parameters.Whole("eval_steps", 20, 1, 1_000_000),
            EarlyStopRounds = parameters.Whole("early_stop_rounds", 50, 1, 1_000_000),
            Seed = parameters.Whole("seed", 0, 0, int.MaxValue),
        };
        parameters.RequireNoOthers();
        return options;
    }
}
