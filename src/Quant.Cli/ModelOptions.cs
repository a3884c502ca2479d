using System.CommandLine;
using Quant.Models.Registry;

namespace Quant.Cli;

/// <summary>The options by which <c>train</c> and <c>predict</c> choose models; names win over all, all over filters.</summary>
internal sealed class ModelOptions
{
    private readonly Option<ImmutableArray<string>> models =
        SharedOptions.Names("--models", "Models by name, enabled or not; without any choice, every enabled model.");

    private readonly Option<bool> all = new("--all-enabled") { Description = "Every enabled model, whatever the filters say." };

    private readonly Option<string?> algorithm = Filter("--algorithm", "Only enabled models with this learner.");

    private readonly Option<string?> dataset = Filter("--dataset", "Only enabled models on this feature set.");

    private readonly Option<string?> market = Filter("--market", "Only enabled models with this market label.");

    private readonly Option<string?> tag = Filter("--tag", "Only enabled models with this tag.");

    private readonly Option<ImmutableArray<string>> skip = SharedOptions.Names("--skip", "Models to leave out.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { models, all, algorithm, dataset, market, tag, skip })
            command.Options.Add(option);
    }

    /// <summary>What was chosen.</summary>
    public ModelSelection Of(ParseResult parsed) => new()
    {
        Models = parsed.GetValue(models).IsDefault ? [] : parsed.GetValue(models),
        All = parsed.GetValue(all),
        Algorithm = parsed.GetValue(algorithm),
        Dataset = parsed.GetValue(dataset),
        Market = parsed.GetValue(market),
        Tag = parsed.GetValue(tag),
        Skip = parsed.GetValue(skip).IsDefault ? [] : parsed.GetValue(skip),
    };

    private static Option<string?> Filter(string name, string description) =>
        new(name) { Description = description, HelpName = "WORD" };
}
