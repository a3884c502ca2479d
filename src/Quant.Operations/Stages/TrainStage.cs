using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary><c>quant train</c>: fits models and makes them the current ones.</summary>
/// <remarks>
/// <para>Each model is durable when it is finished, with its card, weights, prediction and manifest and the state of
/// the run. The training record is published at the end: whole, if all enabled models were trained and none failed;
/// merged, if the run is incremental or was asked for some models only, so that a selection never drops the
/// others.</para>
/// <para>A model whose very run was finished before, with the same data, configuration and code, is not fitted
/// again.</para>
/// </remarks>
public static class TrainStage
{
    /// <summary>Trains what is asked for.</summary>
    /// <exception cref="InputException">A model is unknown, or a file of the workspace is not what it must
    /// be.</exception>
    public static StageResult Run(StageContext context, TrainRequest request)
    {
        using MarketData? data = MarketData.Open(context.Workspace, request.Session, out StageResult? stop);
        if (data is null)
            return stop!;
        TrainingRunState? interrupted = ReadState(context.Workspace);
        ContentHash fingerprint = ContentHash.Of(
            context.Workspace.Options.Hash.Hex, data.Hash.Hex, data.Session.ToString(), CodeVersion.Text);
        if (request.Resume && interrupted is not null && interrupted.Fingerprint != fingerprint)
        {
            return StageResult.Refused(
                "RESUME_MISMATCH",
                $"The interrupted run is for {interrupted.Anchor} and began with other data, configuration or code. "
                + "Run 'quant train' without --resume to begin anew; what it had finished stays in models/.");
        }

        bool resumed = request.Resume && interrupted is not null;
        ImmutableArray<ModelSpec> registry = context.Workspace.Options.Registry;
        ImmutableArray<ModelSpec> targets = resumed
            ? (request.Selection with { Models = interrupted!.Targets, Skip = [] }).From(registry)
            : request.Selection.From(registry);
        if (targets.IsEmpty)
            return StageResult.Refused(
                "NO_MODELS", "No model matches the selection. 'quant config show' lists the registry.");
        RequireNamesOfTheirOwn(targets);

        var state = new TrainingRunState
        {
            StartedAt = resumed ? interrupted!.StartedAt
                : context.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            Incremental = resumed ? interrupted!.Incremental : request.Incremental || IsNarrow(request.Selection),
            Experiment = TrainingRecordStore.ExperimentOf(context.Workspace.Options),
            Anchor = data.Session,
            Fingerprint = fingerprint,
            Targets = [.. targets.Select(spec => spec.Name)],
        };
        return new TrainingCampaign(context, data, targets).Run(state, interrupted);
    }

    /// <summary>How far an interrupted run is, or null if there is none.</summary>
    /// <exception cref="InputException">The state file is none of ours.</exception>
    public static TrainingRunState? ReadState(Workspace workspace)
    {
        string path = workspace.PathOf(TrainingRunState.FilePath);
        return File.Exists(path) ? TrainingRunState.Read(TrainingRunState.FilePath, File.ReadAllBytes(path)) : null;
    }

    // The prediction of a model of that name would lie where a combination's signal lies.
    private static void RequireNamesOfTheirOwn(ImmutableArray<ModelSpec> targets)
    {
        if (targets.FirstOrDefault(spec => spec.Name.StartsWith("ensemble", StringComparison.Ordinal)) is { } shared)
        {
            throw new InputException(
                "config/model_registry.yaml", $"models.{shared.Name}", "a name that does not begin with 'ensemble'",
                    $"'{shared.Name}'", "Give the model another name.");
        }
    }

    private static bool IsNarrow(ModelSelection selection) =>
        !selection.Models.IsEmpty || !selection.Skip.IsEmpty || (!selection.All
            && (selection.Algorithm ?? selection.Dataset ?? selection.Market ?? selection.Tag) is not null);
}

/// <summary>What <c>quant train</c> was asked.</summary>
public sealed record TrainRequest
{
    /// <summary>Which models. Default all enabled.</summary>
    public ModelSelection Selection { get; init; } = ModelSelection.Enabled;

    /// <summary>Whether to merge into the training record instead of overwriting it. Default no.</summary>
    public bool Incremental { get; init; }

    /// <summary>Whether to go on with an interrupted run: its targets and mode win over the others here. Default
    /// no.</summary>
    public bool Resume { get; init; }

    /// <summary>The session to stand at the close of; null, the default, means the last there is data of.</summary>
    public TradeDate? Session { get; init; }
}
