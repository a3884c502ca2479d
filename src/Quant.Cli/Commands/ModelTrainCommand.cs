using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant model train</c>.</summary>
internal sealed class ModelTrainCommand : Verb
{
    private readonly Option<string> parameters = new("--params")
    {
        Description = "LightGBM's parameters by name, as .yaml or .json.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> features = new("--features")
    {
        Description = "A table with the label and the features, as .csv, .csv.gz or .parquet.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string> label = new("--label")
    {
        Description = "The column to learn; every other column of numbers is a feature.",
        HelpName = "COLUMN",
        Required = true,
    };

    private readonly Option<string?> weight = new("--weight")
    {
        Description = "The column of weights; without it every row weighs the same.",
        HelpName = "COLUMN",
    };

    private readonly Option<string?> valid = new("--valid")
    {
        Description = "A table with the same columns to watch while training; early stopping needs it.",
        HelpName = "FILE",
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "The model to write, in LightGBM's text form.",
        HelpName = "FILE",
        Required = true,
    };

    public ModelTrainCommand()
        : base(
            "train",
            "Grow gradient-boosted trees on a table and write them as a LightGBM text model; needs no workspace.",
            "quant model train --params params.yaml --features train.parquet --label label --output model.txt",
            "quant model train --params params.yaml --features train.csv --label y --valid valid.csv --output model.txt")
    {
        foreach (Option option in new Option[]
            { parameters, features, label, weight, valid, output, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.RunAsync(parsed, () => ModelTrainStage.Run(
            new ModelTrainRequest
            {
                Parameters = SharedOptions.FullPath(parsed.GetRequiredValue(parameters)),
                Features = SharedOptions.FullPath(parsed.GetRequiredValue(features)),
                Label = parsed.GetRequiredValue(label),
                Weight = parsed.GetValue(weight),
                Valid = parsed.GetValue(valid) is { } file ? SharedOptions.FullPath(file) : null,
                Output = SharedOptions.FullPath(parsed.GetRequiredValue(output)),
                Threads = parsed.GetValue(SharedOptions.Threads),
                DryRun = parsed.GetValue(SharedOptions.DryRun),
            },
            stop)));
    }
}
