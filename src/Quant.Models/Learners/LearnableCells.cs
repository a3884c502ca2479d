using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners;

/// <summary>The cells that a learner which needs every feature can fit on, or why there is nothing to fit.</summary>
internal static class LearnableCells
{
    private const int NamesShown = 3;

    /// <summary>The cells with a label, a weight and every feature, ascending.</summary>
    /// <exception cref="InputException">A feature is missing everywhere, there are fewer than two such cells, or all
    /// their labels are the same.</exception>
    public static int[] Of(ModelSpec spec, TrainingSet fit)
    {
        int[] cells = fit.CompleteCells();
        if (cells.Length < 2)
            throw TooFew(spec, fit, cells.Length);
        RequireVaryingLabels(spec, fit, cells);
        return cells;
    }

    /// <summary>Refuses labels that are all the same: nothing orders them.</summary>
    /// <exception cref="InputException">They are.</exception>
    public static void RequireVaryingLabels(ModelSpec spec, TrainingSet fit, ReadOnlySpan<int> cells)
    {
        ReadOnlySpan<double> labels = fit.Labels.Values;
        double first = labels[cells[0]];
        foreach (int cell in cells)
        {
            if (labels[cell] != first)
                return;
        }

        throw new InputException(
            $"model {spec.Name}",
            "training segment",
            "labels that differ",
            string.Create(CultureInfo.InvariantCulture, $"{first} for all {cells.Length} samples"),
            "Check the label and its processors, or use a longer history.");
    }

    private static InputException TooFew(ModelSpec spec, TrainingSet fit, int complete)
    {
        string[] empty =
            [.. fit.Features.Names.Where((_, index) => !fit.Cells.IsEmpty && IsMissing(fit, index))];
        string few = string.Create(
            CultureInfo.InvariantCulture, $"{complete} of {fit.Cells.Length} labelled ones");
        string names = string.Join(", ", empty.Take(NamesShown)) + (empty.Length > NamesShown ? ", …" : "");
        return new InputException(
            $"model {spec.Name}",
            "training segment",
            "at least two samples with a label and every feature",
            empty.Length > 0 ? $"{few}; {names} is missing in all" : few,
            "Add a Fillna processor for the features, or use a longer history.");
    }

    private static bool IsMissing(TrainingSet fit, int feature)
    {
        ReadOnlySpan<double> values = fit.Features.Panels[feature].Values;
        foreach (int cell in fit.Cells)
        {
            if (double.IsFinite(values[cell]))
                return false;
        }

        return true;
    }
}
