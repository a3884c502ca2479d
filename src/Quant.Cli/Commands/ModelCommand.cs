namespace Quant.Cli.Commands;

/// <summary><c>quant model</c>.</summary>
internal sealed class ModelCommand : Verb
{
    public ModelCommand()
        : base("model", "Train and use tree models on plain files, in LightGBM's form.", "quant model predict --help")
    {
        Subcommands.Add(new ModelTrainCommand());
        Subcommands.Add(new ModelPredictCommand());
    }
}
