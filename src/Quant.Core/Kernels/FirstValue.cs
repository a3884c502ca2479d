namespace Quant.Kernels;

/// <summary>The value at the first bar; missing if there is none.</summary>
internal sealed record FirstValue : Kernel
{
    public override bool BeginsAtFirstBar => true;

    public override int Reach(int source) => Everything;

    public override unsafe void Run(in KernelCall call)
    {
        for (int i = 0; i < call.Count; i++)
        {
            int first = call.FirstBars[i % Cells.Lanes];
            int age = call.Row + (i / Cells.Lanes) - first;
            double value = first < 0 || age < 0 ? double.NaN : call.Sources[0][i - ((nint)age * Cells.Lanes)];
            call.Results[0][i] = double.IsFinite(value) ? value : double.NaN;
        }
    }
}
