using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant train</c>.</summary>
internal sealed class TrainCommand : Verb
{
    private readonly ModelOptions models = new();

    private readonly Option<bool> incremental = new("--incremental")
    {
        Description = "Merge into the training record instead of overwriting it.",
    };

    private readonly Option<bool> resume = new("--resume")
    {
        Description = "Go on with a run that was stopped: its models and mode win over the other options.",
    };

    private readonly Option<TradeDate?> date = SharedOptions.Session();

    public TrainCommand()
        : base(
            "train",
            "Fit models and make them the current ones.",
            "quant train --workspace my-account",
            "quant train --workspace my-account --models ridge_a158 --incremental",
            "quant train --workspace my-account --resume")
    {
        models.AddTo(this);
        foreach (Option option in new Option[] { incremental, resume, date, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.WriteAsync(
            parsed,
            context => TrainStage.Run(context, new TrainRequest
            {
                Selection = models.Of(parsed),
                Incremental = parsed.GetValue(incremental),
                Resume = parsed.GetValue(resume),
                Session = parsed.GetValue(date),
            }),
            stop));
    }
}
