using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant config</c>.</summary>
internal sealed class ConfigCommand : Verb
{
    public ConfigCommand()
        : base("config", "Show or check the configuration.", "quant config check --workspace my-account")
    {
        Subcommands.Add(new ShowCommand());
        Subcommands.Add(new CheckCommand());
    }

    private sealed class ShowCommand : Verb
    {
        public ShowCommand()
            : base(
                "show",
                "Print the whole configuration with every default, as YAML or JSON.",
                "quant config show --workspace my-account",
                "quant config show --workspace my-account --json") =>
            SetAction((parsed, _) => StageRunner.RunAsync(
                parsed, () => ConfigStage.Show(SharedOptions.RequireWorkspace(parsed))));
    }

    private sealed class CheckCommand : Verb
    {
        public CheckCommand()
            : base(
                "check",
                "Check every configuration file and list all mistakes at once, each with file and line.",
                "quant config check --workspace my-account") =>
            SetAction((parsed, _) => StageRunner.RunAsync(
                parsed, () => ConfigStage.Check(SharedOptions.RequireWorkspace(parsed))));
    }
}
