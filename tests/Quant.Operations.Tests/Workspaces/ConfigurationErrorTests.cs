using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Workspaces;

public sealed class ConfigurationErrorTests : IDisposable
{
    private const string Quant = ConfigurationLoaderTests.Minimal;
    private const string Registry = "models: {m: , n: }";
    private const string Ridge = "model: {kind: ridge}";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "unknown key", "quant.yaml", Quant + "\nthreds: 2", "config/quant.yaml:3: threds: expected a known key (account, data, execution, orders, processes, threads), found 'threds'; did you mean 'threads'?" },
        { "unknown key, nothing near", "quant.yaml", Quant + "\nzzz: 2", "config/quant.yaml:3: zzz: expected a known key (account, data, execution, orders, processes, threads), found 'zzz'." },
        { "wrong type", "quant.yaml", Quant + "\nthreads: many", "config/quant.yaml:3: threads: expected a whole number from 0 to 1024, found 'many'." },
        { "number as text", "quant.yaml", Quant + "\nthreads: '2'", "config/quant.yaml:3: threads: expected a whole number from 0 to 1024, found '2'." },
        { "out of range", "quant.yaml", Quant + "\nthreads: -1", "config/quant.yaml:3: threads: expected a whole number from 0 to 1024, found -1." },
        { "not a whole number", "quant.yaml", Quant + "\nthreads: 1.5", "config/quant.yaml:3: threads: expected a whole number from 0 to 1024, found 1.5." },
        { "section is a value", "quant.yaml", Quant + "\norders: none", "config/quant.yaml:3: orders: expected a section, found 'none'." },
        { "nested key", "quant.yaml", Quant + "\norders:\n  cash_bufer: 0.1", "config/quant.yaml:4: orders.cash_bufer: expected a known key (sale_proceeds, cash_buffer, price_margin), found 'cash_bufer'; did you mean 'cash_buffer'?" },
        { "another market's currency", "quant.yaml", "account: {start: 2024-02-29, initial_cash: 1, currency: USD}\ndata: {dataset: x}", "config/quant.yaml:1: account.currency: expected CNY, in which trades on the market 'cn' of data.rules are paid, found 'USD'." },
        { "money that has not settled", "quant.yaml", "account: {start: 2024-02-29, initial_cash: 1, currency: USD}\ndata: {dataset: x, rules: us}\norders: {sale_proceeds: same_session}", "config/quant.yaml:3: orders.sale_proceeds: expected next_session, because on the market 'us' of data.rules the money of a sale buys after it has settled, found 'same_session'." },
        { "a market without rows", "quant.yaml", "account: {start: 2024-02-29, initial_cash: 1}\ndata: {dataset: x, rules: hk}", "config/quant.yaml:2: data.rules: expected cn or crypto or us, found 'hk'." },
        { "filter that is no section", "quant.yaml", Filtered("[SH60]"), "config/quant.yaml:2: data.universe_filters[0]: expected a section with codes or where, found 'SH60'." },
        { "filters that are no list", "quant.yaml", Filtered("{codes: SH60}"), "config/quant.yaml:2: data.universe_filters: expected a list of filters, each with codes or where, found a section." },
        { "filter of both kinds", "quant.yaml", Filtered("[{codes: SH60, where: $close > 1}]"), "config/quant.yaml:2: data.universe_filters[0].where: expected either codes or where, found both." },
        { "filter of neither kind", "quant.yaml", Filtered("[{keep: true}]"), "config/quant.yaml:2: data.universe_filters[0].where: expected either codes or where, found neither." },
        { "codes that keep", "quant.yaml", Filtered("[{codes: SH60, keep: true}]"), "config/quant.yaml:2: data.universe_filters[0].keep: expected a key that codes have, found keep; it would do nothing." },
        { "codes with a look ahead", "quant.yaml", Filtered("[{codes: '(?=S)'}]"), "config/quant.yaml:2: data.universe_filters[0].codes: expected a regular expression without look-around and back-references, found '(?=S)': RegexOptions.NonBacktracking is not supported in conjunction with expressions containing: 'positive lookahead (?= pattern) or positive lookbehind (?<= pattern)'." },
        { "filter from after its end", "quant.yaml", Filtered("[{codes: SH, from: 2024-01-03, to: 2024-01-02}]"), "config/quant.yaml:2: data.universe_filters[0].to: expected a day not before 2024-01-03, found 2024-01-02." },
        { "filter with a typo", "quant.yaml", Filtered("[{where: 'Maen($close, 5) > 1'}]"), "config/quant.yaml:2: data.universe_filters[0].where: There is no operator 'Maen' at character 1 of '»Maen($close, 5) > 1'. Did you mean Mean?" },
        { "filter of the future", "quant.yaml", Filtered("[{where: 'Ref($close, -1) > 1'}]"), "config/quant.yaml:2: data.universe_filters[0].where: 'Ref' with a negative shift reads the future, which a feature may not at character 13 of 'Ref($close, »-1) > 1'." },
        { "missing key", "quant.yaml", "account: {initial_cash: 1}\ndata: {dataset: x}", "config/quant.yaml:1: account.start: expected a date as yyyy-MM-dd, found nothing; it has no default." },
        { "date that is none", "quant.yaml", "account: {start: 2024-02-30, initial_cash: 1}\ndata: {dataset: x}", "config/quant.yaml:1: account.start: expected a date as yyyy-MM-dd, found '2024-02-30'." },
        { "fraction of a cent", "quant.yaml", "account: {start: 2024-02-29, initial_cash: 1.005}\ndata: {dataset: x}", "config/quant.yaml:1: account.initial_cash: expected an amount of at least 0 with at most two decimals, found 1.005." },
        { "negative money", "quant.yaml", "account: {start: 2024-02-29, initial_cash: -1}\ndata: {dataset: x}", "config/quant.yaml:1: account.initial_cash: expected an amount of at least 0 with at most two decimals, found -1." },
        { "key twice", "quant.yaml", Quant + "\nthreads: 1\nthreads: 2", "config/quant.yaml:4: threads: expected each key once, found it again." },
        { "tag", "quant.yaml", Quant + "\nthreads: !!int 1", "config/quant.yaml:3: expected YAML, found a mistake: Tags such as tag:yaml.org,2002:int are not read; write the plain value." },
        { "list at the top", "quant.yaml", "- 1", "config/quant.yaml:1: expected keys and values, found a list." },
        { "JSON with a comment", "model_config.json", "{\n// no\n}", "config/model_config.json:2: expected JSON, found a mistake: '/' is invalid after a value. Expected either ',', '}', or ']'." },
        { "JSON key twice", "model_config.json", "{\"freq\": \"day\",\n\"freq\": \"week\"}", "config/model_config.json:2: freq: expected each key once, found it again." },
        { "word not allowed", "model_config.json", "{\"freq\": \"month\"}", "config/model_config.json:1: freq: expected week or day, found 'month'." },
        { "fixed without dates", "model_config.json", "{\"data_slice_mode\": \"fixed\", \"fit_start_time\": \"2020-01-01\", \"fit_end_time\": \"2021-01-01\", \"valid_start_time\": \"2021-02-01\", \"valid_end_time\": \"2021-03-01\"}", "config/model_config.json:1: test_start_time: expected a date as yyyy-MM-dd because data_slice_mode is fixed, found nothing." },
        { "dates in disorder", "model_config.json", "{\"data_slice_mode\": \"fixed\", \"fit_start_time\": \"2020-01-01\", \"fit_end_time\": \"2021-02-01\",\n\"valid_start_time\": \"2021-02-01\", \"valid_end_time\": \"2021-03-01\", \"test_start_time\": \"2021-04-01\"}", "config/model_config.json:2: valid_start_time: expected a day after fit_end_time (2021-02-01), found 2021-02-01." },
        { "purged CV", "model_config.json", "{\"data_slice_mode\": \"purged_cv\"}", "config/model_config.json:1: data_slice_mode: expected slide or fixed, found 'purged_cv'." },
        { "drops more than it holds", "strategy_config.yaml", "strategy: {params: {topk: 2, n_drop: 3}}", "config/strategy_config.yaml:1: strategy.params.n_drop: expected at most as many as are held (2), found 3." },
        { "another strategy", "strategy_config.yaml", "strategy: {name: momentum}", "config/strategy_config.yaml:1: strategy.name: expected topk_dropout, found 'momentum'." },
        { "undated flow", "cashflow.json", "{\"cash_flow_today\": 30000}", "config/cashflow.json:1: cash_flow_today: expected 0, because a flow needs its day: write it under cashflows, found 30000." },
        { "flow on no day", "cashflow.json", "{\"cashflows\": {\"6 Jan\": 1}}", "config/cashflow.json:1: cashflows.6 Jan: expected a date as yyyy-MM-dd, found '6 Jan'." },
        { "unknown model", "ensemble_config.json", "{\"combos\": {\"c\": {\"models\": [\"mm\"]}}}", "config/ensemble_config.json:1: combos.c.models: expected a known model of model_registry.yaml (m, n), found 'mm'; did you mean 'm'?" },
        { "model twice", "ensemble_config.json", "{\"combos\": {\"c\": {\"models\": [\"m\", \"m\"]}}}", "config/ensemble_config.json:1: combos.c.models: expected each model once, found 'm' again." },
        { "no model", "ensemble_config.json", "{\"combos\": {\"c\": {\"models\": []}}}", "config/ensemble_config.json:1: combos.c.models: expected a list of at least one name, found a list." },
        { "two defaults", "ensemble_config.json", "{\"combos\": {\"a\": {\"models\": [\"m\"], \"default\": true}, \"b\": {\"models\": [\"n\"], \"default\": true}}}", "config/ensemble_config.json:1: combos: expected exactly one enabled combination with \"default\": true, found a, b." },
        { "no default", "ensemble_config.json", "{\"combos\": {\"a\": {\"models\": [\"m\"]}, \"b\": {\"models\": [\"n\"]}}}", "config/ensemble_config.json:1: combos: expected exactly one enabled combination with \"default\": true, found none." },
        { "weight missing", "ensemble_config.json", "{\"combos\": {\"c\": {\"models\": [\"m\", \"n\"], \"method\": \"manual\", \"manual_weights\": {\"m\": 1}}}}", "config/ensemble_config.json:1: combos.c.manual_weights: expected a weight for 'n', found none." },
        { "weight of a stranger", "ensemble_config.json", "{\"combos\": {\"c\": {\"models\": [\"m\"], \"method\": \"manual\", \"manual_weights\": {\"m\": 1, \"n\": 1}}}}", "config/ensemble_config.json:1: combos.c.manual_weights.n: expected a known model of this combination (m), found 'n'; did you mean 'm'?" },
        { "manual without weights", "ensemble_config.json", "{\"combos\": {\"c\": {\"models\": [\"m\"], \"method\": \"manual\"}}}", "config/ensemble_config.json:1: combos.c.manual_weights: expected a section with one number of at least 0 per model because the method is manual, found a section." },
        { "unknown method", "ensemble_config.json", "{\"combos\": {\"c\": {\"models\": [\"m\"], \"method\": \"magic\"}}}", "config/ensemble_config.json:1: combos.c.method: expected equal or icir_weighted or manual or dynamic, found 'magic'." },
        { "workflow missing", "model_registry.yaml", "models:\n  m: {yaml_file: config/nowhere.yaml}\n  n:", "config/model_registry.yaml:2: models.m.yaml_file: expected the file config/nowhere.yaml, found none." },
        { "workflow outside", "model_registry.yaml", "models:\n  m: {yaml_file: ../other.yaml}\n  n:", "config/model_registry.yaml:2: models.m.yaml_file: expected a path inside the workspace, found '../other.yaml'." },
        { "algorithm disagrees", "model_registry.yaml", "models: {m: {algorithm: rule_score}, n: }", "config/model_registry.yaml:1: models.m.algorithm: expected ridge, as config/workflow_config_m.yaml says, found rule_score." },
        { "name with a slash", "model_registry.yaml", "models: {a/b: , m: , n: }", "config/model_registry.yaml:1: models.a/b: expected a name of letters, digits, '_', '-' and '.', found 'a/b'." },
        { "unknown learner", "workflow_config_m.yaml", "model: {kind: lightgbm}", "config/workflow_config_m.yaml:1: model.kind: expected elastic_net or gbdt or lasso or lightgbm_file or mlp or nnls or ols or process or ridge or rule_score, found 'lightgbm'." },
        { "parameter of another learner", "workflow_config_m.yaml", "model: {kind: rule_score, alpha: 1, weights: {KMID: 1}}", "config/workflow_config_m.yaml:1: model.alpha: expected a known key (kind, weights), found 'alpha'." },
        { "unknown feature", "workflow_config_m.yaml", "model: {kind: rule_score, weights: {KMIDD: 1}}", "config/workflow_config_m.yaml:1: model.weights.KMIDD: expected a feature of Alpha158, found 'KMIDD'; did you mean 'KMID'?" },
        { "neutral to nothing", "workflow_config_m.yaml", Ridge + "\nfeature_processors: [Neutralize]", "config/workflow_config_m.yaml:2: feature_processors.Neutralize: preprocessing:Neutralize.group: expected the name of a group column, a size, or both, found ''. Correct the argument of the processor." },
        { "bounds in disorder", "workflow_config_m.yaml", Ridge + "\nfeature_processors: [{class: Winsorize, kwargs: {lower: 0.9, upper: 0.2}}]", "config/workflow_config_m.yaml:2: feature_processors.Winsorize: preprocessing:Winsorize.upper: expected a share from lower to 1, found '0.2'. Correct the argument of the processor." },
        { "groups without a symbol", "groups.csv", "code,industry\n1,Banks\n", "config/groups.csv:1: expected a column 'symbol', found the columns code, industry. Add the column or correct its name." },
        { "group twice", "groups.csv", "symbol,industry\n600000.SH,Banks\nSH600000,Steel\n", "config/groups.csv:3: expected one row for 600000.SH and day in column 'symbol', found 'SH600000'. Remove one of the two." },
        { "unknown step", "workflow_config_m.yaml", Ridge + "\nfeature_processors: [RobustZscore]", "config/workflow_config_m.yaml:2: feature_processors: expected a known preprocessing step (CSRankNorm, CSZFillna, CSZScoreNorm, DropCol, DropnaLabel, DropnaProcessor, FillMissing, Fillna, FilterCol, HashStockFormat, KeepRaw, MinMaxNorm, Neutralize, ProcessInf, RankPercent, RobustZScoreNorm, TanhProcess, TimeRangeFlt, Winsorize, ZScoreNorm), found 'RobustZscore'; did you mean 'RobustZScoreNorm'?" },
        { "step for the other group", "workflow_config_m.yaml", Ridge + "\nfeature_processors: [DropnaLabel]", "config/workflow_config_m.yaml:2: feature_processors.DropnaLabel.fields_group: expected a step for the features, found DropnaLabel for the label." },
        { "step that labels do not have", "workflow_config_m.yaml", Ridge + "\nlabel_processors: [Fillna]", "config/workflow_config_m.yaml:2: label_processors.Fillna.fields_group: expected a step for the label (CSRankNorm, CSZScoreNorm, DropnaLabel), found Fillna." },
        { "label that is none", "workflow_config_m.yaml", Ridge + "\nlabel: Ref($close, -1) / Ref($close, -6) - 1", "config/workflow_config_m.yaml:2: label: expected weekly, daily, 'Ref($close, -EXIT) / Ref($close, -ENTRY) - 1' or 'open_to_close(HORIZON)', in sessions from 1 to 250, found 'Ref($close, -1) / Ref($close, -6) - 1'." },
        { "Qlib learner that is not built in", "workflow_config_m.yaml", "task:\n  model: {class: CatBoostModel, kwargs: {depth: 6}}\n  dataset: {kwargs: {handler: {class: Alpha158}}}", "config/workflow_config_m.yaml:2: task.model.class: expected a learner that is built in (LGBModel, LinearModel with estimator lasso or nnls or ols or ridge), found 'CatBoostModel', which is not." },
        { "Qlib estimator that is not built in", "workflow_config_m.yaml", "task:\n  model: {class: LinearModel, kwargs: {estimator: bayes}}\n  dataset: {kwargs: {handler: {class: Alpha158}}}", "config/workflow_config_m.yaml:2: task.model.kwargs.estimator: expected lasso or nnls or ols or ridge, which is built in, found 'bayes'." },
        { "Qlib argument that is fixed", "workflow_config_m.yaml", "task:\n  model: {class: LinearModel, kwargs: {estimator: ridge, include_valid: true}}\n  dataset: {kwargs: {handler: {class: Alpha158}}}", "config/workflow_config_m.yaml:2: task.model.kwargs.include_valid: expected false, found true." },
        { "unknown parameter of trees", "workflow_config_m.yaml", "model: {kind: gbdt, num_leafs: 7}", "config/workflow_config_m.yaml:1: model.num_leafs: expected a parameter of gbdt, found 'num_leafs'; did you mean 'num_leaves'?" },
        { "parameter of trees out of range", "workflow_config_m.yaml", "model:\n  kind: gbdt\n  eta: 0", "config/workflow_config_m.yaml:3: model.eta: expected a number above 0, found '0'." },
        { "parameter of trees under two names", "workflow_config_m.yaml", "model:\n  kind: gbdt\n  eta: 0.1\n  learning_rate: 0.2", "config/workflow_config_m.yaml:4: model.learning_rate: expected learning_rate once, found it as 'eta' as well." },
        { "weights that are none", "workflow_config_m.yaml", "model: {kind: rule_score, weights: 3}", "config/workflow_config_m.yaml:1: model.weights: expected a section with one number per feature, found 3." },
        { "Qlib step for both groups", "workflow_config_m.yaml", "task:\n  model: {class: LinearModel, kwargs: {estimator: ridge}}\n  dataset: {kwargs: {handler: {class: Alpha158, kwargs: {learn_processors: [{class: CSRankNorm}]}}}}", "config/workflow_config_m.yaml:3: task.dataset.kwargs.handler.kwargs.learn_processors.CSRankNorm.fields_group: expected fields_group feature or label, found neither: in `quant` features and labels are never processed together." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_TellsTheMistake(string situation, string file, string content, string expected)
    {
        Right().With($"config/{file}", content);

        var wrong = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(folder.Root));

        Assert.True(wrong.Errors.Length == 1, $"{situation}: {wrong.Message}");
        Assert.Equal(expected, wrong.Errors[0].ToString());
    }

    private static string Filtered(string filters) =>
        $"account: {{start: 2024-11-01, initial_cash: 1000000}}\ndata: {{dataset: main, universe_filters: {filters}}}";

    [Fact]
    public void Load_TellsAllMistakesOfAllFilesByFileAndLine()
    {
        Right().With("config/quant.yaml", Quant + "\nthreads: x\norders: {cash_buffer: 2}")
            .With("config/model_config.json", "{\"freq\": 1}")
            .With("config/workflow_config_n.yaml", "model: {kind: ridge, alpha: -1}");

        var wrong = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(folder.Root));

        Assert.Equal(
            ["config/model_config.json:1 freq", "config/quant.yaml:3 threads", "config/quant.yaml:4 orders.cash_buffer", "config/workflow_config_n.yaml:1 model.alpha"],
            wrong.Errors.Select(error => $"{error.File}:{error.Line} {error.Key}"));
        Assert.StartsWith("The configuration has 4 errors.\n", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesTheFileThatMustBeThere()
    {
        Directory.CreateDirectory(folder["config"]);

        var wrong = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(folder.Root));

        Assert.StartsWith("config/quant.yaml: expected the file config/quant.yaml, found none.", wrong.Errors.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoticesAMisspelledFileName()
    {
        Right().With("config/stategy_config.yaml", "strategy: {}");

        var wrong = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(folder.Root));

        Assert.Contains("did you mean 'strategy_config.yaml'?", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RefusesOneFileInTwoForms()
    {
        Right().With("config/strategy_config.yaml", "strategy: {}").With("config/strategy_config.json", "{}");

        var wrong = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(folder.Root));

        Assert.Contains("expected one file, found strategy_config.yaml and strategy_config.json", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model_config.json", "[", "]", 70)]
    [InlineData("strategy_config.yaml", "[", "]", 70)]
    [InlineData("strategy_config.yaml", "[", "]", 100_000)]
    [InlineData("strategy_config.yaml", "{a: ", "}", 5_000)]
    public void Load_RefusesTooDeepNesting(string file, string open, string close, int depth)
    {
        string deep = string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth));
        Right().With($"config/{file}", file.EndsWith("json", StringComparison.Ordinal) ? $"{{\"backtest\": {deep}}}" : $"backtest: {deep}");

        Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(folder.Root));
    }

    [Fact]
    public void Load_RefusesAliasesThatStandForTooMuch()
    {
        string text = "backtest:\n  a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + string.Concat(Enumerable.Range(1, 9).Select(level =>
            $"  a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n"));
        Right().With("config/strategy_config.yaml", text);

        var wrong = Assert.Throws<ConfigurationException>(() => ConfigurationLoader.Load(folder.Root));

        Assert.Contains("The aliases stand for too many values.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NeverThrowsAnythingElseOnDamagedFiles()
    {
        string[] seeds =
        [
            Quant, Registry, Ridge, "{\"combos\": {\"c\": {\"models\": [\"m\"], \"default\": true}}}",
            "task:\n  model: &x {class: LinearModel}\n  dataset: *x", "cashflows: {2024-01-02: [1, 2]}",
        ];
        var random = new Random(20_241_101);
        string[] files = ["quant.yaml", "model_registry.yaml", "workflow_config_m.yaml", "ensemble_config.json", "cashflow.yaml", "strategy_config.yaml"];
        const string Characters = "{}[]:,&*!|>'\"%@`#-? \n\t\0\u00e9ab019.<~";
        for (int round = 0; round < 500; round++)
        {
            char[] text = seeds[random.Next(seeds.Length)].ToCharArray();
            for (int change = random.Next(1, 6); change > 0; change--)
                text[random.Next(text.Length)] = Characters[random.Next(Characters.Length)];
            string file = files[random.Next(files.Length)];
            Right().With($"config/{file}", new string(text));
            var wrong = Record.Exception(() => ConfigurationLoader.Load(folder.Root));
            Assert.True(wrong is null or ConfigurationException, $"{file}: {new string(text)}\n{wrong}");
            File.Delete(folder[$"config/{file}"]);
        }
    }

    private TestFolder Right() => folder
        .With("config/quant.yaml", Quant)
        .With("config/model_registry.yaml", Registry)
        .With("config/workflow_config_m.yaml", Ridge)
        .With("config/workflow_config_n.yaml", Ridge);
}
