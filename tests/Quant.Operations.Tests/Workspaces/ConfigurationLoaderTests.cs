using Quant.Labels;
using Quant.Models.Registry;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Workspaces;

public sealed class ConfigurationLoaderTests : IDisposable
{
    internal const string Minimal = """
        account: {start: 2024-11-01, initial_cash: 1000000}
        data: {dataset: main}
        """;

    private readonly TestFolder folder = new TestFolder().With("config/quant.yaml", Minimal);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Load_GivesDefaultsForWhatIsLeftOut()
    {
        WorkspaceOptions options = ConfigurationLoader.Load(folder.Root);

        Assert.Equal(Money.FromDecimal(1_000_000m), options.Quant.Account.InitialCash);
        Assert.Equal(new ExecutionOptions(), options.Quant.Execution);
        Assert.Equal(new OrderOptions(), options.Quant.Orders);
        Assert.Equal(new ModelConfig(), options.Model);
        Assert.Equal(new StrategyOptions(), options.Strategy);
        Assert.Empty(options.Ensemble.Combos);
        Assert.Empty(options.Registry);
        Assert.Empty(options.CashFlows);
    }

    [Fact]
    public void Load_CombinesAllEnabledModelsWhenNoCombinationIsWritten()
    {
        folder.With("config/model_registry.yaml", "models: {a: , b: {enabled: false}, c: }")
            .With("config/workflow_config_a.yaml", "model: {kind: ridge}")
            .With("config/workflow_config_b.yaml", "model: {kind: ridge}")
            .With("config/workflow_config_c.yaml", "model: {kind: rule_score, weights: {KMID: 1}}");

        EnsembleOptions ensemble = ConfigurationLoader.Load(folder.Root).Ensemble;

        Assert.Equal("core", ensemble.Default.Name);
        Assert.Equal("a c", string.Join(' ', ensemble.Default.Models));
    }

    [Fact]
    public void Load_ReadsEveryFileAsJsonToo()
    {
        File.Delete(folder["config/quant.yaml"]);
        folder.With("config/quant.json", """{"account": {"start": "2024-11-01", "initial_cash": 5.25}, "data": {"dataset": "main"}}""")
            .With("config/strategy_config.json", """{"strategy": {"params": {"topk": 7}}}""")
            .With("config/model_config.yaml", "{market: small, freq: day}");

        WorkspaceOptions options = ConfigurationLoader.Load(folder.Root);

        Assert.Equal(new Money(525), options.Quant.Account.InitialCash);
        Assert.Equal(7, options.Strategy.TopK);
        Assert.Equal(("small", "day"), (options.Model.Market, options.Model.Frequency));
    }

    [Fact]
    public void Load_TakesTopKAndDropNFromModelConfigWhenStrategyIsSilent()
    {
        folder.With("config/model_config.json", """{"TopK": 22, "DropN": 4}""");
        Assert.Equal((22, 4), Rule());

        folder.With("config/strategy_config.yaml", "strategy: {params: {topk: 10}}");
        Assert.Equal((10, 4), Rule());

        (int, int) Rule()
        {
            StrategyOptions strategy = ConfigurationLoader.Load(folder.Root).Strategy;
            return (strategy.TopK, strategy.DropN);
        }
    }

    [Fact]
    public void Load_ReadsTheOlderFlatEnsemble()
    {
        OneModel("model: {kind: ridge}").With(
            "config/ensemble_config.json",
            """{"models": ["m@static"], "ensemble_method": "manual", "manual_weights": {"m": 0.5}, "use_ensemble": true}""");

        ComboOptions combo = Assert.Single(ConfigurationLoader.Load(folder.Root).Ensemble.Combos);

        Assert.Equal(("legacy", "manual", true), (combo.Name, combo.Method, combo.IsDefault));
        Assert.Equal("m", Assert.Single(combo.Models));
        Assert.Equal(0.5, combo.ManualWeights["m"]);
    }

    [Fact]
    public void Load_SumsSeveralFlowsOfADayAndKeepsBookedOnesApart()
    {
        folder.With("config/cashflow.json", """{"cashflows": {"2024-12-02": [100.25, -0.25], "2024-12-04": -50}, "processed": {"2024-11-05": 7}, "cash_flow_today": 0}""");

        var flows = ConfigurationLoader.Load(folder.Root).CashFlows;

        Assert.Equal(["2024-12-02=100.00", "2024-12-04=-50.00"], flows.Select(flow => $"{flow.Key}={flow.Value}"));
    }

    [Fact]
    public void Load_ReadsAQlibWorkflow()
    {
        OneModel("""
            qlib_init: {provider_uri: ~/.qlib/cn, region: cn}
            market: &market csi300
            data_handler_config: &dh
              {start_time: <TBD>, end_time: <TBD>, fit_start_time: <TBD>, fit_end_time: <TBD>, instruments: *market,
               infer_processors: [{class: RobustZScoreNorm, kwargs: {fields_group: feature, clip_outlier: true}}, {class: Fillna, kwargs: {fields_group: feature}}],
               learn_processors: [{class: DropnaLabel}, {class: CSRankNorm, kwargs: {fields_group: label}}],
               label: ["Ref($close, -2) / Ref($close, -1) - 1"]}
            port_analysis_config: {executor: {class: SimulatorExecutor}}
            task:
              model: {class: LinearModel, module_path: qlib.contrib.model.linear, kwargs: {estimator: ridge, alpha: 0.05}}
              dataset: {class: DatasetH, module_path: qlib.data.dataset, kwargs: {handler: {class: Alpha158, module_path: x, kwargs: *dh},
                        segments: {train: [<TBD>, <TBD>], valid: [<TBD>, <TBD>], test: [<TBD>, <TBD>]}}}
              record: [{class: SignalRecord, kwargs: {model: <MODEL>, dataset: <DATASET>}}]
            """);

        ModelSpec model = Assert.Single(ConfigurationLoader.Load(folder.Root).Registry);

        Assert.Equal(("ridge", "Alpha158", LabelDefinition.Daily), (model.Algorithm, model.FeatureSet, model.Label));
        Assert.Equal("0.05", model.Parameters["alpha"]);
        Assert.Equal(["RobustZScoreNorm(clip_outlier=true)", "Fillna()"], model.FeatureProcessors.Select(step => step.ToString()));
        Assert.Equal(["DropnaLabel()", "CSRankNorm()"], model.LabelProcessors.Select(step => step.ToString()));
    }

    [Fact]
    public void Load_ReadsQlibsTrees()
    {
        OneModel("""
            data_handler_config: &dh {infer_processors: [], learn_processors: [{class: DropnaLabel}, {class: CSRankNorm, kwargs: {fields_group: label}}]}
            task:
              model:
                class: LGBModel
                module_path: qlib.contrib.model.gbdt
                kwargs: {loss: mse, colsample_bytree: 0.8879, learning_rate: 0.2, subsample: 0.8789, lambda_l1: 205.6999,
                         lambda_l2: 580.9768, max_depth: 8, num_leaves: 210, num_threads: 20}
              dataset: {class: DatasetH, kwargs: {handler: {class: Alpha158, kwargs: *dh}}}
            """);

        ModelSpec model = Assert.Single(ConfigurationLoader.Load(folder.Root).Registry);

        Assert.Equal("gbdt", model.Algorithm);
        Assert.Equal(
            ("mse", "0.8879", "0.8789", "205.6999", "1000", "50", "255"),
            (model.Parameters["objective"], model.Parameters["feature_fraction"], model.Parameters["bagging_fraction"], model.Parameters["lambda_l1"],
                model.Parameters["num_iterations"], model.Parameters["early_stopping_round"], model.Parameters["max_bin"]));
        Assert.False(model.Parameters.ContainsKey("num_threads"));
    }

    [Fact]
    public void Load_ReadsWhatItWritesOfTrees()
    {
        OneModel("model: {kind: gbdt, monotone_constraints: [1, 0, -1], eval_at: [3], zero_as_missing: true, seed: 7}");
        ModelSpec first = Assert.Single(ConfigurationLoader.Load(folder.Root).Registry);
        Assert.Equal("1,0,-1", first.Parameters["monotone_constraints"]);

        WorkspaceOptions options = ConfigurationLoader.Load(folder.Root);
        folder.With("config/workflow_config_m.yaml", ConfigurationText.ToYaml(
            (System.Text.Json.Nodes.JsonObject)ConfigurationText.ToJson(options)["workflow_config_m.yaml"]!));

        Assert.Equal(first.Parameters, Assert.Single(ConfigurationLoader.Load(folder.Root).Registry).Parameters);
    }

    [Theory]
    [InlineData("weekly", "week", "Ref($close,-6)/Ref($close,-1)-1")]
    [InlineData("", "week", "Ref($close,-6)/Ref($close,-1)-1")]
    [InlineData("", "day", "Ref($close,-2)/Ref($close,-1)-1")]
    [InlineData("Ref($close,-11)/Ref($close,-1)-1", "week", "Ref($close,-11)/Ref($close,-1)-1")]
    [InlineData("open_to_close(5)", "day", "open_to_close(5)")]
    public void Load_ReadsTheLabel(string label, string frequency, string expected)
    {
        OneModel($"model: {{kind: ridge}}\nlabel: {label}\n").With("config/model_config.json", $$"""{"freq": "{{frequency}}"}""");

        Assert.Equal(expected, ConfigurationLoader.Load(folder.Root).Registry[0].Label.ToString());
    }

    [Fact]
    public void Hash_ChangesWithAnyConfigurationFileButNotWithCashFlows()
    {
        OneModel("model: {kind: ridge}");
        string before = Hash();

        folder.With("config/cashflow.json", """{"cashflows": {"2024-12-02": 1}}""");
        Assert.Equal(before, Hash());

        folder.With("config/workflow_config_m.yaml", "model: {kind: ridge, alpha: 2}");
        Assert.NotEqual(before, Hash());

        string Hash() => ConfigurationLoader.Load(folder.Root).Hash.Hex;
    }

    [Fact]
    public void Text_ReadsBackAsTheSameConfiguration()
    {
        foreach ((string path, byte[] content) in WorkspaceTemplate.Files("demo-cn", TradeDate.Parse("2024-11-01"), new Money(123_456)))
            folder.With(path, System.Text.Encoding.UTF8.GetString(content));
        var written = ConfigurationText.ToJson(ConfigurationLoader.Load(folder.Root));

        using var copy = new TestFolder();
        foreach ((string name, System.Text.Json.Nodes.JsonNode? file) in written)
        {
            copy.With($"config/{name}", name.EndsWith(".json", StringComparison.Ordinal)
                ? file!.ToJsonString()
                : ConfigurationText.ToYaml(file!.AsObject()));
        }

        var again = ConfigurationText.ToJson(ConfigurationLoader.Load(copy.Root));
        Assert.Equal(written.ToJsonString(), again.ToJsonString());
    }

    private TestFolder OneModel(string workflow) => folder
        .With("config/model_registry.yaml", "models: {m: }")
        .With("config/workflow_config_m.yaml", workflow);
}
