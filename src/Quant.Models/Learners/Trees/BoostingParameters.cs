using Quant.Models.Registry;

namespace Quant.Models.Learners.Trees;

/// <summary>LightGBM's parameter names, its aliases among them, as they stand in configurations and model files.</summary>
public static class BoostingParameters
{
    private static readonly ImmutableArray<Parameter> All =
    [
        new("objective", ["objective_type", "app", "application", "loss"], o => ObjectiveName(o.Objective), (o, t) => o with { Objective = Objective(t) }, ParameterKind.Choice, "What is minimised; mse, l2, mae and l1 are known too."),
        new("num_iterations", ["num_iteration", "n_iter", "num_tree", "num_trees", "num_round", "num_rounds", "nrounds", "num_boost_round", "n_estimators", "max_iter"], o => Text(o.NumIterations), (o, t) => o with { NumIterations = Whole(t) }, ParameterKind.Whole, "Boosting rounds, at least 0."),
        new("learning_rate", ["shrinkage_rate", "eta"], o => Text(o.LearningRate), (o, t) => o with { LearningRate = Number(t) }, ParameterKind.Number, "What each tree's outputs are multiplied by, above 0."),
        new("num_leaves", ["num_leaf", "max_leaves", "max_leaf", "max_leaf_nodes"], o => Text(o.NumLeaves), (o, t) => o with { NumLeaves = Whole(t) }, ParameterKind.Whole, "The most leaves of a tree, 2 to 65535."),
        new("num_threads", ["num_thread", "nthread", "nthreads", "n_jobs"], o => Text(o.NumThreads), (o, t) => o with { NumThreads = Math.Max(0, Whole(t)) }, ParameterKind.Whole, "0 for all processors; results never depend on it."),
        new("seed", ["random_seed", "random_state"], o => o.Seed is int seed ? Text(seed) : "", (o, t) => o with { Seed = Whole(t) }, ParameterKind.Whole, "Gives the other seeds where they are not set."),
        new("max_depth", [], o => Text(o.MaxDepth), (o, t) => o with { MaxDepth = Whole(t) }, ParameterKind.Whole, "The most splits from root to leaf; 0 and below for no limit."),
        new("min_data_in_leaf", ["min_data_per_leaf", "min_data", "min_child_samples", "min_samples_leaf"], o => Text(o.MinDataInLeaf), (o, t) => o with { MinDataInLeaf = Whole(t) }, ParameterKind.Whole, "The fewest rows of a leaf, at least 0."),
        new("min_sum_hessian_in_leaf", ["min_sum_hessian_per_leaf", "min_sum_hessian", "min_hessian", "min_child_weight"], o => Text(o.MinSumHessianInLeaf), (o, t) => o with { MinSumHessianInLeaf = Number(t) }, ParameterKind.Number, "The least sum of hessians of a leaf, at least 0."),
        new("bagging_fraction", ["sub_row", "subsample", "bagging"], o => Text(o.BaggingFraction), (o, t) => o with { BaggingFraction = Number(t) }, ParameterKind.Number, "The share of rows drawn for a bag, above 0 to 1; without bagging_freq without effect."),
        new("bagging_freq", ["subsample_freq"], o => Text(o.BaggingFreq), (o, t) => o with { BaggingFreq = Whole(t) }, ParameterKind.Whole, "A new bag every so many rounds; 0 for none."),
        new("bagging_seed", ["bagging_fraction_seed"], o => Text(o.BaggingSeed), (o, t) => o with { BaggingSeed = Whole(t) }, ParameterKind.Whole, "The seed of bags."),
        new("feature_fraction", ["sub_feature", "colsample_bytree"], o => Text(o.FeatureFraction), (o, t) => o with { FeatureFraction = Number(t) }, ParameterKind.Number, "The share of features drawn for each tree, above 0 to 1."),
        new("feature_fraction_seed", [], o => Text(o.FeatureFractionSeed), (o, t) => o with { FeatureFractionSeed = Whole(t) }, ParameterKind.Whole, "The seed of the features drawn."),
        new("early_stopping_round", ["early_stopping_rounds", "early_stopping", "n_iter_no_change"], o => Text(o.EarlyStoppingRound), (o, t) => o with { EarlyStoppingRound = Whole(t) }, ParameterKind.Whole, "Stops when the validation metric has not improved for so many rounds; 0 for never."),
        new("early_stopping_min_delta", [], o => Text(o.EarlyStoppingMinDelta), (o, t) => o with { EarlyStoppingMinDelta = Number(t) }, ParameterKind.Number, "How much better counts as better, at least 0."),
        new("lambda_l1", ["reg_alpha", "l1_regularization"], o => Text(o.LambdaL1), (o, t) => o with { LambdaL1 = Number(t) }, ParameterKind.Number, "The L1 penalty on leaf outputs, at least 0."),
        new("lambda_l2", ["reg_lambda", "lambda", "l2_regularization"], o => Text(o.LambdaL2), (o, t) => o with { LambdaL2 = Number(t) }, ParameterKind.Number, "The L2 penalty on leaf outputs, at least 0."),
        new("min_gain_to_split", ["min_split_gain"], o => Text(o.MinGainToSplit), (o, t) => o with { MinGainToSplit = Number(t) }, ParameterKind.Number, "The gain that a split must exceed, at least 0."),
        new("min_data_per_group", [], o => Text(o.MinDataPerGroup), (o, t) => o with { MinDataPerGroup = Whole(t) }, ParameterKind.Whole, "The fewest rows in a group of categories, at least 1."),
        new("max_cat_threshold", [], o => Text(o.MaxCatThreshold), (o, t) => o with { MaxCatThreshold = Whole(t) }, ParameterKind.Whole, "The most categories on the left of a split, at least 1."),
        new("cat_l2", [], o => Text(o.CatL2), (o, t) => o with { CatL2 = Number(t) }, ParameterKind.Number, "The additional L2 penalty of splits over groups of categories, at least 0."),
        new("cat_smooth", [], o => Text(o.CatSmooth), (o, t) => o with { CatSmooth = Number(t) }, ParameterKind.Number, "The rows a category must have and the smoothing of its order, at least 0."),
        new("max_cat_to_onehot", [], o => Text(o.MaxCatToOnehot), (o, t) => o with { MaxCatToOnehot = Whole(t) }, ParameterKind.Whole, "With at most so many bins, categories are split one against the rest."),
        new("monotone_constraints", ["mc", "monotone_constraint", "monotonic_cst"], o => Text(o.MonotoneConstraints), (o, t) => o with { MonotoneConstraints = Wholes(t) }, ParameterKind.List, "-1 falling, 0 free, 1 rising, one per feature."),
        new("max_bin", ["max_bins"], o => Text(o.MaxBin), (o, t) => o with { MaxBin = Whole(t) }, ParameterKind.Whole, "The most bins of a feature, 2 to 255."),
        new("min_data_in_bin", [], o => Text(o.MinDataInBin), (o, t) => o with { MinDataInBin = Whole(t) }, ParameterKind.Whole, "The fewest rows of the sample in a bin, at least 1."),
        new("bin_construct_sample_cnt", ["subsample_for_bin"], o => Text(o.BinConstructSampleCnt), (o, t) => o with { BinConstructSampleCnt = Whole(t) }, ParameterKind.Whole, "The rows that bins are found on, at least 1."),
        new("data_random_seed", ["data_seed"], o => Text(o.DataRandomSeed), (o, t) => o with { DataRandomSeed = Whole(t) }, ParameterKind.Whole, "The seed of the sample that bins are found on."),
        new("use_missing", [], o => Text(o.UseMissing), (o, t) => o with { UseMissing = Truth(t) }, ParameterKind.Flag, "Whether a missing value has a side of its own; if false, NaN is 0."),
        new("zero_as_missing", [], o => Text(o.ZeroAsMissing), (o, t) => o with { ZeroAsMissing = Truth(t) }, ParameterKind.Flag, "Whether zero and NaN are both the missing value."),
        new("categorical_feature", ["cat_feature", "categorical_column", "cat_column", "categorical_features"], o => Text(o.CategoricalFeature), (o, t) => o with { CategoricalFeature = Wholes(t) }, ParameterKind.List, "Columns, from 0, whose values are codes of categories."),
        new("is_unbalance", ["unbalance", "unbalanced_sets"], o => Text(o.IsUnbalance), (o, t) => o with { IsUnbalance = Truth(t) }, ParameterKind.Flag, "Whether the rarer class of binary is weighted up to the other."),
        new("scale_pos_weight", [], o => Text(o.ScalePosWeight), (o, t) => o with { ScalePosWeight = Number(t) }, ParameterKind.Number, "The weight of the positive class of binary, above 0."),
        new("sigmoid", [], o => Text(o.Sigmoid), (o, t) => o with { Sigmoid = Number(t) }, ParameterKind.Number, "The slope of the logistic function of binary and lambdarank, above 0."),
        new("boost_from_average", [], o => Text(o.BoostFromAverage), (o, t) => o with { BoostFromAverage = Truth(t) }, ParameterKind.Flag, "Whether to start from the label's mean, median, quantile or log-odds."),
        new("alpha", [], o => Text(o.Alpha), (o, t) => o with { Alpha = Number(t) }, ParameterKind.Number, "The quantile of quantile and the bend of huber, above 0."),
        new("lambdarank_truncation_level", [], o => Text(o.LambdarankTruncationLevel), (o, t) => o with { LambdarankTruncationLevel = Whole(t) }, ParameterKind.Whole, "Pairs need one document among so many of the best scored."),
        new("lambdarank_norm", [], o => Text(o.LambdarankNorm), (o, t) => o with { LambdarankNorm = Truth(t) }, ParameterKind.Flag, "Whether lambdas are normalised by query."),
        new("label_gain", [], o => string.Join(',', o.LabelGain.Select(Text)), (o, t) => o with { LabelGain = [.. Parts(t).Select(Number)] }, ParameterKind.List, "The gain of each relevance label; without it 2^label - 1."),
        new("eval_at", ["ndcg_eval_at", "ndcg_at", "map_eval_at", "map_at"], o => Text(o.EvalAt), (o, t) => o with { EvalAt = Wholes(t) }, ParameterKind.List, "The positions at which NDCG is measured; early stopping watches the first."),
    ];

    private static readonly ImmutableArray<(string Name, TreeObjective Objective)> Objectives =
    [
        ("regression", TreeObjective.Regression), ("regression_l2", TreeObjective.Regression), ("l2", TreeObjective.Regression),
        ("mean_squared_error", TreeObjective.Regression), ("mse", TreeObjective.Regression), ("regression_l1", TreeObjective.RegressionL1),
        ("l1", TreeObjective.RegressionL1), ("mean_absolute_error", TreeObjective.RegressionL1), ("mae", TreeObjective.RegressionL1),
        ("huber", TreeObjective.Huber), ("quantile", TreeObjective.Quantile), ("binary", TreeObjective.Binary),
        ("lambdarank", TreeObjective.LambdaRank),
    ];

    /// <summary>Every parameter that has an effect on results, as a learner describes it.</summary>
    /// <remarks>Seeds that follow from <c>seed</c> have no default in writing, or it would hide what they follow from.</remarks>
    public static ImmutableArray<LearnerParameter> Described { get; } =
    [
        .. All.Where(parameter => parameter.Name != "num_threads").Select(parameter => new LearnerParameter(
            parameter.Name,
            parameter.Kind,
            DefaultOf(parameter),
            parameter.Meaning)
        {
            Aliases = [.. parameter.Aliases],
            Choices = parameter.Kind == ParameterKind.Choice ? [.. Objectives.Select(pair => pair.Name)] : [],
        }),
    ];

    /// <summary>Parameters of LightGBM that say how it works and what it prints, not what it finds: they are passed over.</summary>
    public static ImmutableArray<string> Unused { get; } =
    [
        "num_threads", "num_thread", "nthread", "nthreads", "n_jobs", "verbosity", "verbose", "force_col_wise", "force_row_wise",
        "histogram_pool_size", "deterministic",
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
            Parameter? parameter = All.FirstOrDefault(known => known.Name == name || known.Aliases.Contains(name));
            if (parameter is null && Unused.Contains(name, StringComparer.Ordinal))
                continue;
            if (parameter is null)
                throw Unknown(name, source);
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

    private static string DefaultOf(Parameter parameter)
    {
        string text = parameter.Write(new BoostingOptions());
        return parameter.Name.EndsWith("_seed", StringComparison.Ordinal) ? ""
            : parameter.Kind == ParameterKind.Flag ? (text == "1" ? "true" : "false") : text;
    }

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
        string Name,
        string[] Aliases,
        Func<BoostingOptions, string> Write,
        Func<BoostingOptions, string, BoostingOptions> Read,
        ParameterKind Kind,
        string Meaning);
}
