using System.CommandLine;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant simulate</c>.</summary>
internal sealed class SimulateCommand : Verb
{
    private readonly Option<int> days = Whole("--days", "How many days to live; a world has 14 to 44, then the next seed's begins.", 100, 1);

    private readonly Option<int> seed = Whole("--seed", "The seed of the first world; the same seed makes the same world.", 1, 0);

    private readonly Option<string?> keep = new("--keep")
    {
        Description = "A folder to make: the workspace of the world stays in it. For the days of one world.",
        HelpName = "FOLDER",
    };

    public SimulateCommand()
        : base(
            "simulate",
            "Live days of simulated markets, brokers and owners with the real stages, each day judged by a referee who knows the truth.",
            "quant simulate --days 200 --seed 7",
            "quant simulate --days 12 --seed 7 --keep simulated-account")
    {
        foreach (Option option in new Option[] { days, seed, keep })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.RunAsync(parsed, () => ProgressDisplay.Show(progress => SimulateStage.Run(new SimulateRequest
        {
            Days = parsed.GetValue(days),
            Seed = parsed.GetValue(seed),
            Scratch = Path.GetTempPath(),
            Keep = parsed.GetValue(keep) is { } folder ? SharedOptions.FullPath(folder) : null,
            Clock = TimeProvider.System,
            Progress = progress,
            Cancellation = stop,
        }))));
    }

    private static Option<int> Whole(string name, string description, int otherwise, int least)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
                result.AddError($"{name}: expected a whole number of at least {least}.");
        });
        return option;
    }
}
