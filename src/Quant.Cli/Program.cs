using System.CommandLine;
using System.CommandLine.Help;
using Quant.Cli.Commands;

namespace Quant.Cli;

/// <summary>The <c>quant</c> tool: one verb a stage.</summary>
internal static class Program
{
    /// <summary>Runs one command line and gives its exit code.</summary>
    /// <param name="arguments">The words after <c>quant</c>.</param>
    public static Task<int> Main(string[] arguments)
    {
        // Numbers and dates are written and read the same way on every machine.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        // Nothing asked: say what can be asked.
        ParseResult parsed = Commands().Parse(arguments.Length == 0 ? ["--help"] : arguments);
        return StageRunner.InvokeAsync(parsed);
    }

    /// <summary>Every verb with its options and examples.</summary>
    public static RootCommand Commands()
    {
        var root = new RootCommand(
            "A toolkit for systematic trading. The daily loop is predict, fuse, post-trade, order-gen; 'quant demo' shows it live.")
        {
            new InitCommand(),
            new DataCommand(),
            new FactorCommand(),
            new TrainCommand(),
            new PredictCommand(),
            new ModelCommand(),
            new FuseCommand(),
            new BruteForceCommand(),
            new RankCommand(),
            new OrderGenCommand(),
            new PostTradeCommand(),
            new ReconcileCommand(),
            new LedgerCommand(),
            new RunsCommand(),
            new DemoCommand(),
            new SimulateCommand(),
            new AnalyzeCommand(),
            new ConfigCommand(),
            new DoctorCommand(),
        };
        root.Options.Add(SharedOptions.Workspace);
        root.Options.Add(SharedOptions.Json);
        root.Options.Add(SharedOptions.Threads);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!);
        return root;
    }
}
