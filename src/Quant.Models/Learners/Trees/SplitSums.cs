namespace Quant.Models.Learners.Trees;

/// <summary>What one side of a split adds up to.</summary>
/// <param name="Packed">The scaled gradient and the row count, as <see cref="FixedGradients"/> packs them.</param>
/// <param name="ScaledHessian">The scaled hessian; with constant hessians the count is used instead.</param>
internal readonly record struct SplitSums(long Packed, long ScaledHessian)
{
    /// <summary>The rows.</summary>
    public int Rows => (int)(Packed & FixedGradients.MaximumRows);

    /// <summary>The sum of gradients.</summary>
    public double Gradient(FixedGradients gradients) => (Packed >> FixedGradients.CountBits) * gradients.GradientUnit;

    /// <summary>The sum of hessians.</summary>
    public double Hessian(FixedGradients gradients) =>
        gradients.ConstantHessian ? Rows : ScaledHessian * gradients.HessianUnit;

    /// <summary>Both together.</summary>
    public static SplitSums operator +(SplitSums left, SplitSums right) =>
        new(unchecked(left.Packed + right.Packed), left.ScaledHessian + right.ScaledHessian);

    /// <summary>What is left of the first without the second.</summary>
    public static SplitSums operator -(SplitSums left, SplitSums right) =>
        new(unchecked(left.Packed - right.Packed), left.ScaledHessian - right.ScaledHessian);
}
