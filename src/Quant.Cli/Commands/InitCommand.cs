using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant init</c>.</summary>
internal sealed class InitCommand : Verb
{
    private readonly Option<string?> template = new("--template")
    {
        Description = "What to begin with: demo-cn (default; A-share sample data) or empty.",
        HelpName = "NAME",
    };

    private readonly Option<string?> source = new("--source")
    {
        Description = "A workspace whose configuration is copied; its positions, cash flows, results and secrets never are.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> quantPits = new("--from-quantpits")
    {
        Description = "A QuantPits workspace whose account is taken over: its last day becomes the opening, its files are kept.",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> acceptHistory = new("--accept-history")
    {
        Description = "With --from-quantpits: take over although past days of its logs contradict each other.",
    };

    private readonly Option<Money?> cash = SharedOptions.Amount(
        "--cash", "The cash the book begins with; without it the template's 1000000.00 or the source's.");

    private readonly Option<TradeDate?> start = SharedOptions.Date(
        "--start", "The session at whose close the book begins; without it the demo's or the source's.");

    public InitCommand()
        : base(
            "init",
            "Make a workspace: the folder of one account.",
            "quant init --workspace my-account --template demo-cn --cash 500000",
            "quant init --workspace second-account --source my-account --start 2024-11-29",
            "quant init --workspace my-account --from-quantpits ~/QuantPits/workspaces/main --dry-run")
    {
        Options.Add(template);
        Options.Add(source);
        Options.Add(quantPits);
        Options.Add(acceptHistory);
        Options.Add(cash);
        Options.Add(start);
        Options.Add(SharedOptions.DryRun);
        SetAction((parsed, _) => StageRunner.RunAsync(parsed, () => InitStage.Run(new InitRequest
        {
            Target = SharedOptions.RequireWorkspace(parsed),
            Template = parsed.GetValue(template),
            Source = parsed.GetValue(source) is { } folder ? SharedOptions.FullPath(folder) : null,
            FromQuantPits = parsed.GetValue(quantPits) is { } pits ? SharedOptions.FullPath(pits) : null,
            AcceptHistory = parsed.GetValue(acceptHistory),
            Cash = parsed.GetValue(cash),
            Start = parsed.GetValue(start),
            DryRun = parsed.GetValue(SharedOptions.DryRun),
        })));
    }
}
