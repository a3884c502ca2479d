namespace Quant.Kernels;

/// <summary>The second source until the first has had an infinity, missing from there on.</summary>
/// <remarks>
/// Qlib's trends are running sums: an infinity that enters one never leaves it, and from then on there is no number
/// (Microsoft Qlib, <c>rolling.pyx</c> and <c>expanding.pyx</c>).
/// </remarks>
internal sealed record UntilInfinity : Kernel
{
    // Per lane: 1 once there was one.
    public override int StateLength => Cells.Lanes;

    public override bool BeginsAtFirstBar => true;

    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i++)
        {
            double* seen = call.State + (i % Cells.Lanes);
            if (double.IsInfinity(call.Sources[0][i]))
                *seen = 1;
            call.Results[0][i] = *seen > 0 ? double.NaN : call.Sources[1][i];
        }
    }
}
