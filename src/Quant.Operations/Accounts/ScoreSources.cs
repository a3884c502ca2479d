using System.Text.RegularExpressions;
using Quant.Models.Inference;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Portfolios;
using Quant.Signals;

namespace Quant.Operations.Accounts;

/// <summary>Finds files of scores by their exact names; nothing is matched by pattern and nothing older is taken
/// instead.</summary>
internal sealed partial class ScoreSources(Workspace workspace, TradeDate anchor)
{
    private const string Again = "Run 'quant predict' and 'quant fuse' again.";
    private readonly WorkspaceOptions options = workspace.Options;

    /// <summary>The source that orders are made from.</summary>
    /// <exception cref="InputException">The combination or model is not in the configuration, or more than one source
    /// is asked for.</exception>
    public ScoreSource Basis(OrderRequest request)
    {
        if (new[] { request.Combo, request.Model, request.PredictionFile }.Count(asked => asked is not null) > 1)
            throw new InputException(
                "--combo, --model, --prediction-file", "", "one of them", "more than one", "Ask for one source.");
        if (request.PredictionFile is { } file)
            return new ScoreSource("custom", file);
        if (request.Model is { } model)
        {
            return options.Registry.Any(spec => spec.Name == model)
                ? OfModel(model)
                : throw Unknown(
                    "--model", "a model of config/model_registry.yaml", model,
                    options.Registry.Select(spec => spec.Name));
        }

        ImmutableArray<ComboOptions> combos = options.Ensemble.Combos;
        ComboOptions? asked = request.Combo is { } name
            ? combos.FirstOrDefault(combo => combo.Name == name)
            : options.Ensemble.Default;
        return OfCombo(asked ?? throw Unknown(
            "--combo", "a combination of config/ensemble_config.json", request.Combo!,
            combos.Select(combo => combo.Name)));
    }

    /// <summary>A combination's source.</summary>
    public ScoreSource OfCombo(ComboOptions combo) =>
        new(combo.IsDefault ? "ensemble" : $"ensemble_{combo.Name}", PredictionFile.PathOfCombo(combo.Name, anchor));

    /// <summary>A model's source.</summary>
    public ScoreSource OfModel(string model) => new(model, PredictionFile.PathOf(model, anchor));

    /// <summary>The scores of a source, or why there are none that may be used.</summary>
    public ScoredFile? Read(ScoreSource source, out StageResult? stop)
    {
        string path = Path.IsPathRooted(source.Path) ? source.Path : workspace.PathOf(source.Path);
        if (!File.Exists(path))
        {
            stop = Absent(source);
            return null;
        }

        byte[] bytes = File.ReadAllBytes(path);
        Prediction prediction = PredictionFile.Read(source.Label, source.Path, bytes);
        if (prediction.Anchor != anchor)
        {
            stop = StageResult.Refused(
                "STALE_PREDICTION",
                $"{source.Path} has scores up to {prediction.Anchor} and the data reach {anchor}. {Again}");
            return null;
        }

        stop = null;
        return new ScoredFile(ScoresOf(prediction), ContentHash.Of(bytes));
    }

    private StageResult Absent(ScoreSource source)
    {
        string name = Path.GetFileName(source.Path);
        string stem = Dated().Replace(name, "");
        string folder = workspace.PathOf("output/predictions");
        string? newest = stem == name || !Directory.Exists(folder) ? null : Directory.EnumerateFiles(folder)
            .Select(file => Path.GetFileName(file)!)
            .Where(file => Dated().IsMatch(file) && Dated().Replace(file, "") == stem)
            .Max(StringComparer.Ordinal);
        return newest is null
            ? StageResult.Refused(
                "NO_PREDICTION", $"There is no {source.Path}. Run 'quant predict' and 'quant fuse' first.")
            : StageResult.Refused(
                "STALE_PREDICTION", $"The newest scores are {newest} and the data reach {anchor}. {Again}");
    }

    private static ImmutableArray<ScoredInstrument> ScoresOf(Prediction prediction)
    {
        ReadOnlySpan<double> row = prediction.Scores[prediction.Axes.Dates.Length - 1];
        var scores = ImmutableArray.CreateBuilder<ScoredInstrument>(row.Length);
        for (int column = 0; column < row.Length; column++)
            scores.Add(new ScoredInstrument(prediction.Axes.Instruments[column], row[column]));
        return scores.DrainToImmutable();
    }

    private static InputException Unknown(string option, string expected, string found, IEnumerable<string> known) =>
        new(option, "", expected, $"'{found}'", NearestName.Remedy(found, [.. known]));

    [GeneratedRegex(@"_\d{4}-\d{2}-\d{2}\.csv$", RegexOptions.CultureInvariant)]
    private static partial Regex Dated();
}
