namespace Quant.Models.Learners.Neural;

/// <summary>What a hidden layer does to each of its sums.</summary>
internal enum Activation
{
    /// <summary>z above 0, a tenth of z below, as Qlib's network has it.</summary>
    LeakyRelu,

    /// <summary>z above 0, nothing below.</summary>
    Relu,

    /// <summary>z·σ(z) (Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units", 2018).</summary>
    Silu,
}

/// <summary>The activations and their slopes.</summary>
internal static class Activations
{
    private const double Leak = 0.1;

    /// <summary>Applies an activation to each sum.</summary>
    public static void Apply(Activation activation, ReadOnlySpan<double> sums, Span<double> destination)
    {
        switch (activation)
        {
            case Activation.Silu:
                for (int index = 0; index < sums.Length; index++)
                    destination[index] = sums[index] * Sigmoid(sums[index]);
                break;
            default:
                double below = activation == Activation.Relu ? 0 : Leak;
                for (int index = 0; index < sums.Length; index++)
                    destination[index] = sums[index] > 0 ? sums[index] : below * sums[index];
                break;
        }
    }

    /// <summary>Multiplies each slope of the loss by that of the activation at the sum.</summary>
    public static void MultiplyBySlope(Activation activation, ReadOnlySpan<double> sums, Span<double> slopes)
    {
        switch (activation)
        {
            case Activation.Silu:
                for (int index = 0; index < sums.Length; index++)
                {
                    double share = Sigmoid(sums[index]);
                    slopes[index] *= share * (1 + (sums[index] * (1 - share)));
                }

                break;
            default:
                double below = activation == Activation.Relu ? 0 : Leak;
                for (int index = 0; index < sums.Length; index++)
                    slopes[index] *= sums[index] > 0 ? 1 : below;
                break;
        }
    }

    /// <summary>1/(1 + e⁻ᶻ).</summary>
    public static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));
}
