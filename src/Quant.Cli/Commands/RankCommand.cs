using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant rank</c>.</summary>
internal sealed class RankCommand : Verb
{
    private readonly Option<string?> combo = new("--combo")
    {
        Description = "One combination; without it the one that orders are made from.",
        HelpName = "NAME",
    };

    private readonly Option<bool> all = new("--all-combos") { Description = "Every enabled combination." };

    private readonly Option<int> count = new("--top-n")
    {
        Description = "The most names of a file.",
        HelpName = "N",
        DefaultValueFactory = _ => 300,
    };

    private readonly Option<TradeDate?> date = SharedOptions.Session();

    public RankCommand()
        : base(
            "rank",
            "Rank a signal's instruments between -100 and 100, best first, as a file to share.",
            "quant rank --workspace my-account --top-n 50",
            "quant rank --workspace my-account --all-combos --json")
    {
        count.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most >= 1))
                result.AddError($"--top-n: expected a whole number of at least 1, found '{result.Tokens[0].Value}'.");
        });
        foreach (Option option in new Option[] { combo, all, count, date, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.WriteAsync(
            parsed,
            context => RankStage.Run(context, new RankRequest
            {
                Combo = parsed.GetValue(combo),
                All = parsed.GetValue(all),
                Count = parsed.GetValue(count),
                Session = parsed.GetValue(date),
            }),
            stop));
    }
}
