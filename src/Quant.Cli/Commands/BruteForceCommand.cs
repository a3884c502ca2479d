namespace Quant.Cli.Commands;

/// <summary><c>quant brute-force</c>.</summary>
internal sealed class BruteForceCommand : Verb
{
    public BruteForceCommand()
        : base("brute-force", "Search combinations of models, and say whether the best is more than luck.", "quant brute-force fast --help")
    {
        Subcommands.Add(new BruteForceFastCommand());
        Subcommands.Add(new BruteForceExactCommand());
    }
}
