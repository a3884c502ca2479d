namespace Quant.Kernels;

/// <summary>
/// The exponentially weighted mean of all numbers since the first bar; weights shrink with age in rows.
/// </summary>
/// <remarks>
/// Weights are (1 − <paramref name="Share"/>)^age over their sum; a missing value ages the others and leaves the mean
/// as it
/// was. It is carried from the instrument's first bar, so it does not depend on where a computation begins.
/// </remarks>
internal sealed record ExponentialMean(double Share) : Kernel
{
    // Per lane: the mean, the weight of the past and whether there was a number.
    public override int StateLength => 3 * Cells.Lanes;

    public override bool BeginsAtFirstBar => true;

    public override unsafe void Run(in KernelCall call)
    {
        for (int lane = 0; lane < Cells.Lanes; lane++)
        {
            double mean = call.State[lane];
            double weight = call.State[lane + Cells.Lanes];
            double seen = call.State[lane + (2 * Cells.Lanes)];
            for (int i = lane; i < call.Count; i += Cells.Lanes)
            {
                double value = call.Sources[0][i];
                weight *= 1 - Share;
                if (double.IsFinite(value))
                {
                    mean += (value - mean) / (weight + 1);
                    weight += 1;
                    seen = 1;
                }

                call.Results[0][i] = seen > 0 ? mean : double.NaN;
            }

            call.State[lane] = mean;
            call.State[lane + Cells.Lanes] = weight;
            call.State[lane + (2 * Cells.Lanes)] = seen;
        }
    }
}
