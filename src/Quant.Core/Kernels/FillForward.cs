namespace Quant.Kernels;

/// <summary>The newest value that is not NaN since the first bar.</summary>
internal sealed record FillForward : Kernel
{
    // Per lane: the value and whether there was one.
    public override int StateLength => 2 * Cells.Lanes;

    public override bool BeginsAtFirstBar => true;

    public override unsafe void Run(in KernelCall call)
    {
        for (int lane = 0; lane < Cells.Lanes; lane++)
        {
            double value = call.State[lane];
            double seen = call.State[lane + Cells.Lanes];
            for (int i = lane; i < call.Count; i += Cells.Lanes)
            {
                double current = call.Sources[0][i];
                if (!double.IsNaN(current))
                    (value, seen) = (current, 1);
                call.Results[0][i] = seen > 0 ? value : double.NaN;
            }

            call.State[lane] = value;
            call.State[lane + Cells.Lanes] = seen;
        }
    }
}

/// <summary>The series without its first rows, counted from the first bar.</summary>
internal sealed record WithoutFirst(int Rows) : Kernel
{
    public override bool BeginsAtFirstBar => true;

    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i++)
        {
            int row = call.Row + (i / Cells.Lanes);
            int first = call.FirstBars[i % Cells.Lanes];
            call.Results[0][i] = first < 0 || row - first < Rows ? double.NaN : call.Sources[0][i];
        }
    }
}
