using Quant.Factors;

namespace Quant.Preprocessing;

/// <summary>Fits steps of preprocessing on a training window.</summary>
public static class Preprocessor
{
    /// <summary>The classes it knows, ascending.</summary>
    public static ImmutableArray<string> Classes { get; } = ProcessorCatalog.FeatureClasses;

    /// <summary>The groups and sizes that some steps look at, each once, in the order of the steps.</summary>
    /// <exception cref="InputException">A step is unknown or an argument cannot be read.</exception>
    public static ImmutableArray<ExposureRequest> Needs(ImmutableArray<ProcessorSpec> specs) =>
        [.. specs.SelectMany(spec => ProcessorCatalog.FeatureStep(spec).Needs).Distinct()];

    /// <summary>
    /// Fits each step on what the steps before it make of the rows from <paramref name="firstRow"/> to <paramref
    /// name="lastRow"/>.
    /// </summary>
    /// <param name="specs">The steps, in order.</param>
    /// <param name="panel">The features; rows outside of the window are not read.</param>
    /// <param name="firstRow">The first row of the training window.</param>
    /// <param name="lastRow">The last row of the training window, included.</param>
    /// <param name="exposures">What steps look at beside the features, over at least these rows.</param>
    /// <exception cref="InputException">A step is unknown, an argument cannot be read, or the exposures lack a
    /// column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The window is empty or not within the panel.</exception>
    public static FittedPreprocessor Fit(
        ImmutableArray<ProcessorSpec> specs,
        FeaturePanel panel,
        int firstRow,
        int lastRow,
        Exposures? exposures = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastRow, firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lastRow, panel.Axes.Dates.Length);
        ImmutableArray<ProcessorStep> steps = [.. specs.Select(ProcessorCatalog.FeatureStep)];
        var fitted = ImmutableArray.CreateBuilder<FittedProcessor>();
        FeatureBlock window = FeatureBlock.Over(panel, firstRow, lastRow, exposures);
        int lastLearning = -1;
        for (int index = 0; index < steps.Length; index++)
            lastLearning = steps[index].Learns ? index : lastLearning;
        if (steps.Take(lastLearning).Any(step => step.NeedsAbsent))
            window.FindAbsent();
        for (int index = 0; index < steps.Length; index++)
        {
            FittedProcessor processor = steps[index].Fit(window);
            // What no later step learns from need not be made.
            if (index < lastLearning)
                steps[index].Apply(window, processor);
            fitted.Add(processor);
        }

        return new FittedPreprocessor(panel.Names, fitted.ToImmutable())
        {
            FitFirst = panel.Axes.Dates[firstRow],
            FitLast = panel.Axes.Dates[lastRow],
        };
    }
}
