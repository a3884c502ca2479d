using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant post-trade</c>.</summary>
internal sealed class PostTradeCommand : Verb
{
    private readonly Option<TradeDate?> end = new("--end-date", "--date")
    {
        Description = "The last session to book; without it the last there is data of.",
        HelpName = "yyyy-MM-dd",
        CustomParser = SharedOptions.ReadDate,
    };

    private readonly Option<bool> allowMissing = new("--allow-missing-settlement")
    {
        Description = "Count a session without a statement as one without trades.",
    };

    private readonly Option<string?> bundle = new("--settlement-bundle")
    {
        Description = "A statement over several sessions, by its path in the workspace.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> correction = new("--correction")
    {
        Description = "A statement of closed sessions that was corrected or came late: book what differs, by reversal, with the next session. Repeatable.",
        HelpName = "FILE",
    };

    public PostTradeCommand()
        : base(
            "post-trade",
            "Book every session since the last: fills or the broker's statement, and dated cash flows, each once.",
            "quant post-trade --workspace my-account",
            "quant post-trade --workspace my-account --end-date 2024-12-31 --json",
            "quant post-trade --workspace my-account --correction data/2024-12-30-table.xlsx")
    {
        foreach (Option option in new Option[] { end, allowMissing, bundle, correction, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.WriteAsync(
            parsed,
            context => PostTradeStage.Run(context, new PostTradeRequest
            {
                End = parsed.GetValue(end),
                AllowMissingSettlement = parsed.GetValue(allowMissing),
                SettlementBundle = parsed.GetValue(bundle),
                Corrections = [.. parsed.GetValue(correction) ?? []],
            }),
            stop));
    }
}
