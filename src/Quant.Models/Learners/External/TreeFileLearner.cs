using Quant.Factors;
using Quant.Models.Learners.Trees;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.External;

/// <summary>A LightGBM text model that somebody else trained: taken in and scored with, never fitted.</summary>
/// <remarks>
/// <para>Parameters: <c>file</c>, the model's path in the workspace; <c>trained_until</c>, the last day whose label it was
/// fitted on. Neither has a default: nothing in such a file says when it was fitted, and scores of days that it has seen
/// would look like skill.</para>
/// <para>Missing: as each node of the trees says; a cell without any feature of the model has no score.</para>
/// </remarks>
public sealed class TreeFileLearner : ILearner
{
    private const int NamesShown = 3;

    private readonly Func<string, byte[]>? open;

    /// <summary>Makes the learner.</summary>
    /// <param name="open">Gives a file's bytes by its path in the workspace; without it parameters can be checked, but no
    /// model taken in.</param>
    public TreeFileLearner(Func<string, byte[]>? open = null) => this.open = open;

    /// <inheritdoc/>
    public string Algorithm => "lightgbm_file";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } = new()
    {
        Meaning = "A LightGBM text model made elsewhere; nothing is fitted.",
        Parameters =
        [
            new("file", ParameterKind.Text, null, "The model file's path in the workspace."),
            new("trained_until", ParameterKind.Text, null, "The last day whose label it was fitted on, as yyyy-MM-dd; only sessions after it are scored."),
        ],
    };

    /// <inheritdoc/>
    public bool NeedsLabels => false;

    /// <summary>The last day whose label a model was fitted on outside; null for a model that is fitted here.</summary>
    /// <exception cref="InputException">The day cannot be read.</exception>
    public static TradeDate? TrainedUntil(ModelSpec spec) =>
        spec.Algorithm == "lightgbm_file" ? ParametersOf(spec).Until : null;

    /// <summary>The file that a model is taken from; null for a model that is fitted here.</summary>
    public static string? FileOf(ModelSpec spec) =>
        spec.Algorithm == "lightgbm_file" ? spec.Parameters.GetValueOrDefault("file") : null;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = ParametersOf(spec);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads)
    {
        (string file, TradeDate until) = ParametersOf(spec);
        if (open is null)
        {
            throw new InputException(
                $"model {spec.Name}", "file", "a workspace that the file lies in", "none",
                "Take it in with 'quant train' in its workspace.");
        }

        TreeFittedModel model = TreeFittedModel.Read(file, open(file));
        RequireFeatures(spec, file, model, fit.Features);
        RequireLater(spec, until, fit, valid);
        return model;
    }

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => TreeFittedModel.Read(source, weights);

    private static void RequireFeatures(ModelSpec spec, string file, TreeFittedModel model, FeaturePanel features)
    {
        string[] unknown = [.. model.Features.Where(name => !features.Names.Contains(name, StringComparer.Ordinal))];
        if (unknown.Length > 0)
        {
            throw new InputException(
                file,
                "feature_names",
                $"features of {spec.FeatureSet}",
                $"{string.Join(", ", unknown.Take(NamesShown))}{(unknown.Length > NamesShown ? string.Create(CultureInfo.InvariantCulture, $" and {unknown.Length - NamesShown} more") : "")}",
                NearestName.Remedy(unknown[0], features.Names));
        }
    }

    // The tested sessions come after these by at least a label's length.
    private static void RequireLater(ModelSpec spec, TradeDate until, TrainingSet fit, TrainingSet valid)
    {
        TrainingSet before = valid.Cells.IsEmpty ? fit : valid;
        PanelAxes axes = before.Features.Axes;
        TradeDate? last = before.Cells.IsEmpty ? null : axes.Dates[before.Cells[^1] / axes.Instruments.Length];
        if (last is null || until > last)
        {
            throw new LearnerParameters(spec).Wrong(
                "trained_until",
                last is { } day ? $"a day not after {day}, the last labelled session before the test" : "a labelled session before the test",
                until.ToString(),
                "Let the test begin later, in model_config.json or by the model's split.");
        }
    }

    private static (string File, TradeDate Until) ParametersOf(ModelSpec spec)
    {
        var parameters = new LearnerParameters(spec);
        string file = parameters.Text("file", "");
        if (file.Length == 0)
            throw parameters.Wrong("file", "the path of a LightGBM text model in the workspace", "nothing");
        string until = parameters.Text("trained_until", "");
        parameters.RequireNoOthers();
        return TradeDate.TryParse(until, out TradeDate day)
            ? (file, day)
            : throw parameters.Wrong("trained_until", "a day as yyyy-MM-dd", $"'{until}'");
    }
}
