using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Quant.Models.Learners.Trees;

/// <summary>Finds the best threshold of a numerical feature from its histogram.</summary>
/// <remarks>
/// Thresholds are tried from the top bin down with the missing value on the left, then from the bottom up with it on the right; a later one
/// must gain strictly more. Not safe for several threads: it owns its buffers.
/// </remarks>
internal sealed class NumericalSplits(SplitRules rules, FixedGradients gradients)
{
    // A whole vector more than there are bins, so that the last one needs no care.
    private const int Room = 272;
    private readonly double[] leftGradients = new double[Room];
    private readonly double[] leftHessians = new double[Room];
    private readonly double[] leftRows = new double[Room];
    private readonly double[] gains = new double[Room];

    /// <summary>The best split, or null; <paramref name="splittable"/> tells whether any threshold gains more than the leaf is worth.</summary>
    public SplitCandidate? Find(
        ReadOnlySpan<long> cells, BinMapper mapper, int feature, LeafState leaf, int direction, out bool splittable)
    {
        int bins = mapper.Bins;
        double worth = rules.LeafGain(leaf.Sums.Gradient(gradients), leaf.Sums.Hessian(gradients)) + rules.Options.MinGainToSplit;
        bool twice = bins > 2 && mapper.Missing != MissingKind.None;
        var first = new Pass(new SplitSums(0, 0), -1, bins - 2, FromTop: true, DefaultLeft: mapper.Missing != MissingKind.NaN);
        Pass second = first with { FromTop = false, DefaultLeft = false };
        if (twice && mapper.Missing == MissingKind.NaN)
        {
            first = first with { Start = SumsOf(cells, bins - 1), LastThreshold = bins - 3, DefaultLeft = true };
        }
        else if (twice)
        {
            first = first with { Start = SumsOf(cells, mapper.ZeroBin), Skipped = mapper.ZeroBin, DefaultLeft = true };
            second = second with { Skipped = mapper.ZeroBin };
        }

        (double Gain, int Threshold) best = Run(cells, first, leaf, direction);
        Pass chosen = first;
        if (twice && Run(cells, second, leaf, direction) is var other && other.Gain > best.Gain)
            (best, chosen) = (other, second);
        splittable = best.Gain > worth;
        if (!splittable)
            return null;
        return new SplitCandidate
        {
            Gain = best.Gain - worth,
            Feature = feature,
            Threshold = best.Threshold,
            DefaultLeft = chosen.DefaultLeft,
            Left = LeftOf(cells, chosen, best.Threshold),
        };
    }

    private (double Gain, int Threshold) Run(ReadOnlySpan<long> cells, Pass pass, LeafState leaf, int direction)
    {
        int count = pass.LastThreshold + 1;
        if (count <= 0)
            return (double.NegativeInfinity, 0);
        if (rules.Constrained)
            FillConstrainedGains(cells, pass, leaf, direction);
        else
            FillGains(cells, pass, leaf);
        ReadOnlySpan<double> values = gains.AsSpan(0, count);
        double most = System.Numerics.Tensors.TensorPrimitives.Max(values);
        return (most, pass.FromTop ? values.LastIndexOf(most) : values.IndexOf(most));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillGains(ReadOnlySpan<long> cells, Pass pass, LeafState leaf)
    {
        int count = pass.LastThreshold + 1;
        int width = gradients.ConstantHessian ? 1 : 2;
        long packed = pass.Start.Packed;
        long hessian = pass.Start.ScaledHessian;
        unchecked
        {
            for (int bin = 0; bin < count; bin++)
            {
                if (bin != pass.Skipped)
                {
                    packed += cells[bin * width];
                    if (width == 2)
                        hessian += cells[(bin * 2) + 1];
                }

                leftGradients[bin] = packed >> FixedGradients.CountBits;
                leftRows[bin] = packed & FixedGradients.MaximumRows;
                leftHessians[bin] = hessian;
            }
        }

        double[] hessians = width == 1 ? leftRows : leftHessians;
        double hessianUnit = width == 1 ? 1 : gradients.HessianUnit;
        double gradient = leaf.Sums.Gradient(gradients);
        double weight = leaf.Sums.Hessian(gradients);
        double rows = leaf.Sums.Rows;
        if (Vector512.IsHardwareAccelerated)
        {
            FillWide(hessians, hessianUnit, leaf, count);
            return;
        }

        for (int at = 0; at < count; at += Vector256<double>.Count)
        {
            Vector256<double> leftGradient = Vector256.Create(leftGradients, at) * gradients.GradientUnit;
            Vector256<double> leftHessian = Vector256.Create(hessians, at) * hessianUnit;
            Vector256<double> sideRows = Vector256.Create(leftRows, at);
            GainsOfFour(
                leftGradient,
                Vector256.Create(gradient) - leftGradient,
                leftHessian,
                Vector256.Create(weight) - leftHessian,
                Vector256.Min(sideRows, Vector256.Create(rows) - sideRows)).CopyTo(gains, at);
        }
    }

    // Eight at a time what is four at a time below: the same operations in the same order, so the same bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillWide(double[] hessians, double hessianUnit, LeafState leaf, int count)
    {
        Vector512<double> gradient = Vector512.Create(leaf.Sums.Gradient(gradients));
        Vector512<double> weight = Vector512.Create(leaf.Sums.Hessian(gradients));
        Vector512<double> rows = Vector512.Create((double)leaf.Sums.Rows);
        Vector512<double> gradientUnit = Vector512.Create(gradients.GradientUnit);
        Vector512<double> weightUnit = Vector512.Create(hessianUnit);
        Vector512<double> fewest = Vector512.Create((double)rules.FewestRows);
        Vector512<double> least = Vector512.Create(rules.Options.MinSumHessianInLeaf);
        Vector512<double> l1 = Vector512.Create(rules.Options.LambdaL1);
        Vector512<double> l2 = Vector512.Create(rules.Options.LambdaL2);
        Vector512<double> none = Vector512.Create(double.NegativeInfinity);
        for (int at = 0; at < count; at += Vector512<double>.Count)
        {
            Vector512<double> leftGradient = Vector512.Create(leftGradients, at) * gradientUnit;
            Vector512<double> leftHessian = Vector512.Create(hessians, at) * weightUnit;
            Vector512<double> rightHessian = weight - leftHessian;
            Vector512<double> sideRows = Vector512.Create(leftRows, at);
            Vector512<double> allowed = Vector512.GreaterThanOrEqual(Vector512.Min(sideRows, rows - sideRows), fewest)
                & Vector512.GreaterThanOrEqual(Vector512.Min(leftHessian, rightHessian), least);
            Vector512<double> gain = WideLeafGain(leftGradient, leftHessian, l1, l2)
                + WideLeafGain(gradient - leftGradient, rightHessian, l1, l2);
            Vector512.ConditionalSelect(allowed, gain, none).CopyTo(gains, at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> WideLeafGain(
        Vector512<double> gradient, Vector512<double> hessian, Vector512<double> l1, Vector512<double> l2)
    {
        Vector512<double> thresholded = Vector512.Max(Vector512.Abs(gradient) - l1, Vector512<double>.Zero);
        Vector512<double> divisor = hessian + l2 + Vector512.Create(SplitRules.Epsilon);
        return thresholded * thresholded / divisor;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> GainsOfFour(
        Vector256<double> leftGradient,
        Vector256<double> rightGradient,
        Vector256<double> leftHessian,
        Vector256<double> rightHessian,
        Vector256<double> fewerRows)
    {
        Vector256<double> allowed = Vector256.GreaterThanOrEqual(fewerRows, Vector256.Create((double)rules.FewestRows))
            & Vector256.GreaterThanOrEqual(
                Vector256.Min(leftHessian, rightHessian), Vector256.Create(rules.Options.MinSumHessianInLeaf));
        Vector256<double> gain = LeafGain(leftGradient, leftHessian) + LeafGain(rightGradient, rightHessian);
        return Vector256.ConditionalSelect(allowed, gain, Vector256.Create(double.NegativeInfinity));
    }

    // The same operations in the same order as SplitRules.LeafGain, so that both give the same bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> LeafGain(Vector256<double> gradient, Vector256<double> hessian)
    {
        Vector256<double> thresholded = Vector256.Max(
            Vector256.Abs(gradient) - Vector256.Create(rules.Options.LambdaL1), Vector256<double>.Zero);
        Vector256<double> divisor = hessian + Vector256.Create(rules.Options.LambdaL2) + Vector256.Create(SplitRules.Epsilon);
        return thresholded * thresholded / divisor;
    }

    private void FillConstrainedGains(ReadOnlySpan<long> cells, Pass pass, LeafState leaf, int direction)
    {
        SplitSums left = pass.Start;
        for (int bin = 0; bin <= pass.LastThreshold; bin++)
        {
            if (bin != pass.Skipped)
                left += SumsOf(cells, bin);
            gains[bin] = rules.Gain(left, leaf.Sums - left, gradients, leaf.Bounds, direction, additionalL2: 0);
        }
    }

    private SplitSums LeftOf(ReadOnlySpan<long> cells, Pass pass, int threshold)
    {
        SplitSums left = pass.Start;
        for (int bin = 0; bin <= threshold; bin++)
            left += bin == pass.Skipped ? default : SumsOf(cells, bin);
        return left;
    }

    private SplitSums SumsOf(ReadOnlySpan<long> cells, int bin) =>
        gradients.ConstantHessian ? new SplitSums(cells[bin], 0) : new SplitSums(cells[2 * bin], cells[(2 * bin) + 1]);

    // One way through the thresholds: what is on the left from the start, and the bin that is never added.
    private readonly record struct Pass(SplitSums Start, int Skipped, int LastThreshold, bool FromTop, bool DefaultLeft);
}
