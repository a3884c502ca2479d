using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant brute-force exact</c>.</summary>
internal sealed class BruteForceExactCommand : Verb
{
    private readonly Option<int> best = new("--top-n")
    {
        Description = "How many of the best combinations of the fast search to score again.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    private readonly Option<Money?> cash = SharedOptions.Amount("--cash", "The cash each begins with; without it that of the configuration.");

    private readonly Option<TradeDate?> date = SharedOptions.Session();

    public BruteForceExactCommand()
        : base(
            "exact",
            "Score the best combinations of a fast search again by the order rules of the account: lots, limits, fees, settlement.",
            "quant brute-force exact --workspace my-account --top-n 20")
    {
        best.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 10_000))
                result.AddError($"--top-n: expected a whole number from 1 to 10000, found '{result.Tokens[0].Value}'.");
        });
        foreach (Option option in new Option[] { best, cash, date, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.WriteAsync(
            parsed,
            context => BruteForceExactStage.Run(context, parsed.GetValue(date), parsed.GetValue(best), parsed.GetValue(cash)),
            stop));
    }
}
