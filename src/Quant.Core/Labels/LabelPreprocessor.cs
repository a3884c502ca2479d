using Quant.Preprocessing;

namespace Quant.Labels;

/// <summary>Applies the label group's processors of a Qlib configuration to labels.</summary>
public static class LabelPreprocessor
{
    /// <summary>The classes it knows, ascending.</summary>
    public static ImmutableArray<string> Classes { get; } = ["CSRankNorm", "CSZScoreNorm", "DropnaLabel"];

    /// <summary>
    /// Applies every step to a copy of the labels, date by date; nothing is learned from other dates.
    /// </summary>
    /// <remarks>
    /// <c>DropnaLabel</c> gives weight 0 to what is missing or infinite; <c>CSRankNorm</c> and <c>CSZScoreNorm</c>
    /// (argument <c>method</c>:
    /// <c>zscore</c> or <c>robust</c>) normalise the values of each date, bought or not. Weights and reasons stay
    /// otherwise.
    /// </remarks>
    /// <exception cref="InputException">A step is unknown or an argument cannot be read.</exception>
    public static LabelPanel Apply(ImmutableArray<ProcessorSpec> specs, LabelPanel labels)
    {
        LabelPanel result = labels with
        {
            Values = labels.Values.Rows(0, labels.Values.Dates - 1),
            Weights = labels.Weights.Rows(0, labels.Weights.Dates - 1),
        };
        foreach (ProcessorSpec spec in specs)
            Apply(spec, result);
        return result;
    }

    private static void Apply(ProcessorSpec spec, LabelPanel labels)
    {
        switch (spec.Class)
        {
            case "DropnaLabel":
                DropMissing(labels.Values.Values, labels.Weights.Values);
                break;
            case "CSRankNorm":
                EachDate(labels.Values, CrossSection.RankNorm);
                break;
            case "CSZScoreNorm":
                EachDate(labels.Values, ProcessorCatalog.ZScoreMethod(spec));
                break;
            default:
                throw new InputException(
                    "label preprocessing", spec.Class, $"one of {string.Join(", ", Classes)}", $"'{spec.Class}'", "Correct the class of the processor.");
        }
    }

    private static void EachDate(Panel values, Action<Span<double>> change)
    {
        for (int date = 0; date < values.Dates; date++)
            change(values[date]);
    }

    private static void DropMissing(Span<double> values, Span<double> weights)
    {
        for (int cell = 0; cell < values.Length; cell++)
        {
            if (!double.IsFinite(values[cell]))
                weights[cell] = 0;
        }
    }
}
