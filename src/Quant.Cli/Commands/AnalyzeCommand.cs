using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant analyze</c>.</summary>
internal sealed class AnalyzeCommand : Verb
{
    public AnalyzeCommand()
        : base("analyze", "Look at what was predicted and at what followed.", "quant analyze models --workspace my-account") =>
        Subcommands.Add(new ModelsCommand());

    private sealed class ModelsCommand : Verb
    {
        private readonly ModelOptions models = new();

        private readonly Option<TradeDate?> date = SharedOptions.Session();

        public ModelsCommand()
            : base(
                "models",
                "Judge the models' predictions by what followed: IC, calibration, coverage, drift and a grade.",
                "quant analyze models --workspace my-account",
                "quant analyze models --workspace my-account --models ridge_a158 --json")
        {
            models.AddTo(this);
            Options.Add(date);
            Options.Add(SharedOptions.DryRun);
            SetAction((parsed, stop) => StageRunner.WriteAsync(
                parsed,
                context => AnalyzeModelsStage.Run(context, new AnalyzeModelsRequest
                {
                    Selection = models.Of(parsed),
                    Session = parsed.GetValue(date),
                }),
                stop));
        }
    }
}
