using System.Text.Json;
using Quant.Factors;

namespace Quant.Preprocessing;

/// <summary>Steps of preprocessing with what they learned, ready for any panel of the same features.</summary>
/// <param name="Names">The features that it was fitted on, in order.</param>
/// <param name="Processors">The steps, in order.</param>
public sealed record FittedPreprocessor(ImmutableArray<string> Names, ImmutableArray<FittedProcessor> Processors)
{
    /// <summary>The first date of the window that it learned from; null if that is not known.</summary>
    public TradeDate? FitFirst { get; init; }

    /// <summary>The last date of the window that it learned from; null if that is not known.</summary>
    public TradeDate? FitLast { get; init; }

    /// <summary>The groups and sizes that its steps look at.</summary>
    public ImmutableArray<ExposureRequest> Needs =>
        Preprocessor.Needs([.. Processors.Select(processor => processor.Spec)]);

    /// <summary>Applies every step to a copy of the panel.</summary>
    /// <param name="panel">The features.</param>
    /// <param name="exposures">What steps look at beside the features; null if none does.</param>
    /// <exception cref="ArgumentException">The panel has other features than those it was fitted on, or the exposures do
    /// not cover it.</exception>
    /// <exception cref="InputException">The exposures lack a column.</exception>
    public FeaturePanel Apply(FeaturePanel panel, Exposures? exposures = null) =>
        Apply(panel, 0, panel.Axes.Dates.Length - 1, exposures);

    /// <summary>Applies every step to a copy of some rows, without another copy of them on the way.</summary>
    /// <param name="panel">The features; other rows are not read.</param>
    /// <param name="firstRow">The first row.</param>
    /// <param name="lastRow">The last row, included.</param>
    /// <param name="exposures">What steps look at beside the features; null if none does.</param>
    /// <exception cref="ArgumentException">As in <see cref="Apply(FeaturePanel, Exposures?)"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rows are none or not within the panel.</exception>
    /// <exception cref="InputException">As in <see cref="Apply(FeaturePanel, Exposures?)"/>.</exception>
    public FeaturePanel Apply(FeaturePanel panel, int firstRow, int lastRow, Exposures? exposures = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfLessThan(lastRow, firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lastRow, panel.Axes.Dates.Length);
        return Run(panel, FeatureBlock.Over(RequireSame(panel), firstRow, lastRow, exposures));
    }

    /// <summary>Applies every step to the panel's own cells, for who holds the only reference to it.</summary>
    /// <remarks>The panel given must not be used any more; the same numbers as <see cref="Apply(FeaturePanel, Exposures?)"/> gives, without the
    /// memory of a copy.</remarks>
    /// <exception cref="ArgumentException">As in <see cref="Apply(FeaturePanel, Exposures?)"/>.</exception>
    /// <exception cref="InputException">As in <see cref="Apply(FeaturePanel, Exposures?)"/>.</exception>
    public FeaturePanel ApplyInPlace(FeaturePanel panel, Exposures? exposures = null) =>
        Run(panel, FeatureBlock.Owning(RequireSame(panel), exposures));

    /// <summary>
    /// Its state as JSON: format, window, names, steps and numbers in their shortest form that reads back exactly; NaN is
    /// null.
    /// </summary>
    public string ToJson() => PreprocessorState.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not such a state, or one of another version.</exception>
    public static FittedPreprocessor FromJson(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return FromJson(document.RootElement);
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The state of a preprocessor is not JSON: {wrong.Message}", wrong);
        }
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote, as a part of another document.</summary>
    /// <exception cref="FormatException">The element is not such a state, or one of another version.</exception>
    public static FittedPreprocessor FromJson(JsonElement element) => PreprocessorState.Read(element);

    /// <summary>Whether both have the same window, features and steps.</summary>
    public bool Equals(FittedPreprocessor? other) => other is not null
        && (FitFirst, FitLast) == (other.FitFirst, other.FitLast)
        && Names.AsSpan().SequenceEqual(other.Names.AsSpan())
        && Processors.AsSpan().SequenceEqual(other.Processors.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Names.Length, Processors.Length);

    private FeaturePanel RequireSame(FeaturePanel panel) => panel.Names.AsSpan().SequenceEqual(Names.AsSpan())
        ? panel
        : throw new ArgumentException(
            "The panel has other features than the preprocessor was fitted on.", nameof(panel));

    private FeaturePanel Run(FeaturePanel panel, FeatureBlock block)
    {
        var steps = Processors.Select(
            processor => (Step: ProcessorCatalog.FeatureStep(processor.Spec), Fitted: processor)).ToList();
        if (steps.Any(step => step.Step.NeedsAbsent))
            block.FindAbsent();
        for (int index = 0; index < steps.Count;)
        {
            // Neighbours that change cells one by one go over the memory together.
            (CellStep, FittedProcessor)[] together =
                [.. steps.Skip(index).TakeWhile(step => step.Step is CellStep).Select(step => ((CellStep)step.Step, step.Fitted))];
            if (together.Length > 0)
                block.Change(together);
            else
                steps[index].Step.Apply(block, steps[index].Fitted);
            index += Math.Max(together.Length, 1);
        }

        return block.ToPanel(ContentHash.Of(panel.Recipe.Hex, ToJson()));
    }
}
