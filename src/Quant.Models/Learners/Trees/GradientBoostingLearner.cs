using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.Trees;

/// <summary>Gradient-boosted trees as a learner of the registry.</summary>
/// <remarks>
/// <para>Parameters: those of <see cref="BoostingParameters"/>, by LightGBM's names and aliases. <c>categorical_feature</c> and
/// <c>monotone_constraints</c> go by the order of the feature set; the number of threads is the caller's.</para>
/// <para>With <c>early_stopping_round</c> the validation segment is watched. For <c>lambdarank</c> a date is a query.</para>
/// <para>Missing: a cell without a label or of weight 0 takes no part; missing features are learned from.</para>
/// </remarks>
public sealed class GradientBoostingLearner : ILearner
{
    /// <inheritdoc/>
    public string Algorithm => "gbdt";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } = new()
    {
        Meaning = "Gradient-boosted trees, by LightGBM's parameters.",
        OtherNames = ["lightgbm", "lgb"],
        Parameters = BoostingParameters.Described,
        Unused = BoostingParameters.Unused,
        LabelProcessors = ["DropnaLabel", "CSRankNorm"],
        QlibForms =
        [
            new("LGBModel")
            {
                Defaults = ImmutableSortedDictionary<string, string>.Empty
                    .Add("num_iterations", "1000").Add("early_stopping_round", "50"),
            },
        ],
    };

    /// <inheritdoc/>
    public bool NeedsLabels => true;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = Options(spec);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads)
    {
        BoostingOptions options = Options(spec) with { NumThreads = threads };
        if (options.EarlyStoppingRound > 0 && valid.Cells.IsEmpty)
        {
            throw new InputException(
                $"model {spec.Name}", "early_stopping_round", "labelled cells in the validation segment", "none",
                "Give the model a validation segment or leave early_stopping_round out.");
        }

        CheckColumns(spec, options, fit.Features.Names.Length);
        BoostingData? watched = valid.Cells.IsEmpty ? null : DataOf(valid, options);
        return new TreeFittedModel(GradientBoosting.Train(options, DataOf(fit, options), watched).Model);
    }

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => TreeFittedModel.Read(source, weights);

    private static BoostingOptions Options(ModelSpec spec) => BoostingParameters.Parse(spec.Parameters, $"model {spec.Name}");

    private static void CheckColumns(ModelSpec spec, BoostingOptions options, int features)
    {
        if (options.CategoricalFeature.Any(feature => feature < 0 || feature >= features))
        {
            throw new InputException(
                $"model {spec.Name}", "categorical_feature", $"columns from 0 to {features - 1}",
                string.Join(',', options.CategoricalFeature), "Count the features of the set from 0.");
        }

        if (!options.MonotoneConstraints.IsEmpty && options.MonotoneConstraints.Length != features)
        {
            throw new InputException(
                $"model {spec.Name}", "monotone_constraints", $"{features} numbers, one per feature",
                $"{options.MonotoneConstraints.Length}", "Write 0 for a free feature.");
        }
    }

    private static BoostingData DataOf(TrainingSet set, BoostingOptions options)
    {
        int[] cells = set.Cells.ToArray();
        var labels = new double[cells.Length];
        var weights = new double[cells.Length];
        for (int row = 0; row < cells.Length; row++)
        {
            labels[row] = set.Labels.Values[cells[row]];
            weights[row] = set.Weights.Values[cells[row]];
        }

        bool weighted = weights.AsSpan().ContainsAnyExcept(1d);
        return new BoostingData(FeatureMatrix.FromPanels(set.Features.Panels, set.Features.Names, cells), labels)
        {
            Weights = weighted ? weights : ReadOnlyMemory<double>.Empty,
            Queries = options.Objective == TreeObjective.LambdaRank ? RowsPerDate(cells, set.Labels.Instruments) : [],
        };
    }

    private static ImmutableArray<int> RowsPerDate(int[] cells, int instruments) =>
        [.. cells.GroupBy(cell => cell / instruments).OrderBy(date => date.Key).Select(date => date.Count())];
}
