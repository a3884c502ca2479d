using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>
/// The average rank of the newest value among the numbers of its window, over their count: one result per window.
/// </summary>
/// <remarks>
/// One walk back through the longest window counts for the shorter ones on its way; counts are exact. Sources: the
/// series
/// with infinity for what is missing, which ranks above every number, then the count of numbers of each window.
/// </remarks>
internal sealed record RankWindow(ImmutableArray<int> Windows) : Kernel
{
    public override int Results => Windows.Length;

    public override int Reach(int source) => source == 0 ? Windows[^1] - 1 : 0;

    public bool Equals(RankWindow? other) =>
        other is not null && Windows.AsSpan().SequenceEqual(other.Windows.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Windows.Length, Windows[^1]);

    public override unsafe void Run(in KernelCall call)
    {
        double* source = call.Sources[0];
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> value = Cells.Load(source, i);
            Vector256<double> known = Cells.Finite(value);
            // A mask is -1 as an integer, so subtracting it counts.
            Vector256<long> below = Vector256<long>.Zero;
            Vector256<long> notAbove = Vector256<long>.Zero;
            int at = i;
            for (int result = 0; result < Windows.Length; result++)
            {
                for (int oldest = i - ((Windows[result] - 1) * Cells.Lanes); at >= oldest; at -= Cells.Lanes)
                {
                    Vector256<double> other = Cells.Load(source, at);
                    below -= Vector256.LessThan(other, value).AsInt64();
                    notAbove -= Vector256.LessThanOrEqual(other, value).AsInt64();
                }

                Vector256<double> places = Vector256.ConvertToDouble(below + notAbove) + Vector256<double>.One;
                Vector256<double> rank = places * Vector256.Create(0.5) / Cells.Load(call.Sources[result + 1], i);
                Cells.Store(Cells.Choose(known, rank, Cells.Missing), call.Results[result], i);
            }
        }
    }
}
