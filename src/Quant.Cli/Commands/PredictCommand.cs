using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant predict</c>.</summary>
internal sealed class PredictCommand : Verb
{
    private readonly ModelOptions models = new();

    private readonly Option<TradeDate?> date = SharedOptions.Session();

    public PredictCommand()
        : base(
            "predict",
            "Score new data with models already trained.",
            "quant predict --workspace my-account",
            "quant predict --workspace my-account --date 2024-12-31 --models ridge_a158,rule_reversal")
    {
        models.AddTo(this);
        Options.Add(date);
        Options.Add(SharedOptions.DryRun);
        SetAction((parsed, stop) => StageRunner.WriteAsync(
            parsed,
            context => PredictStage.Run(context, new PredictRequest
            {
                Selection = models.Of(parsed),
                Session = parsed.GetValue(date),
            }),
            stop));
    }
}
