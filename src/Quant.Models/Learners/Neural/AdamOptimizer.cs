namespace Quant.Models.Learners.Neural;

/// <summary>Adam: steps along slopes, each weight in its own scale.</summary>
/// <remarks>
/// Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, with their constants and, as PyTorch's
/// <c>Adam</c>, the weight decay added to the slope.
/// </remarks>
internal sealed class AdamOptimizer(double learningRate, double weightDecay)
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Floor = 1e-8;

    private readonly Dictionary<double[], (double[] First, double[] Second)> moments = [];
    private double firstLeft = 1;
    private double secondLeft = 1;

    /// <summary>Begins the next step.</summary>
    public void BeginStep()
    {
        firstLeft *= FirstDecay;
        secondLeft *= SecondDecay;
    }

    /// <summary>Moves some weights against their slopes.</summary>
    public void Move(double[] weights, double[] slopes)
    {
        if (!moments.TryGetValue(weights, out (double[] First, double[] Second) kept))
            moments[weights] = kept = (new double[weights.Length], new double[weights.Length]);
        (double[] first, double[] second) = kept;
        double rate = learningRate / (1 - firstLeft);
        double scale = Math.Sqrt(1 - secondLeft);
        for (int index = 0; index < weights.Length; index++)
        {
            double slope = slopes[index] + (weightDecay * weights[index]);
            first[index] = (FirstDecay * first[index]) + ((1 - FirstDecay) * slope);
            second[index] = (SecondDecay * second[index]) + ((1 - SecondDecay) * slope * slope);
            weights[index] -= rate * first[index] / ((Math.Sqrt(second[index]) / scale) + Floor);
        }
    }
}
