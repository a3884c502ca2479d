namespace Quant.Models.Learners.Trees;

/// <summary>Gradients and hessians as whole numbers, whose sums are exact in any order.</summary>
/// <remarks>
/// <para>The scale is the greatest power of two for which no value passes 2³⁰ and the sum of magnitudes stays below 2³⁷, so that a
/// sum and a count of 24 bits share one 64-bit integer: gradient sum above, row count below.</para>
/// <para>Rounding is to the nearest whole number; its error averages out over a bin.</para>
/// </remarks>
internal sealed class FixedGradients
{
    /// <summary>The most rows: a count must fit 24 bits.</summary>
    public const int MaximumRows = (1 << CountBits) - 1;

    /// <summary>The low bits of a packed sum that count rows.</summary>
    public const int CountBits = 24;

    /// <summary>Makes room for rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="constantHessian">Whether every hessian is 1, so that the count is their sum.</param>
    public FixedGradients(int rows, bool constantHessian)
    {
        Gradients = new int[rows];
        Hessians = constantHessian ? [] : new int[rows];
    }

    /// <summary>Whether every hessian is 1.</summary>
    public bool ConstantHessian => Hessians.Length == 0;

    /// <summary>The scaled gradient of each row.</summary>
    public int[] Gradients { get; }

    /// <summary>The scaled hessian of each row; empty if constant.</summary>
    public int[] Hessians { get; }

    /// <summary>What a whole number of gradient is worth.</summary>
    public double GradientUnit { get; private set; } = 1;

    /// <summary>What a whole number of hessian is worth.</summary>
    public double HessianUnit { get; private set; } = 1;

    /// <summary>Takes over the gradients of a round; hessians are not read if constant.</summary>
    public void Set(ReadOnlySpan<double> gradients, ReadOnlySpan<double> hessians)
    {
        GradientUnit = Scale(gradients, Gradients, sumBits: 37);
        if (!ConstantHessian)
            HessianUnit = Scale(hessians, Hessians, sumBits: 60);
    }

    private static double Scale(ReadOnlySpan<double> values, int[] scaled, int sumBits)
    {
        double most = 0;
        double sum = 0;
        foreach (double value in values)
        {
            double size = Math.Abs(value);
            most = Math.Max(most, size);
            sum += size;
        }

        // Beyond 2^1000 either way a power of two could leave the range of doubles.
        double bound = Math.Max(most / (1 << 30), sum / Math.ScaleB(1, sumBits));
        int exponent = bound > 0 ? Math.Clamp(Math.ILogB(bound) + 1, -1000, 1000) : 0;
        double unit = Math.ScaleB(1, exponent);
        double inverse = Math.ScaleB(1, -exponent);
        for (int row = 0; row < values.Length; row++)
            scaled[row] = (int)Math.Round(values[row] * inverse);
        return unit;
    }
}
