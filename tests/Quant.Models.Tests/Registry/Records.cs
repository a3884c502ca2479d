using Quant.Models.Inference;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Tests.Registry;

/// <summary>Entries of the training record for tests.</summary>
internal static class Records
{
    public static ModelRecord Of(TrainedModel trained) => Of(trained.Card.Spec.Name) with
    {
        Version = trained.Card.Version,
        ArtifactPath = ModelCard.FolderOf(trained.Card.Spec.Name, trained.Card.Version),
        CardHash = ContentHash.Of(ModelCardFile.ToBytes(trained.Card)),
    };

    public static ModelRecord Of(string model, string experiment = "Prod_Train_WEEK", string anchor = "2026-01-09") => new()
    {
        Name = model,
        Version = "20260109-0123456789ab",
        Operation = RecordOperation.Train,
        Experiment = experiment,
        ArtifactPath = $"models/{model}/20260109-0123456789ab",
        CardHash = ContentHash.Of($"card of {model}"),
        Run = RunId.Parse("train-0123456789ab"),
        Anchor = TradeDate.Parse(anchor),
        PredictionPath = PredictionFile.PathOf(model, TradeDate.Parse(anchor)),
        PredictionHash = ContentHash.Of($"prediction of {model}"),
        PredictionFirst = TradeDate.Parse("2024-01-11"),
        PredictionLast = TradeDate.Parse(anchor),
        PredictionRows = 1200,
        FitFirst = TradeDate.Parse("2017-01-10"),
        FitLast = TradeDate.Parse("2022-12-30"),
        InputsHash = ContentHash.Of("inputs"),
        SpecHash = ContentHash.Of($"spec of {model}"),
        Test = new ModelMetrics(480, 0.031, 0.22, 0.035, double.NaN, 3.1, 0.58),
    };
}
