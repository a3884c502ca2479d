using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant data export</c>.</summary>
internal sealed class DataExportCommand : Verb
{
    private readonly Option<string> format = new("--format")
    {
        Description = "The form to write: qlib, a Qlib data folder; it is the default.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "qlib",
    };

    private readonly Option<string> output = new("--output")
    {
        Description = "The folder to write; it must be empty or not there, unless bars are appended.",
        HelpName = "FOLDER",
        Required = true,
    };

    private readonly Option<string?> dataset = new("--dataset")
    {
        Description = "The data set; without it that of the configuration.",
        HelpName = "NAME",
    };

    private readonly Option<bool> append = new("--append")
    {
        Description = "Add the bars after the folder's last one; what it has stays as it is.",
    };

    private readonly Option<TradeDate?> to = SharedOptions.Date("--to", "The last session to write; without it the last there is.");

    public DataExportCommand()
        : base(
            "export",
            "Take a data set out of the workspace as a Qlib data folder, or append its later bars to one.",
            "quant data export --workspace my-account --format qlib --output cn_data",
            "quant data export --workspace my-account --output cn_data --append")
    {
        format.AcceptOnlyFromAmong("qlib");
        foreach (Option option in new Option[] { format, output, dataset, append, to, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.ReadAsync(
            parsed, context => DataExportStage.Run(context, Request(parsed)), stop));
    }

    private DataExportRequest Request(ParseResult parsed) => new()
    {
        Output = SharedOptions.FullPath(parsed.GetRequiredValue(output)),
        Dataset = parsed.GetValue(dataset),
        To = parsed.GetValue(to),
        Append = parsed.GetValue(append),
        DryRun = parsed.GetValue(SharedOptions.DryRun),
    };
}
