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

    private const int Block = 8192;

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
    public void Set(double[] gradients, double[] hessians, int threads)
    {
        GradientUnit = Scale(gradients, Gradients, sumBits: 37, threads);
        if (!ConstantHessian)
            HessianUnit = Scale(hessians, Hessians, sumBits: 60, threads);
    }

    // Sums go by blocks of a fixed size, so that they do not depend on the number of threads.
    private static double Scale(double[] values, int[] scaled, int sumBits, int threads)
    {
        int blocks = (values.Length + Block - 1) / Block;
        var most = new double[blocks];
        var sums = new double[blocks];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, blocks, parallel, block =>
        {
            ReadOnlySpan<double> part = values.AsSpan(block * Block, Math.Min(Block, values.Length - (block * Block)));
            (double greatest, double sum) = (0, 0);
            foreach (double value in part)
            {
                double size = Math.Abs(value);
                greatest = Math.Max(greatest, size);
                sum += size;
            }

            (most[block], sums[block]) = (greatest, sum);
        });

        // Beyond 2^1000 either way a power of two could leave the range of doubles.
        double bound = Math.Max(most.Max() / (1 << 30), sums.Sum() / Math.ScaleB(1, sumBits));
        int exponent = bound > 0 ? Math.Clamp(Math.ILogB(bound) + 1, -1000, 1000) : 0;
        double unit = Math.ScaleB(1, exponent);
        double inverse = Math.ScaleB(1, -exponent);
        Parallel.For(0, blocks, parallel, block => RoundAll(
            values.AsSpan(block * Block, Math.Min(Block, values.Length - (block * Block))),
            inverse,
            scaled.AsSpan(block * Block)));
        return unit;
    }

    private static void RoundAll(ReadOnlySpan<double> values, double inverse, Span<int> scaled)
    {
        unchecked
        {
            for (int row = 0; row < values.Length; row++)
                scaled[row] = (int)Math.Round(values[row] * inverse);
        }
    }
}
