using System.Runtime.Intrinsics;

namespace Quant.Kernels;

/// <summary>
/// The extreme number of a short window, the row of its oldest occurrence and the row of the oldest missing bar.
/// </summary>
/// <remarks>Rows are those of the snapshot. Without a number or a missing bar, the row is infinite.</remarks>
internal sealed record DirectPlace(int Window, bool Largest) : Kernel
{
    public override int Results => 3;

    public override bool IsSeries => false;

    public override int Reach(int source) => Window - 1;

    public override double Blank(int result) =>
        result == 0 && Largest ? double.NegativeInfinity : double.PositiveInfinity;

    public override unsafe void Run(in KernelCall call)
    {
        Vector256<double> none = Vector256.Create(Blank(0));
        Vector256<double> never = Vector256.Create(double.PositiveInfinity);
        for (int lane = 0; lane < Cells.Lanes; lane += Cells.Step)
        {
            Vector256<double> first = Vector256.Create(
                (double)call.FirstBars[lane], call.FirstBars[lane + 1], call.FirstBars[lane + 2], call.FirstBars[lane + 3]);
            for (int i = lane; i < call.Count; i += Cells.Lanes)
            {
                Vector256<double> extreme = none;
                Vector256<double> place = never;
                Vector256<double> gap = never;
                int newest = call.Row + (i / Cells.Lanes);
                for (int age = Window - 1; age >= 0; age--)
                {
                    Vector256<double> value = Cells.Load(call.Sources[0], i - (age * Cells.Lanes));
                    Vector256<double> row = Vector256.Create((double)(newest - age));
                    Vector256<double> finite = Cells.Finite(value);
                    Vector256<double> better =
                        finite & (Largest ? Vector256.GreaterThan(value, extreme) : Vector256.LessThan(value, extreme));
                    extreme = Cells.Choose(better, value, extreme);
                    place = Cells.Choose(better, row, place);
                    Vector256<double> missing = ~finite & Vector256.GreaterThanOrEqual(row, first);
                    gap = Cells.Choose(missing, Vector256.MinNative(gap, row), gap);
                }

                Cells.Store(extreme, call.Results[0], i);
                Cells.Store(place, call.Results[1], i);
                Cells.Store(gap, call.Results[2], i);
            }
        }
    }
}

/// <summary>
/// Extreme, its row and the oldest missing bar's row of a window from those of its newer and older part; the older wins
/// ties.
/// </summary>
internal sealed record MergedPlace(int Newer, bool Largest) : Kernel
{
    public override int Results => 3;

    public override bool IsSeries => false;

    public override int Reach(int source) => source < 3 ? 0 : Newer;

    public override double Blank(int result) =>
        result == 0 && Largest ? double.NegativeInfinity : double.PositiveInfinity;

    public override unsafe void Run(in KernelCall call)
    {
        int back = Newer * Cells.Lanes;
        for (int i = 0; i < call.Count; i += Cells.Step)
        {
            Vector256<double> newer = Cells.Load(call.Sources[0], i);
            Vector256<double> older = Cells.Load(call.Sources[3], i - back);
            Vector256<double> better = Largest ? Vector256.GreaterThan(newer, older) : Vector256.LessThan(newer, older);
            Cells.Store(Cells.Choose(better, newer, older), call.Results[0], i);
            Cells.Store(Cells.Choose(better, Cells.Load(call.Sources[1], i), Cells.Load(call.Sources[4], i - back)), call.Results[1], i);
            Cells.Store(Vector256.MinNative(Cells.Load(call.Sources[2], i), Cells.Load(call.Sources[5], i - back)), call.Results[2], i);
        }
    }
}

/// <summary>The position of the extreme in its window, 1 being the oldest row that the window has.</summary>
/// <param name="Window">The rows of the window; fewer after the first bar.</param>
/// <param name="MissingIsExtreme">Whether the oldest missing bar counts as the extreme, as in Qlib.</param>
internal sealed record PlaceOf(int Window, bool MissingIsExtreme) : Kernel
{
    public override unsafe void Run(in KernelCall call)
    {
        Vector256<double> never = Vector256.Create(double.PositiveInfinity);
        for (int lane = 0; lane < Cells.Lanes; lane += Cells.Step)
        {
            Vector256<double> first = Vector256.Create(
                (double)call.FirstBars[lane], call.FirstBars[lane + 1], call.FirstBars[lane + 2], call.FirstBars[lane + 3]);
            for (int i = lane; i < call.Count; i += Cells.Lanes)
            {
                int newest = call.Row + (i / Cells.Lanes);
                Vector256<double> start = Vector256.Max(first, Vector256.Create((double)(newest - Window + 1)));
                Vector256<double> place = Cells.Load(call.Sources[1], i);
                Vector256<double> gap = Cells.Load(call.Sources[2], i);
                Vector256<double> any = Vector256.LessThan(place, never);
                if (MissingIsExtreme)
                    place = Cells.Choose(Vector256.LessThan(gap, never), gap, place);
                Cells.Store(
                    Cells.Choose(any, place - start + Vector256<double>.One, Cells.Missing), call.Results[0], i);
            }
        }
    }
}
