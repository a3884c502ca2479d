using Quant.Kernels;
using Quant.Universes;

namespace Quant.Factors;

/// <summary>The operators that run over whole panels, date by date or back from the last.</summary>
internal static class WholePanels
{
    private const int BlockRows = 64;

    /// <summary>Where an operator runs.</summary>
    /// <param name="Table">The table that its panels belong to.</param>
    /// <param name="Members">The cells that a cross-section runs over; null for all.</param>
    /// <param name="Threads">How many threads work on it; 0 is one per processor.</param>
    /// <param name="First">The first row to compute.</param>
    internal readonly record struct Place(FieldTable Table, CellMask? Members, int Threads, int First);

    /// <summary>Computes a part from its sources, whose rows are its rows.</summary>
    public static void Compute(StagedPart part, ImmutableArray<Panel> sources, Panel made, Place place)
    {
        switch (part.Call.Operator)
        {
            case "Ref":
                Later(sources[0], -part.Call.Rows(1), made, place.First);
                break;
            case "BFillNan":
                FillBack(sources[0], made, place);
                break;
            case "Cut":
                Cut(part, sources[0], made, place);
                break;
            case StagedPart.SameBars:
                SameBars(part, made, place);
                break;
            default:
                CrossSections(part.Call, sources, made, place);
                break;
        }
    }

    private static void Later(Panel source, int rows, Panel made, int first)
    {
        for (int row = first; row < made.Dates; row++)
        {
            if (rows < made.Dates - row)
                source[row + rows].CopyTo(made[row]);
            else
                made[row].Fill(double.NaN);
        }
    }

    private static void FillBack(Panel source, Panel made, Place place)
    {
        for (int row = made.Dates - 1; row >= place.First; row--)
        {
            for (int column = 0; column < made.Instruments; column++)
            {
                double value = source[row, column];
                made[row, column] = double.IsNaN(value) && row + 1 < made.Dates ? made[row + 1, column] : value;
            }
        }
    }

    private static void Cut(StagedPart part, Panel source, Panel made, Place place)
    {
        BarRanges bars = place.Table.Bars(part.Name);
        double[] limits = [.. part.Call.Arguments.Skip(1).Select(rows => ((NumberNode)rows).Value)];
        double fromStart = limits.Where(rows => rows > 0).DefaultIfEmpty(0).Max();
        double fromEnd = limits.Where(rows => rows < 0).DefaultIfEmpty(0).Min();
        for (int row = place.First; row < made.Dates; row++)
        {
            for (int column = 0; column < made.Instruments; column++)
            {
                bool kept = row >= bars.First[column] + fromStart && row <= bars.Last[column] + fromEnd;
                made[row, column] = kept ? source[row, column] : double.NaN;
            }
        }
    }

    private static void SameBars(StagedPart part, Panel made, Place place)
    {
        BarRanges[] bars = [.. part.Call.Arguments.Select(argument => place.Table.Bars(
            FactorExpression.FieldsOf(argument).Select(leaf => leaf.Name).Distinct()))];
        for (int column = 0; column < made.Instruments; column++)
        {
            bool same = bars.All(other =>
                (other.First[column], other.Last[column]) == (bars[0].First[column], bars[0].Last[column]));
            for (int row = place.First; row < made.Dates; row++)
                made[row, column] = same ? 1 : double.NaN;
        }
    }

    // A block of dates belongs to one thread; no sum crosses a date.
    private static void CrossSections(CallNode call, ImmutableArray<Panel> sources, Panel made, Place place)
    {
        int blocks = (made.Dates - place.First + BlockRows - 1) / BlockRows;
        int threads = place.Threads == 0 ? Environment.ProcessorCount : place.Threads;
        void Block(int block)
        {
            int first = place.First + (block * BlockRows);
            var work = new CrossSectionWork(call, sources, place);
            for (int row = first; row < Math.Min(first + BlockRows, made.Dates); row++)
                work.Compute(row, made[row]);
        }

        if (threads == 1 || blocks <= 1)
        {
            for (int block = 0; block < blocks; block++)
                Block(block);
        }
        else
        {
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, Block);
        }
    }
}
