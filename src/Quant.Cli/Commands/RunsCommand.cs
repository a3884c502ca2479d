using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant runs</c>.</summary>
internal sealed class RunsCommand : Verb
{
    public RunsCommand()
        : base("runs", "Browse what was run: parameters, results and hashes.", "quant runs list --workspace my-account")
    {
        Subcommands.Add(new ListCommand());
        Subcommands.Add(new ShowCommand());
        Subcommands.Add(new CompareCommand());
    }

    private sealed class ListCommand : Verb
    {
        private readonly Option<string?> stage =
            new("--stage") { Description = "Only runs of this verb; trials of a sweep are of stage sweep.", HelpName = "VERB" };

        private readonly Option<string?> model =
            new("--model") { Description = "Only runs about this model.", HelpName = "NAME" };

        private readonly Option<TradeDate?> date = SharedOptions.Date("--date", "Only runs for this session.");

        private readonly Option<int> limit =
            new("--limit") { Description = "The most runs to list.", HelpName = "N", DefaultValueFactory = _ => 50 };

        public ListCommand()
            : base(
                "list",
                "List runs, newest session first.",
                "quant runs list --workspace my-account --stage train",
                "quant runs list --workspace my-account --model ridge_a158 --json")
        {
            foreach (Option option in new Option[] { stage, model, date, limit })
                Options.Add(option);
            SetAction((parsed, stop) => StageRunner.ReadAsync(
                parsed,
                context => RunsStage.List(
                    context,
                    new RunFilter
                    {
                        Stage = parsed.GetValue(stage),
                        Model = parsed.GetValue(model),
                        Session = parsed.GetValue(date),
                    },
                    Math.Max(1, parsed.GetValue(limit))),
                stop));
        }
    }

    private sealed class ShowCommand : Verb
    {
        private readonly Argument<string> run =
            new("run") { Description = "The run's id, or as much of its beginning as makes it out.", HelpName = "RUN" };

        public ShowCommand()
            : base(
                "show",
                "Tell all that is known of a run, with a model's coefficients by year.",
                "quant runs show train-0123456789ab --workspace my-account")
        {
            Arguments.Add(run);
            SetAction((parsed, stop) => StageRunner.ReadAsync(
                parsed, context => RunsStage.Show(context, parsed.GetRequiredValue(run)), stop));
        }
    }

    private sealed class CompareCommand : Verb
    {
        private readonly Argument<string[]> runs = new("runs")
        {
            Description = "Two or more runs by id, or as much of its beginning as makes it out.",
            HelpName = "RUN",
            Arity = new ArgumentArity(2, 100),
        };

        public CompareCommand()
            : base(
                "compare",
                "Tell in what runs differ: what was asked, configuration, code, inputs, results and outputs.",
                "quant runs compare train-0123456789ab train-ba9876543210 --workspace my-account")
        {
            Arguments.Add(runs);
            SetAction((parsed, stop) => StageRunner.ReadAsync(
                parsed, context => RunsStage.Compare(context, [.. parsed.GetRequiredValue(runs)]), stop));
        }
    }
}
