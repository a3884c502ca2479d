using Quant.Factors;

namespace Quant.Preprocessing;

/// <summary>Fits steps of preprocessing on a training window.</summary>
public static class Preprocessor
{
    /// <summary>The classes it knows, ascending.</summary>
    public static ImmutableArray<string> Classes { get; } = ProcessorCatalog.FeatureClasses;

    /// <summary>
    /// Fits each step on what the steps before it make of the rows from <paramref name="firstRow"/> to <paramref
    /// name="lastRow"/>.
    /// </summary>
    /// <param name="specs">The steps, in order.</param>
    /// <param name="panel">The features; rows outside of the window are not read.</param>
    /// <param name="firstRow">The first row of the training window.</param>
    /// <param name="lastRow">The last row of the training window, included.</param>
    /// <exception cref="InputException">A step is unknown or an argument cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The window is empty or not within the panel.</exception>
    public static FittedPreprocessor Fit(
        ImmutableArray<ProcessorSpec> specs, FeaturePanel panel, int firstRow, int lastRow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastRow, firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lastRow, panel.Axes.Dates.Length);
        ImmutableArray<ProcessorStep> steps = [.. specs.Select(ProcessorCatalog.FeatureStep)];
        var fitted = ImmutableArray.CreateBuilder<FittedProcessor>();
        FeatureBlock window = FeatureBlock.CopyOf(panel.Rows(firstRow, lastRow));
        foreach (ProcessorStep step in steps)
        {
            FittedProcessor processor = step.Fit(window);
            step.Apply(window, processor);
            fitted.Add(processor);
        }

        return new FittedPreprocessor(panel.Names, fitted.ToImmutable());
    }
}
