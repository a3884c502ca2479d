using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary>Which models were trained on a combinatorial split: models fitted on later sessions scored their
/// history.</summary>
internal static class CombinatorialModels
{
    /// <summary>Those of some models that the configuration cuts so, or whose current card says so.</summary>
    /// <exception cref="InputException">The training record or a card cannot be read.</exception>
    public static ImmutableSortedSet<string> Of(Workspace workspace, IEnumerable<string> models)
    {
        TrainingRecord? record = TrainingRecordStore.Read(workspace);
        return models.Where(model => IsConfigured(workspace, model) || IsTrained(workspace, record, model))
            .ToImmutableSortedSet(StringComparer.Ordinal);
    }

    private static bool IsConfigured(Workspace workspace, string model) => workspace.Options.Registry
        .Any(spec => spec.Name == model && spec.Split.Kind == SplitKind.Combinatorial);

    private static bool IsTrained(Workspace workspace, TrainingRecord? record, string model)
    {
        if (record?.Models.GetValueOrDefault(model) is not { Folds.IsEmpty: false } entry)
            return false;
        string card = ModelCard.PathOf(model, entry.Version);
        return File.Exists(workspace.PathOf(card))
            && ModelCardFile.Read(card, File.ReadAllBytes(workspace.PathOf(card))).Spec.Split.Kind == SplitKind.Combinatorial;
    }
}
