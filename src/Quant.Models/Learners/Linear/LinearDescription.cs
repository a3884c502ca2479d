using Quant.Models.Registry;

namespace Quant.Models.Learners.Linear;

/// <summary>What the learners of the linear family say of themselves alike.</summary>
internal static class LinearDescription
{
    private static readonly ImmutableSortedDictionary<string, string> None =
        ImmutableSortedDictionary<string, string>.Empty;

    public static LearnerParameter Intercept { get; } =
        new("fit_intercept", ParameterKind.Flag, "false", "Whether to fit a constant as well.");

    public static LearnerParameter Standardize { get; } =
        new("standardize", ParameterKind.Flag, "false", "Whether each feature is divided by its deviation first.");

    public static LearnerParameter Tolerance { get; } =
        new("tol", ParameterKind.Number, "1E-08", "The duality gap at which it has converged, as in scikit-learn.")
        {
            Least = 1e-15,
            Most = 1,
        };

    public static LearnerParameter Sweeps { get; } =
        new("max_iter", ParameterKind.Whole, "100000", "The most sweeps over the features.") { Least = 1, Most = 100_000_000 };

    public static LearnerParameter Penalty(string meaning = "The weight of the penalty.") =>
        new("alpha", ParameterKind.Number, "1", meaning) { Least = 0, Most = 1e12 };

    /// <summary>A description with the steps that Qlib's own linear workflow has.</summary>
    public static LearnerDescription Of(string meaning, params ImmutableArray<LearnerParameter> parameters) => new()
    {
        Meaning = meaning,
        Parameters = parameters,
        FeatureProcessors = ["RobustZScoreNorm", "Fillna"],
        LabelProcessors = ["DropnaLabel", "CSRankNorm"],
    };

    /// <summary>Qlib's <c>LinearModel</c> with an estimator; where it has a penalty, that is 0 by default there.</summary>
    public static QlibForm Qlib(string estimator, bool hasPenalty = false) => new("LinearModel")
    {
        ChoiceKey = "estimator",
        Choice = estimator,
        ChoiceDefault = "ols",
        Defaults = hasPenalty ? None.Add("alpha", "0") : None,
        Fixed = None.Add("include_valid", "false"),
    };

    /// <summary>The intercept of a learner that has no other parameter.</summary>
    /// <exception cref="InputException">There is another, or it is no flag.</exception>
    public static bool InterceptAlone(ModelSpec spec)
    {
        var parameters = new LearnerParameters(spec);
        bool intercept = parameters.Flag("fit_intercept", false);
        parameters.RequireNoOthers();
        return intercept;
    }
}
