namespace Quant.Cli.Commands;

/// <summary><c>quant factor</c>.</summary>
internal sealed class FactorCommand : Verb
{
    public FactorCommand()
        : base("factor", "List, check, compute and store factors.", "quant factor eval --help") =>
        Subcommands.Add(new FactorEvalCommand());
}
