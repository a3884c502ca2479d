using System.CommandLine;
using Quant.Factors;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant factor</c>.</summary>
internal sealed class FactorCommand : Verb
{
    public FactorCommand()
        : base("factor", "List, check, compute and store factors.", "quant factor list")
    {
        Subcommands.Add(new ListCommand());
        Subcommands.Add(new ShowCommand());
        Subcommands.Add(new CheckCommand());
        Subcommands.Add(new BuildCommand());
        Subcommands.Add(new FactorEvalCommand());
    }

    private static Option<string?> SetName() => new("--set")
    {
        Description = "The factor set: alpha158, alpha360, or a file of config/factors by its name.",
        HelpName = "NAME",
    };

    private sealed class ListCommand : Verb
    {
        private readonly Option<string?> set = SetName();

        public ListCommand()
            : base(
                "list",
                "List the factor sets of the library and of a workspace, or the factors of one set.",
                "quant factor list",
                "quant factor list --workspace my-account --set alpha158")
        {
            Options.Add(set);
            SetAction((parsed, _) => StageRunner.RunAsync(
                parsed, () => FactorListStage.List(SharedOptions.FindWorkspace(parsed), parsed.GetValue(set))));
        }
    }

    private sealed class ShowCommand : Verb
    {
        private readonly Option<string?> set = SetName();

        private readonly Option<string> factor = new("--factor")
        {
            Description = "The factor.",
            HelpName = "NAME",
            Required = true,
        };

        public ShowCommand()
            : base(
                "show",
                "Tell all about one factor: formula, fields, how far it looks back, state, and what is stored.",
                "quant factor show --set alpha158 --factor MA20")
        {
            set.Required = true;
            Options.Add(set);
            Options.Add(factor);
            SetAction((parsed, _) => StageRunner.RunAsync(parsed, () => FactorListStage.Show(
                SharedOptions.FindWorkspace(parsed), parsed.GetRequiredValue(set)!, parsed.GetRequiredValue(factor))));
        }
    }

    private sealed class CheckCommand : Verb
    {
        private readonly Option<string?> expressions = new("--expressions")
        {
            Description = "A file with a name, a tab and an expression on each line, instead of a workspace.",
            HelpName = "FILE",
        };

        private readonly Option<string?> compatibility = new("--compatibility")
        {
            Description = "Whose rules the file's expressions follow: 'quant', which is the default, or 'qlib'.",
            HelpName = "RULES",
        };

        public CheckCommand()
            : base(
                "check",
                "Read every factor of your own and list all mistakes at once, each with file, line and character.",
                "quant factor check --workspace my-account",
                "quant factor check --expressions mine.tsv")
        {
            compatibility.AcceptOnlyFromAmong("qlib", "quant");
            Options.Add(expressions);
            Options.Add(compatibility);
            SetAction((parsed, _) => StageRunner.RunAsync(parsed, () =>
            {
                string? file = parsed.GetValue(expressions);
                return FactorListStage.Check(
                    file is null ? SharedOptions.RequireWorkspace(parsed) : null,
                    file is null ? null : SharedOptions.FullPath(file),
                    parsed.GetValue(compatibility) == "qlib" ? ExpressionDialect.Qlib : ExpressionDialect.Quant);
            }));
        }
    }

    private sealed class BuildCommand : Verb
    {
        private readonly Option<string?> set = SetName();

        private readonly Option<bool> rebuild = new("--rebuild")
        {
            Description = "Compute everything anew, whatever is stored.",
        };

        public BuildCommand()
            : base(
                "build",
                "Compute a set on the workspace's data and store a file per factor; only what is new or changed is computed.",
                "quant factor build --workspace my-account --set alpha158")
        {
            set.Required = true;
            foreach (Option option in new Option[] { set, rebuild, SharedOptions.DryRun })
                Options.Add(option);
            SetAction((parsed, stop) => StageRunner.WriteAsync(
                parsed,
                context => FactorStage.Build(context, new FactorBuildRequest
                {
                    Set = parsed.GetRequiredValue(set)!,
                    Rebuild = parsed.GetValue(rebuild),
                }),
                stop));
        }
    }
}
