namespace Quant.Models.Learners.Neural;

/// <summary>What a network minimises, averaged over rows by their weights.</summary>
internal enum NeuralLoss
{
    /// <summary>(output − label)².</summary>
    Squared,

    /// <summary>The logarithmic loss of a label of 0 or 1, the output being the logit.</summary>
    Logistic,
}

/// <summary>The losses and their slopes.</summary>
internal static class NeuralLosses
{
    /// <summary>The loss of one row.</summary>
    public static double Of(NeuralLoss loss, double output, double label)
    {
        if (loss == NeuralLoss.Squared)
            return (output - label) * (output - label);

        // log(1 + eᶻ) − z·y without overflow.
        return Math.Max(output, 0) - (output * label) + Math.Log(1 + Math.Exp(-Math.Abs(output)));
    }

    /// <summary>Its slope along the output.</summary>
    public static double Slope(NeuralLoss loss, double output, double label) =>
        loss == NeuralLoss.Squared ? 2 * (output - label) : Activations.Sigmoid(output) - label;
}
