using Quant.Factors;
using Quant.Kernels;

namespace Quant.Core.Tests.Factors;

/// <summary>Finds features that read the future: changes everything after a date and looks at what changed before it.</summary>
internal static class Future
{
    /// <summary>The features with another bit anywhere up to a row when every value after the row is another.</summary>
    public static ImmutableArray<string> Readers(Func<MarketSnapshot, FeaturePanel> compute, MarketSnapshot snapshot, int row)
    {
        FeaturePanel before = compute(snapshot);
        FeaturePanel after = compute(Perturbed(snapshot, row));
        int first = snapshot.Axes.RowOf(before.Axes.Dates[0]);
        return Changed(before, after, row - first);
    }

    /// <summary>The features that differ in a bit up to a row.</summary>
    public static ImmutableArray<string> Changed(FeaturePanel left, FeaturePanel right, int lastRow) =>
        [.. left.Names.Where(name => !Same(left[name], right[name], lastRow))];

    private static bool Same(Panel left, Panel right, int lastRow)
    {
        for (int row = 0; row <= lastRow; row++)
        {
            for (int column = 0; column < left.Instruments; column++)
            {
                if (BitConverter.DoubleToInt64Bits(left[row, column]) != BitConverter.DoubleToInt64Bits(right[row, column]))
                    return false;
            }
        }

        return true;
    }

    // Every value becomes another one; some vanish and some appear.
    private static MarketSnapshot Perturbed(MarketSnapshot snapshot, int lastRow)
    {
        var random = new Random(20180102 + lastRow);
        var fields = snapshot.Fields.ToImmutableSortedDictionary(field => field, field =>
        {
            Panel panel = snapshot.Field(field).Rows(0, snapshot.Axes.Dates.Length - 1);
            for (int row = lastRow + 1; row < panel.Dates; row++)
            {
                foreach (ref double cell in panel[row])
                    cell = random.Next(20) == 0 ? double.NaN : (double.IsNaN(cell) ? 1 : cell) * (0.5 + random.NextDouble());
            }

            return panel;
        });
        return new MarketSnapshot(
            snapshot.Axes, fields, snapshot.Calendar, snapshot.Hash,
            snapshot.Fields.ToImmutableSortedDictionary(field => field, snapshot.BarsOf),
            snapshot.PeriodFields.ToImmutableSortedDictionary(field => field, field => Announced(snapshot.PeriodField(field)!, snapshot.Axes.Dates[lastRow])));
    }

    // What is announced later is another value, and about another period.
    private static PeriodField Announced(PeriodField field, TradeDate date) => new(
        field.Name,
        [.. field.Records.Select(list => list.Select(
            record => record.Announced <= date ? record : record with { Value = record.Value + 1, Period = list[^1].Period }).ToImmutableArray())]);

    /// <summary>Gives tomorrow's value today, which the check must find.</summary>
    internal sealed record LeakingKernel : Kernel
    {
        public override void Run(in KernelCall call)
        {
            for (int i = 0; i < call.Count; i++)
                call.Result(0)[i] = call.Source(0)[Math.Min(i + Cells.Lanes, call.Count - 1)];
        }
    }
}
