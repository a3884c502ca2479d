using System.CommandLine;
using Quant.Models.Ensembles;
using Quant.Operations.Stages;

namespace Quant.Cli.Commands;

/// <summary><c>quant fuse</c>.</summary>
internal sealed class FuseCommand : Verb
{
    private readonly Option<ImmutableArray<string>> models =
        SharedOptions.Names("--models", "Models to fuse outright, under the name 'custom'.");

    private readonly Option<string> method = new("--method")
    {
        Description = "How --models are weighted.",
        HelpName = "METHOD",
        DefaultValueFactory = _ => "equal",
    };

    private readonly Option<ImmutableArray<string>> weights =
        SharedOptions.Names("--weights", "The weights of --models with method manual, such as a:0.6,b:0.4.");

    private readonly Option<string?> combo = new("--combo")
    {
        Description = "One combination of the configuration.",
        HelpName = "NAME",
    };

    private readonly Option<bool> fromConfig = new("--from-config")
    {
        Description = "The combination that orders are made from; this is so without any choice.",
    };

    private readonly Option<bool> all = new("--from-config-all") { Description = "Every enabled combination." };

    private readonly Option<bool> compare = new("--compare")
    {
        Description = "Compare the combinations over the sessions that are known, as a table and a page with a chart, and measure what each member adds.",
    };

    private readonly Option<bool> combinatorial = new("--allow-combinatorial")
    {
        Description = "Fuse predictions of combinatorial splits, too, though models fitted on later sessions made their history.",
    };

    private readonly Option<TradeDate?> date = SharedOptions.Session();

    public FuseCommand()
        : base(
            "fuse",
            "Make one signal per combination from the predictions of its models; a stale prediction is refused.",
            "quant fuse --workspace my-account --from-config-all --compare",
            "quant fuse --workspace my-account --models ridge_a158,rule_reversal --method manual --weights ridge_a158:0.7,rule_reversal:0.3")
    {
        method.AcceptOnlyFromAmong([.. ComboSpec.Methods.Keys]);
        foreach (Option option in new Option[] { models, method, weights, combo, fromConfig, all, compare, combinatorial, date, SharedOptions.DryRun })
            Options.Add(option);
        SetAction((parsed, stop) => StageRunner.WriteAsync(parsed, context => FuseStage.Run(context, Request(parsed)), stop));
    }

    private FuseRequest Request(ParseResult parsed)
    {
        ImmutableArray<string> named = parsed.GetValue(models).IsDefault ? [] : parsed.GetValue(models);
        int choices = (named.IsEmpty ? 0 : 1) + (parsed.GetValue(combo) is null ? 0 : 1)
            + (parsed.GetValue(fromConfig) ? 1 : 0) + (parsed.GetValue(all) ? 1 : 0);
        if (choices > 1)
            throw new UsageException("Give one of --models, --combo, --from-config and --from-config-all.");
        return new FuseRequest
        {
            Models = named,
            Method = ComboSpec.Methods[parsed.GetRequiredValue(method)],
            Weights = Weights(parsed.GetValue(weights).IsDefault ? [] : parsed.GetValue(weights)),
            Combo = parsed.GetValue(combo),
            All = parsed.GetValue(all),
            Compare = parsed.GetValue(compare),
            AllowCombinatorial = parsed.GetValue(combinatorial),
            Session = parsed.GetValue(date),
        };
    }

    private static ImmutableSortedDictionary<string, double> Weights(ImmutableArray<string> pairs)
    {
        var weights = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (string pair in pairs)
        {
            string[] parts = pair.Split(':');
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                || !double.IsFinite(weight) || weight < 0 || !weights.TryAdd(parts[0], weight))
                throw new UsageException($"--weights: expected MODEL:WEIGHT with a weight of at least 0 and each model once, found '{pair}'.");
        }

        return weights.ToImmutable();
    }
}
