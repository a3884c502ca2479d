using Quant.Models.Registry;

namespace Quant.Models.Learners.Trees;

/// <summary>LightGBM's parameter names, its aliases among them, as they stand in configurations and model files.</summary>
public static class BoostingParameters
{
    private static readonly ImmutableArray<Parameter> All =
    [
        new("objective", ["objective_type", "app", "application", "loss"], o => ObjectiveName(o.Objective), (o, t) => o with { Objective = Objective(t) }),
        new("num_iterations", ["num_iteration", "n_iter", "num_tree", "num_trees", "num_round", "num_rounds", "nrounds", "num_boost_round", "n_estimators", "max_iter"], o => Text(o.NumIterations), (o, t) => o with { NumIterations = Whole(t) }),
        new("learning_rate", ["shrinkage_rate", "eta"], o => Text(o.LearningRate), (o, t) => o with { LearningRate = Number(t) }),
        new("num_leaves", ["num_leaf", "max_leaves", "max_leaf", "max_leaf_nodes"], o => Text(o.NumLeaves), (o, t) => o with { NumLeaves = Whole(t) }),
        new("num_threads", ["num_thread", "nthread", "nthreads", "n_jobs"], o => Text(o.NumThreads), (o, t) => o with { NumThreads = Math.Max(0, Whole(t)) }),
        new("seed", ["random_seed", "random_state"], o => o.Seed is int seed ? Text(seed) : "", (o, t) => o with { Seed = Whole(t) }),
        new("max_depth", [], o => Text(o.MaxDepth), (o, t) => o with { MaxDepth = Whole(t) }),
        new("min_data_in_leaf", ["min_data_per_leaf", "min_data", "min_child_samples", "min_samples_leaf"], o => Text(o.MinDataInLeaf), (o, t) => o with { MinDataInLeaf = Whole(t) }),
        new("min_sum_hessian_in_leaf", ["min_sum_hessian_per_leaf", "min_sum_hessian", "min_hessian", "min_child_weight"], o => Text(o.MinSumHessianInLeaf), (o, t) => o with { MinSumHessianInLeaf = Number(t) }),
        new("bagging_fraction", ["sub_row", "subsample", "bagging"], o => Text(o.BaggingFraction), (o, t) => o with { BaggingFraction = Number(t) }),
        new("bagging_freq", ["subsample_freq"], o => Text(o.BaggingFreq), (o, t) => o with { BaggingFreq = Whole(t) }),
        new("bagging_seed", ["bagging_fraction_seed"], o => Text(o.BaggingSeed), (o, t) => o with { BaggingSeed = Whole(t) }),
        new("feature_fraction", ["sub_feature", "colsample_bytree"], o => Text(o.FeatureFraction), (o, t) => o with { FeatureFraction = Number(t) }),
        new("feature_fraction_seed", [], o => Text(o.FeatureFractionSeed), (o, t) => o with { FeatureFractionSeed = Whole(t) }),
        new("early_stopping_round", ["early_stopping_rounds", "early_stopping", "n_iter_no_change"], o => Text(o.EarlyStoppingRound), (o, t) => o with { EarlyStoppingRound = Whole(t) }),
        new("early_stopping_min_delta", [], o => Text(o.EarlyStoppingMinDelta), (o, t) => o with { EarlyStoppingMinDelta = Number(t) }),
        new("lambda_l1", ["reg_alpha", "l1_regularization"], o => Text(o.LambdaL1), (o, t) => o with { LambdaL1 = Number(t) }),
        new("lambda_l2", ["reg_lambda", "lambda", "l2_regularization"], o => Text(o.LambdaL2), (o, t) => o with { LambdaL2 = Number(t) }),
        new("min_gain_to_split", ["min_split_gain"], o => Text(o.MinGainToSplit), (o, t) => o with { MinGainToSplit = Number(t) }),
        new("min_data_per_group", [], o => Text(o.MinDataPerGroup), (o, t) => o with { MinDataPerGroup = Whole(t) }),
        new("max_cat_threshold", [], o => Text(o.MaxCatThreshold), (o, t) => o with { MaxCatThreshold = Whole(t) }),
        new("cat_l2", [], o => Text(o.CatL2), (o, t) => o with { CatL2 = Number(t) }),
        new("cat_smooth", [], o => Text(o.CatSmooth), (o, t) => o with { CatSmooth = Number(t) }),
        new("max_cat_to_onehot", [], o => Text(o.MaxCatToOnehot), (o, t) => o with { MaxCatToOnehot = Whole(t) }),
        new("monotone_constraints", ["mc", "monotone_constraint", "monotonic_cst"], o => Text(o.MonotoneConstraints), (o, t) => o with { MonotoneConstraints = Wholes(t) }),
        new("max_bin", ["max_bins"], o => Text(o.MaxBin), (o, t) => o with { MaxBin = Whole(t) }),
        new("min_data_in_bin", [], o => Text(o.MinDataInBin), (o, t) => o with { MinDataInBin = Whole(t) }),
        new("bin_construct_sample_cnt", ["subsample_for_bin"], o => Text(o.BinConstructSampleCnt), (o, t) => o with { BinConstructSampleCnt = Whole(t) }),
        new("data_random_seed", ["data_seed"], o => Text(o.DataRandomSeed), (o, t) => o with { DataRandomSeed = Whole(t) }),
        new("use_missing", [], o => Text(o.UseMissing), (o, t) => o with { UseMissing = Truth(t) }),
        new("zero_as_missing", [], o => Text(o.ZeroAsMissing), (o, t) => o with { ZeroAsMissing = Truth(t) }),
        new("categorical_feature", ["cat_feature", "categorical_column", "cat_column", "categorical_features"], o => Text(o.CategoricalFeature), (o, t) => o with { CategoricalFeature = Wholes(t) }),
        new("is_unbalance", ["unbalance", "unbalanced_sets"], o => Text(o.IsUnbalance), (o, t) => o with { IsUnbalance = Truth(t) }),
        new("scale_pos_weight", [], o => Text(o.ScalePosWeight), (o, t) => o with { ScalePosWeight = Number(t) }),
        new("sigmoid", [], o => Text(o.Sigmoid), (o, t) => o with { Sigmoid = Number(t) }),
        new("boost_from_average", [], o => Text(o.BoostFromAverage), (o, t) => o with { BoostFromAverage = Truth(t) }),
        new("alpha", [], o => Text(o.Alpha), (o, t) => o with { Alpha = Number(t) }),
        new("lambdarank_truncation_level", [], o => Text(o.LambdarankTruncationLevel), (o, t) => o with { LambdarankTruncationLevel = Whole(t) }),
        new("lambdarank_norm", [], o => Text(o.LambdarankNorm), (o, t) => o with { LambdarankNorm = Truth(t) }),
        new("label_gain", [], o => string.Join(',', o.LabelGain.Select(Text)), (o, t) => o with { LabelGain = [.. Parts(t).Select(Number)] }),
        new("eval_at", ["ndcg_eval_at", "ndcg_at", "map_eval_at", "map_at"], o => Text(o.EvalAt), (o, t) => o with { EvalAt = Wholes(t) }),
    ];

    private static readonly ImmutableArray<(string Name, TreeObjective Objective)> Objectives =
    [
        ("regression", TreeObjective.Regression), ("regression_l2", TreeObjective.Regression), ("l2", TreeObjective.Regression),
        ("mean_squared_error", TreeObjective.Regression), ("mse", TreeObjective.Regression), ("regression_l1", TreeObjective.RegressionL1),
        ("l1", TreeObjective.RegressionL1), ("mean_absolute_error", TreeObjective.RegressionL1), ("mae", TreeObjective.RegressionL1),
        ("huber", TreeObjective.Huber), ("quantile", TreeObjective.Quantile), ("binary", TreeObjective.Binary),
        ("lambdarank", TreeObjective.LambdaRank),
    ];

    /// <summary>Reads parameters over the defaults.</summary>
    /// <param name="parameters">Names, or aliases of LightGBM, and values; lists are separated by commas.</param>
    /// <param name="source">What complaints call them.</param>
    /// <exception cref="InputException">A name is unknown or given twice, or a value is no such value or out of range.</exception>
    public static BoostingOptions Parse(IEnumerable<KeyValuePair<string, string>> parameters, string source)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var options = new BoostingOptions();
        var seen = new Dictionary<string, string>();
        foreach ((string name, string value) in parameters)
        {
            Parameter parameter = All.FirstOrDefault(known => known.Name == name || known.Aliases.Contains(name)) ?? throw Unknown(name, source);
            if (!seen.TryAdd(parameter.Name, name))
                throw new InputException(source, name, $"{parameter.Name} once", $"it as '{seen[parameter.Name]}' as well", "Leave one of them out.");
            options = Apply(options, parameter, name, value, source);
        }

        return options;
    }

    /// <summary>Every parameter under its first name with its value, in a fixed order; a model file lists them so.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ToText(BoostingOptions options) =>
        All.Where(parameter => parameter.Name is not ("num_threads" or "seed") || parameter.Name == "seed" && options.Seed is not null)
            .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Write(options)));

    private static BoostingOptions Apply(BoostingOptions options, Parameter parameter, string name, string value, string source)
    {
        try
        {
            return parameter.Read(options, value);
        }
        catch (FormatException refusal)
        {
            throw new InputException(source, name, refusal.Message, $"'{value}'", "See docs/reference/tree-models.md.");
        }
        catch (OverflowException)
        {
            throw new InputException(source, name, "a number of 32 bits", $"'{value}'", "See docs/reference/tree-models.md.");
        }
        catch (ArgumentOutOfRangeException refusal)
        {
            string range = refusal.Message.Split('.')[0].Replace("Must be ", "a number ", StringComparison.Ordinal);
            throw new InputException(source, name, range, $"'{value}'", "See docs/reference/tree-models.md.");
        }
    }

    private static InputException Unknown(string name, string source) => new(
        source, name, "a parameter of LightGBM that quant knows", $"'{name}'", NearestName.Remedy(name, [.. All.Select(parameter => parameter.Name)]));

    private static TreeObjective Objective(string text) => Objectives.Any(pair => pair.Name == text)
        ? Objectives.First(pair => pair.Name == text).Objective
        : throw new FormatException($"one of {string.Join(", ", Objectives.Select(pair => pair.Name))}");

    private static string ObjectiveName(TreeObjective objective) => Objectives.First(pair => pair.Objective == objective).Name;

    private static int Whole(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number : throw new FormatException("a whole number");

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number : throw new FormatException("a number");

    private static bool Truth(string text) => text switch
    {
        "true" or "True" or "1" or "+" => true,
        "false" or "False" or "0" or "-" => false,
        _ => throw new FormatException("true or false"),
    };

    private static ImmutableArray<int> Wholes(string text) => [.. Parts(text).Select(Whole)];

    private static string[] Parts(string text) =>
        text.Trim('[', ']', '(', ')').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "1" : "0";

    private static string Text(ImmutableArray<int> values) => string.Join(',', values.Select(Text));

    private sealed record Parameter(
        string Name, string[] Aliases, Func<BoostingOptions, string> Write, Func<BoostingOptions, string, BoostingOptions> Read);
}
