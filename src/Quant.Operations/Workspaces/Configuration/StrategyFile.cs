using System.Text.Json.Nodes;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>strategy_config.yaml</c>: the holding rule.</summary>
internal static class StrategyFile
{
    private static readonly ConfigKey<string> Name =
        Key.Choice("name", "topk_dropout", "The holding rule.", "topk_dropout");

    private static readonly ConfigKey<int> TopK = Key.Whole("topk", 20, 1, 10_000, "How many names to hold.");

    private static readonly ConfigKey<int> DropN =
        Key.Whole("n_drop", 3, 0, 10_000, "How many names to drop at most in one rebalance; not more than topk.");

    private static readonly ConfigKey<int> Factor = Key.Whole(
        "buy_suggestion_factor", 2, 1, 100, "How many candidates to list for each purchase.");

    private static readonly ConfigKey<string> OnlyTradable = Key.Choice(
        "only_tradable", "true", "Names that cannot be traded are never ordered; there is no other way.", "true");

    private static readonly ConfigSectionKey Parameters = new(
        "params", "The rule's parameters.", new ConfigSchema(TopK, DropN, Factor, OnlyTradable));

    private static readonly ConfigSectionKey Strategy = new(
        "strategy", "The holding rule, shared by orders and opinions.", new ConfigSchema(Name, Parameters));

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(
        Strategy, Key.Unused("backtest", "costs are those of `execution` in quant.yaml."));

    /// <summary>Reads the file; what it leaves out is looked for in <c>model_config.json</c>, as older workspaces have it.</summary>
    public static StrategyOptions Read(ConfigSection file, ConfigSection models)
    {
        ConfigSection strategy = file.Get(Strategy);
        _ = strategy.Get(Name);
        ConfigSection rule = strategy.Get(Parameters);
        _ = rule.Get(OnlyTradable);
        int oldTopK = models.Get(ModelConfigFile.TopK);
        int oldDropN = models.Get(ModelConfigFile.DropN);
        StrategyOptions options = new()
        {
            TopK = rule.Has(TopK) ? rule.Get(TopK) : oldTopK,
            DropN = rule.Has(DropN) ? rule.Get(DropN) : oldDropN,
            BuySuggestionFactor = rule.Get(Factor),
        };
        if (options.DropN > options.TopK && (rule.Has(DropN) || rule.Has(TopK)))
            rule.Wrong(DropN, TooMany(options));
        else if (options.DropN > options.TopK)
            models.Wrong(ModelConfigFile.DropN, TooMany(options));
        return options;
    }

    /// <summary>Writes every key with its value.</summary>
    public static JsonObject Write(StrategyOptions options) => new()
    {
        [Strategy.Name] = new JsonObject
        {
            [Name.Name] = "topk_dropout",
            [Parameters.Name] = new JsonObject
            {
                [TopK.Name] = options.TopK,
                [DropN.Name] = options.DropN,
                [Factor.Name] = options.BuySuggestionFactor,
                [OnlyTradable.Name] = true,
            },
        },
    };

    private static string TooMany(StrategyOptions options) => string.Create(
        CultureInfo.InvariantCulture, $"expected at most as many as are held ({options.TopK}), found {options.DropN}.");
}
