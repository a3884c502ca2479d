using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>The average rank of the newest value among the numbers of its window, over their count: one result per window.</summary>
/// <remarks>One walk back through the longest window counts for the shorter ones on its way; counts are exact.</remarks>
internal sealed record RankWindow(ImmutableArray<int> Windows) : Kernel
{
    public override int Results => Windows.Length;

    public override int Reach(int source) => Windows[^1] - 1;

    public bool Equals(RankWindow? other) => other is not null && Windows.AsSpan().SequenceEqual(other.Windows.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Windows.Length, Windows[^1]);

    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0];
        Vector256<double> one = Vector256<double>.One;
        Vector256<double> half = Vector256.Create(0.5);
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> value = Cells.Load(source, i);
            Vector256<double> known = Cells.Finite(value);
            Vector256<double> count = Vector256<double>.Zero;
            Vector256<double> below = Vector256<double>.Zero;
            int age = 0;
            for (int result = 0; result < Windows.Length; result++)
            {
                for (; age < Windows[result]; age++)
                {
                    Vector256<double> other = Cells.Load(source, i - (age * Cells.Lanes));
                    Vector256<double> finite = Cells.Finite(other);
                    count += Cells.Flag(finite);
                    below += Cells.Flag(Vector256.LessThan(other, value) & finite) + Cells.Flag(Vector256.LessThanOrEqual(other, value) & finite);
                }

                Vector256<double> rank = (below + one) * half / count;
                Cells.Store(Cells.Choose(known, rank, Cells.Missing), call.Results[result], i);
            }
        }
    }
}
