using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quant.Models.Ensembles.Search;

/// <summary>The daily IC of every equal-weight combination, from pairwise moments alone.</summary>
/// <remarks>
/// A mix's IC of a date is Σcₘ / √ΣΣGₘₖ with the models' covariances c and Gram matrix G. The walk in depth keeps,
/// per level, Σc, ΣΣG and for each later model the 2·ΣGₘₖ + Gₘₘ that it would add: one model's step costs one addition
/// each, whatever the number of names, with all dates in vector lanes. Nothing is ever subtracted, so nothing drifts:
/// the error is that of adding at most n² terms of one sign pattern afresh, about n²·2⁻⁵³ relative to ΣGₘₘ.
/// </remarks>
internal sealed class CoefficientKernel
{
    private const long RootGuess = 0x5FE6EB50C7B537A9;

    private readonly CoefficientMoments moments;
    private readonly int models;
    private readonly int days;
    private readonly double[] covariances;
    private readonly double[] variances;
    private readonly double[] additions;
    private ulong path;
    private int stored;

    public CoefficientKernel(CoefficientMoments moments)
    {
        this.moments = moments;
        (models, days) = (moments.Models, moments.PaddedDays);
        int levels = Math.Min(models, SearchPanel.MembersMost) + 1;
        covariances = new double[levels * days];
        variances = new double[levels * days];
        additions = new double[levels * models * days];
        for (int model = 0; model < models; model++)
            moments.Gram(model, model).CopyTo(additions.AsSpan(model * days, days));
    }

    /// <summary>The mean daily IC of combinations and the mean over its deviation (n − 1).</summary>
    /// <param name="members">Combinations in the order of the walk; the result does not depend on which came
    /// before.</param>
    /// <param name="scores">The scores to complete.</param>
    public void Run(ReadOnlySpan<ulong> members, Span<CombinationScore> scores)
    {
        (path, stored) = (0, 0);
        for (int index = 0; index < members.Length; index++)
        {
            ulong member = members[index];
            int last = 63 - BitOperations.LeadingZeroCount(member);
            Descend(member & ~(1UL << last));
            (double mean, double ratio) = Evaluate(last);
            scores[index] = scores[index] with { Members = member, CoefficientMean = mean, CoefficientRatio = ratio };
        }
    }

    private void Descend(ulong parent)
    {
        ulong differs = path ^ parent;
        ulong shared = differs == 0 ? path : path & ((differs & (~differs + 1)) - 1);
        stored = BitOperations.PopCount(shared);
        for (ulong left = parent & ~shared; left != 0; left &= left - 1)
            Push(BitOperations.TrailingZeroCount(left));
        path = parent;
    }

    private void Push(int model)
    {
        int from = stored * days;
        int to = from + days;
        Add(covariances.AsSpan(from, days), moments.Covariance(model), covariances.AsSpan(to, days));
        Add(variances.AsSpan(from, days), Addition(stored, model), variances.AsSpan(to, days));
        for (int later = model + 1; later < models; later++)
            Add(Addition(stored, later), moments.TwiceGram(model, later), Addition(stored + 1, later));
        stored++;
    }

    private Span<double> Addition(int level, int model) => additions.AsSpan(((level * models) + model) * days, days);

    private static void Add(ReadOnlySpan<double> left, ReadOnlySpan<double> right, Span<double> sum) =>
        System.Numerics.Tensors.TensorPrimitives.Add(left, right, sum);

    private (double Mean, double Ratio) Evaluate(int model)
    {
        ref double covariance = ref covariances[stored * days];
        ref double variance = ref variances[stored * days];
        ref double addition = ref MemoryMarshal.GetReference(Addition(stored, model));
        ref double step = ref MemoryMarshal.GetReference(moments.Covariance(model));
        ref double floor = ref MemoryMarshal.GetReference(moments.Floor);
        (double sum, double square, double count) = Vector512.IsHardwareAccelerated
            ? Wide(ref covariance, ref step, ref variance, ref addition, ref floor)
            : Narrow(ref covariance, ref step, ref variance, ref addition, ref floor);
        if (count == 0)
            return (double.NaN, double.NaN);
        double mean = sum / count;
        double spread = square - (sum * mean);
        double deviation = count > 1 && spread > 1e-14 * square ? Math.Sqrt(spread / (count - 1)) : 0;
        return (mean, deviation > 0 ? mean / deviation : double.NaN);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Sum, double Square, double Count) Wide(
        ref double covariance, ref double step, ref double variance, ref double addition, ref double floor)
    {
        Vector512<double> sum = default;
        Vector512<double> square = default;
        Vector512<double> count = default;
        for (nuint day = 0; day < (nuint)days; day += 8)
        {
            Vector512<double> shared = Vector512.LoadUnsafe(ref covariance, day) + Vector512.LoadUnsafe(ref step, day);
            Vector512<double> spread =
                Vector512.LoadUnsafe(ref variance, day) + Vector512.LoadUnsafe(ref addition, day);
            Vector512<double> known = Vector512.GreaterThan(spread, Vector512.LoadUnsafe(ref floor, day));
            Vector512<double> value = Vector512.ConditionalSelect(known, shared * Inverse(spread), default);
            sum += value;
            square += value * value;
            count += Vector512.ConditionalSelect(known, Vector512<double>.One, default);
        }

        return (Total(sum), Total(square), Total(count));
    }

    // The same lanes in two halves, so the sums are the same to the last bit.
    private (double Sum, double Square, double Count) Narrow(
        ref double covariance, ref double step, ref double variance, ref double addition, ref double floor)
    {
        Span<double> sums = stackalloc double[24];
        sums.Clear();
        for (nuint half = 0; half < 8; half += 4)
        {
            Vector256<double> sum = default;
            Vector256<double> square = default;
            Vector256<double> count = default;
            for (nuint day = half; day < (nuint)days; day += 8)
            {
                Vector256<double> shared =
                    Vector256.LoadUnsafe(ref covariance, day) + Vector256.LoadUnsafe(ref step, day);
                Vector256<double> spread =
                    Vector256.LoadUnsafe(ref variance, day) + Vector256.LoadUnsafe(ref addition, day);
                Vector256<double> known = Vector256.GreaterThan(spread, Vector256.LoadUnsafe(ref floor, day));
                Vector256<double> value = Vector256.ConditionalSelect(known, shared * Inverse(spread), default);
                sum += value;
                square += value * value;
                count += Vector256.ConditionalSelect(known, Vector256<double>.One, default);
            }

            sum.CopyTo(sums[(int)half..]);
            square.CopyTo(sums[(8 + (int)half)..]);
            count.CopyTo(sums[(16 + (int)half)..]);
        }

        return (Total(Vector512.Create<double>(sums[..8])), Total(Vector512.Create<double>(sums[8..16])),
            Total(Vector512.Create<double>(sums[16..])));
    }

    // One over the root: a first guess from the exponent, then four steps of Newton's, to a few units of the last place.
    // A root and a division would take three times as long; plain products give the same bits on every machine.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Inverse(Vector512<double> value)
    {
        Vector512<double> half = value * 0.5;
        Vector512<double> guess =
            (Vector512.Create(RootGuess) - Vector512.ShiftRightLogical(value.AsInt64(), 1)).AsDouble();
        for (int step = 0; step < 4; step++)
            guess *= Vector512.Create(1.5) - (half * guess * guess);
        return guess;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Inverse(Vector256<double> value)
    {
        Vector256<double> half = value * 0.5;
        Vector256<double> guess =
            (Vector256.Create(RootGuess) - Vector256.ShiftRightLogical(value.AsInt64(), 1)).AsDouble();
        for (int step = 0; step < 4; step++)
            guess *= Vector256.Create(1.5) - (half * guess * guess);
        return guess;
    }

    private static double Total(Vector512<double> lanes)
    {
        double total = 0;
        for (int lane = 0; lane < 8; lane++)
            total += lanes.GetElement(lane);
        return total;
    }
}
