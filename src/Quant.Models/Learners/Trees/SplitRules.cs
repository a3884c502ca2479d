namespace Quant.Models.Learners.Trees;

/// <summary>What a leaf is worth and what a split gains (T. Chen and C. Guestrin, 2016, section 2.2).</summary>
/// <remarks>
/// With G and H the sums of gradients and hessians and T(G) = sign(G)·max(|G| − λ₁, 0), the best output is −T(G)/(H + λ₂), which lowers
/// the loss by T(G)²/(H + λ₂) (without the half that all share). An output held within bounds is worth −(2·T(G)·w + (H + λ₂)·w²).
/// </remarks>
internal sealed class SplitRules(BoostingOptions options)
{
    /// <summary>What keeps a hessian of zero from dividing by it: LightGBM's <c>kEpsilon</c>.</summary>
    public const double Epsilon = 1e-15;

    /// <summary>The parameters.</summary>
    public BoostingOptions Options { get; } = options;

    /// <summary>The fewest rows of a side; an empty side is never a split.</summary>
    public int FewestRows { get; } = Math.Max(1, options.MinDataInLeaf);

    /// <summary>Whether outputs are held within bounds.</summary>
    public bool Constrained { get; } = options.MonotoneConstraints.Any(direction => direction != 0);

    /// <summary>The gradient sum after the L1 penalty.</summary>
    public double Thresholded(double gradient) =>
        Math.CopySign(Math.Max(Math.Abs(gradient) - Options.LambdaL1, 0), gradient);

    /// <summary>What a leaf with its best output is worth.</summary>
    public double LeafGain(double gradient, double hessian, double additionalL2 = 0)
    {
        double thresholded = Thresholded(gradient);
        return thresholded * thresholded / (hessian + Options.LambdaL2 + additionalL2 + Epsilon);
    }

    /// <summary>The best output of a leaf within its bounds.</summary>
    public double Output(double gradient, double hessian, double additionalL2, OutputBounds bounds) =>
        Math.Clamp(-Thresholded(gradient) / (hessian + Options.LambdaL2 + additionalL2 + Epsilon), bounds.Least, bounds.Most);

    /// <summary>What both sides are worth; −∞ if rows or hessians are too few or a constraint is broken.</summary>
    public double Gain(SplitSums left, SplitSums right, FixedGradients gradients, OutputBounds bounds, int direction, double additionalL2)
    {
        double leftHessian = left.Hessian(gradients);
        double rightHessian = right.Hessian(gradients);
        if (left.Rows < FewestRows || right.Rows < FewestRows
            || leftHessian < Options.MinSumHessianInLeaf || rightHessian < Options.MinSumHessianInLeaf)
            return double.NegativeInfinity;
        double leftGradient = left.Gradient(gradients);
        double rightGradient = right.Gradient(gradients);
        if (!Constrained)
            return LeafGain(leftGradient, leftHessian, additionalL2) + LeafGain(rightGradient, rightHessian, additionalL2);
        double leftOutput = Output(leftGradient, leftHessian, additionalL2, bounds);
        double rightOutput = Output(rightGradient, rightHessian, additionalL2, bounds);
        if (direction * leftOutput > direction * rightOutput)
            return double.NegativeInfinity;
        return GainOf(leftGradient, leftHessian, additionalL2, leftOutput) + GainOf(rightGradient, rightHessian, additionalL2, rightOutput);
    }

    private double GainOf(double gradient, double hessian, double additionalL2, double output) =>
        -((2 * Thresholded(gradient) * output) + ((hessian + Options.LambdaL2 + additionalL2) * output * output));
}

/// <summary>Between what values a leaf's output must stay.</summary>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
internal readonly record struct OutputBounds(double Least, double Most)
{
    /// <summary>No bounds.</summary>
    public static OutputBounds None { get; } = new(double.NegativeInfinity, double.PositiveInfinity);
}
