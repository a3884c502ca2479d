using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant reconcile</c>.</summary>
internal sealed class ReconcileCommand : Verb
{
    private readonly Option<TradeDate?> date =
        SharedOptions.Date("--date", "The session to compare; without it the last one booked.");

    private readonly Option<string?> account = new("--account")
    {
        Description = "The broker's account as a path in the workspace; without it inbox/SESSION-account.csv, or the documents of the configured broker.",
        HelpName = "FILE",
    };

    private readonly Option<string?> accept = new("--accept")
    {
        Description = "Sign for a break as it is, instead of comparing.",
        HelpName = "BREAK",
    };

    private readonly Option<string?> explain = new("--explain")
    {
        Description = "Say what a break comes from and that it will settle by itself, instead of comparing.",
        HelpName = "BREAK",
    };

    private readonly Option<bool> adjust = new("--adjust")
    {
        Description = "With --accept: change the book to what the broker says, by an entry in the next session booked.",
    };

    private readonly Option<string?> by = new("--by")
    {
        Description = "With --accept or --explain: who says so.",
        HelpName = "NAME",
    };

    private readonly Option<string?> note = new("--note")
    {
        Description = "With --accept or --explain: why.",
        HelpName = "TEXT",
    };

    public ReconcileCommand()
        : base(
            "reconcile",
            "Compare the book with the broker's account; what differs blocks orders until it settles or somebody signs for it.",
            "quant reconcile --workspace my-account",
            "quant reconcile --workspace my-account --explain 3f0c9a1b2c4d --by anna --note \"dividend is paid tomorrow\"",
            "quant reconcile --workspace my-account --accept 3f0c9a1b2c4d --adjust --by anna --note \"broker's rounding, ticket 17\"")
    {
        foreach (Option option in new Option[] { date, account, accept, explain, adjust, by, note, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.WriteAsync(parsed, context => Run(context, parsed), stop));
    }

    private StageResult Run(StageContext context, ParseResult parsed)
    {
        string? accepted = parsed.GetValue(accept);
        string? explained = parsed.GetValue(explain);
        if (accepted is null && explained is null)
        {
            return ReconcileStage.Run(
                context, new ReconcileRequest { Session = parsed.GetValue(date), Account = parsed.GetValue(account) });
        }

        if (accepted is not null && explained is not null)
            throw new UsageException("Give one of --accept and --explain.");
        if (explained is not null && parsed.GetValue(adjust))
            throw new UsageException("--adjust goes with --accept: only what is accepted changes the book.");
        if (string.IsNullOrWhiteSpace(parsed.GetValue(by)) || string.IsNullOrWhiteSpace(parsed.GetValue(note)))
            throw new UsageException("Say who decides and why: --by NAME --note TEXT.");
        return ReconcileStage.Decide(context, new BreakDecisionRequest
        {
            Break = (accepted ?? explained)!,
            Accepted = accepted is not null,
            Adjusts = parsed.GetValue(adjust),
            By = parsed.GetValue(by)!,
            Note = parsed.GetValue(note)!,
        });
    }
}
