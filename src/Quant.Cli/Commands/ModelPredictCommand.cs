using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant model predict</c>.</summary>
internal sealed class ModelPredictCommand : Verb
{
    private readonly Option<string> model = new("--model")
    {
        Description = "A LightGBM text model, whoever trained it.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> features = new("--features")
    {
        Description = "A table with the model's features by name, as .csv, .csv.gz or .parquet.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "The file to write: the table's keys and score, as .csv or .parquet.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> raw = new("--raw")
    {
        Description = "Scores as the trees sum them, without the objective's logistic function or softmax.",
    };

    public ModelPredictCommand()
        : base(
            "predict",
            "Score a table with a LightGBM text model; needs no workspace.",
            "quant model predict --model model.txt --features features.parquet --output scores.csv",
            "quant model predict --model model.txt --features features.csv --output scores.csv --raw")
    {
        foreach (Option option in new Option[] { model, features, output, raw, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, _) => StageRunner.RunAsync(parsed, () => ModelPredictStage.Run(new ModelPredictRequest
        {
            Model = SharedOptions.FullPath(parsed.GetRequiredValue(model)),
            Features = SharedOptions.FullPath(parsed.GetRequiredValue(features)),
            Output = SharedOptions.FullPath(parsed.GetRequiredValue(output)),
            Raw = parsed.GetValue(raw),
            Threads = parsed.GetValue(SharedOptions.Threads),
            DryRun = parsed.GetValue(SharedOptions.DryRun),
        })));
    }
}
