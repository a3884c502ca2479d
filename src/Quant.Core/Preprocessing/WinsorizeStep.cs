namespace Quant.Preprocessing;

/// <summary>Moves what lies outside of bounds onto them.</summary>
/// <remarks>
/// The bounds are quantiles (linear between ranks), or the median and so many scaled median absolute deviations to either
/// side, of each date's finite values or of the training window's. Infinities become the bounds; what is missing stays
/// missing. Where half of the values are equal the deviation is 0, and so are the bounds' distances.
/// </remarks>
internal abstract class WinsorizeStep : CellStep
{
    private readonly double lower;
    private readonly double upper;
    private readonly double limit;
    private readonly bool deviations;

    protected WinsorizeStep(ProcessorSpec spec)
        : base(spec)
    {
        deviations = ProcessorCatalog.Choice(spec, "method", "quantile", "mad") == "mad";
        lower = ProcessorCatalog.Number(spec, "lower", 0.01);
        upper = ProcessorCatalog.Number(spec, "upper", 0.99);
        limit = ProcessorCatalog.Number(spec, "limit", 3);
        if (!(lower is >= 0 and <= 1))
            throw ProcessorCatalog.Wrong(spec, "lower", "a share from 0 to 1", spec.Arguments["lower"]);
        if (!(upper <= 1 && upper >= lower))
            throw ProcessorCatalog.Wrong(
                spec, "upper", "a share from lower to 1", spec.Arguments.GetValueOrDefault("upper", "0.99"));
        if (limit <= 0)
            throw ProcessorCatalog.Wrong(spec, "limit", "a number above 0", spec.Arguments["limit"]);
    }

    /// <summary>The form that its argument <c>scope</c> asks for.</summary>
    public static ProcessorStep Of(ProcessorSpec spec) =>
        ProcessorCatalog.Choice(spec, "scope", "date", "fit") == "fit" ? new Fitted(spec) : new ByDate(spec);

    private (double Lower, double Upper) Bounds(ReadOnlySpan<double> values)
    {
        if (!deviations)
            return (OrderStatistic.Quantile(values, lower), OrderStatistic.Quantile(values, upper));
        double median = OrderStatistic.Median(values);
        double reach = limit * FiniteStatistics.NormalFromMad * OrderStatistic.MedianDistance(values, median);
        return (median - reach, median + reach);
    }

    // Without a number there are no bounds: NaN moves nothing.
    private static void Clip(Span<double> cells, double lower, double upper)
    {
        foreach (ref double cell in cells)
            cell = cell < lower ? lower : cell > upper ? upper : cell;
    }

    private sealed class ByDate(ProcessorSpec spec) : WinsorizeStep(spec)
    {
        public override void Change(CellRun run)
        {
            for (int row = 0; row < run.Rows; row++)
            {
                (double low, double high) = Bounds(run[row]);
                Clip(run[row], low, high);
            }
        }
    }

    private sealed class Fitted(ProcessorSpec spec) : WinsorizeStep(spec)
    {
        public override bool Learns => true;

        public override FittedProcessor Fit(FeatureBlock window)
        {
            double[] low = new double[window.Panels.Length];
            double[] high = new double[window.Panels.Length];
            window.ForEach(feature => (low[feature], high[feature]) = Bounds(window.Cells(feature)));
            return new FittedProcessor(Spec, [], []) { Lower = [.. low], Upper = [.. high] };
        }

        public override void Change(CellRun run)
        {
            if (run.Fitted.Lower.Length != run.Block.Panels.Length || run.Fitted.Upper.Length != run.Block.Panels.Length)
                throw new FormatException(
                    $"{Spec.Class} was fitted on {run.Fitted.Lower.Length} features, not {run.Block.Panels.Length}.");
            Clip(run.Cells, run.Fitted.Lower[run.Feature], run.Fitted.Upper[run.Feature]);
        }
    }
}
