namespace Quant.Models.Health;

/// <summary>Turns scores into probabilities by a logistic curve: 1/(1 + exp(slope·score + offset)).</summary>
/// <param name="Slope">Below 0 where a higher score makes the event more likely.</param>
/// <param name="Offset">The constant.</param>
/// <remarks>Platt, "Probabilistic Outputs for Support Vector Machines", 1999.</remarks>
public readonly record struct PlattScaling(double Slope, double Offset)
{
    private const int MostSteps = 100;
    private const double LeastStep = 1e-10;
    private const double Ridge = 1e-12;
    private const double Flat = 1e-5;

    /// <summary>Fits the curve to what followed.</summary>
    /// <param name="scores">Any scale; pairs with a NaN do not count.</param>
    /// <param name="outcomes">1 where the event came, 0 where it did not.</param>
    /// <remarks>
    /// Newton's method with backtracking on the cross-entropy against Platt's targets (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2),
    /// as Lin, Lin and Weng, "A Note on Platt's Probabilistic Outputs", 2007, with their constants. The logarithm never
    /// overflows. With one class only, the curve is flat but for the scores' own separation, and still between 0 and 1.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ, or there is no pair.</exception>
    public static PlattScaling Fit(ReadOnlySpan<double> scores, ReadOnlySpan<double> outcomes)
    {
        (double[] known, double[] events) = KnownPairs.Of(scores, outcomes);
        double positive = events.Count(outcome => outcome > 0.5);
        double negative = events.Length - positive;
        double high = (positive + 1) / (positive + 2);
        double low = 1 / (negative + 2);
        double[] targets = [.. events.Select(outcome => outcome > 0.5 ? high : low)];

        var best = new PlattScaling(0, Math.Log((negative + 1) / (positive + 1)));
        double loss = best.Loss(known, targets);
        for (int step = 0; step < MostSteps; step++)
        {
            (double slopeStep, double offsetStep, double descent) = best.NewtonStep(known, targets);
            if (descent == 0)
                break;
            double length = 1;
            PlattScaling next;
            double nextLoss;
            do
            {
                next = new PlattScaling(best.Slope + (length * slopeStep), best.Offset + (length * offsetStep));
                nextLoss = next.Loss(known, targets);
                length /= 2;
            }
            while (nextLoss >= loss + (2e-4 * length * descent) && length >= LeastStep);
            if (length < LeastStep)
                break;
            (best, loss) = (next, nextLoss);
        }

        return best;
    }

    /// <summary>The probability of the event; NaN for NaN.</summary>
    public double Probability(double score)
    {
        double exponent = (Slope * score) + Offset;
        return exponent >= 0 ? Math.Exp(-exponent) / (1 + Math.Exp(-exponent)) : 1 / (1 + Math.Exp(exponent));
    }

    private double Loss(double[] scores, double[] targets)
    {
        double sum = 0;
        for (int index = 0; index < scores.Length; index++)
        {
            double exponent = (Slope * scores[index]) + Offset;
            sum += exponent >= 0
                ? (targets[index] * exponent) + Math.Log(1 + Math.Exp(-exponent))
                : ((targets[index] - 1) * exponent) + Math.Log(1 + Math.Exp(exponent));
        }

        return sum;
    }

    // The step that a quadratic with the loss's slopes and curvatures asks for; no descent where the slopes are flat.
    private (double Slope, double Offset, double Descent) NewtonStep(double[] scores, double[] targets)
    {
        double curve11 = Ridge, curve22 = Ridge, curve12 = 0, slope1 = 0, slope2 = 0;
        for (int index = 0; index < scores.Length; index++)
        {
            double probability = Probability(scores[index]);
            double spread = probability * (1 - probability);
            double miss = targets[index] - probability;
            curve11 += scores[index] * scores[index] * spread;
            curve22 += spread;
            curve12 += scores[index] * spread;
            slope1 += scores[index] * miss;
            slope2 += miss;
        }

        if (Math.Abs(slope1) < Flat && Math.Abs(slope2) < Flat)
            return (0, 0, 0);
        double determinant = (curve11 * curve22) - (curve12 * curve12);
        double first = -((curve22 * slope1) - (curve12 * slope2)) / determinant;
        double second = -((curve11 * slope2) - (curve12 * slope1)) / determinant;
        return (first, second, (slope1 * first) + (slope2 * second));
    }
}
