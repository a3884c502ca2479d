using System.Text;
using System.Text.Json.Nodes;
using Quant.Data.Formats;
using Quant.Factors;
using Quant.Models.Learners;
using Quant.Models.Learners.Trees;
using Quant.Operations.Workspaces;
using Quant.Operations.Workspaces.Configuration;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary><c>model train</c>: grows trees on a table and writes them as a LightGBM text model; needs no workspace.</summary>
/// <remarks>
/// For <c>lambdarank</c> the rows of one <c>datetime</c> or <c>date</c> are a query and must follow one another.
/// <c>categorical_feature</c> takes columns by name or by number among the features.
/// </remarks>
public static class ModelTrainStage
{
    private const string Categorical = "categorical_feature";
    private static readonly ImmutableArray<string> DateKeys = ["datetime", "date"];

    /// <summary>Trains and writes.</summary>
    /// <exception cref="ConfigurationException">A parameter is unknown or out of range.</exception>
    /// <exception cref="InputException">A table cannot be read or cannot be learned from.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public static StageResult Run(ModelTrainRequest request, CancellationToken stop = default)
    {
        NumberTable table = NumberTableFile.Read(request.Features);
        ImmutableArray<string> names = FeaturesOf(request, table, request.Features);
        BoostingOptions options = OptionsOf(request, names) with { NumThreads = request.Threads };
        RequireFit(options, names, request);
        BoostingData training = DataOf(request, table, names, options, request.Features);
        BoostingData? valid = request.Valid is { } path
            ? DataOf(request, NumberTableFile.Read(path), names, options, path)
            : null;
        BoostingResult result = GradientBoosting.Train(options, training, valid, stop);
        if (!request.DryRun)
            DurableFile.Write(request.Output, Encoding.UTF8.GetBytes(TreeModelText.Write(result.Model)));
        return Ended(request, result, training.Features);
    }

    private static ImmutableArray<string> FeaturesOf(ModelTrainRequest request, NumberTable table, string source)
    {
        foreach ((string option, string? name) in new[] { ("--label", request.Label), ("--weight", request.Weight) })
        {
            if (name is not null && !table.NumberNames.Contains(name))
                throw new InputException(source, "", $"a column of numbers '{name}', as {option} says", "none", NearestName.Remedy(name, table.NumberNames));
        }

        ImmutableArray<string> names = [.. table.NumberNames.Where(name => name != request.Label && name != request.Weight)];
        return names.IsEmpty
            ? throw new InputException(source, "", "columns of features beside the label", "none", "Add features.")
            : names;
    }

    private static BoostingOptions OptionsOf(ModelTrainRequest request, ImmutableArray<string> features)
    {
        var mistakes = new List<ConfigurationError>();
        var errors = new ConfigErrors(request.Parameters, mistakes);
        ConfigMap? map = null;
        try
        {
            map = ConfigText.Parse(File.ReadAllBytes(request.Parameters), errors);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            errors.Add($"expected a file of parameters that can be read, found: {wrong.Message}");
        }

        ImmutableSortedDictionary<string, string> none = ImmutableSortedDictionary<string, string>.Empty;
        ImmutableSortedDictionary<string, string> read = map is null ? none : LearnerSection.Read(
            new GradientBoostingLearner(), WithColumns(map, features), "", [], "", FactorRegistry.Library, none, errors);
        return mistakes.Count == 0
            ? BoostingParameters.Parse(read, request.Parameters)
            : throw new ConfigurationException([.. mistakes]);
    }

    // Names of columns become their numbers; what is no name is left for the learner to judge.
    private static ConfigMap WithColumns(ConfigMap map, ImmutableArray<string> features) => map with
    {
        Entries =
        [
            .. map.Entries.Select(entry =>
                new GradientBoostingLearner().Description.Find(entry.Name)?.Name == Categorical && LearnerSection.TextOf(entry.Value) is { } text
                    ? entry with { Value = new ConfigScalar(entry.Value.Line, entry.Value.Column, ScalarKind.Text, Numbered(text, features)) }
                    : entry),
        ],
    };

    private static string Numbered(string text, ImmutableArray<string> features)
    {
        const string ByName = "name:";
        string list = text.StartsWith(ByName, StringComparison.Ordinal) ? text[ByName.Length..] : text;
        return string.Join(',', list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word => features.IndexOf(word) is var column and >= 0
                ? column.ToString(CultureInfo.InvariantCulture)
                : word));
    }

    private static void RequireFit(BoostingOptions options, ImmutableArray<string> names, ModelTrainRequest request)
    {
        if (options.CategoricalFeature.Any(column => column < 0 || column >= names.Length))
        {
            throw new InputException(
                request.Parameters, Categorical, $"names or numbers of features from 0 to {names.Length - 1}",
                string.Join(',', options.CategoricalFeature), "Count the columns of numbers without label and weight from 0.");
        }

        if (!options.MonotoneConstraints.IsEmpty && options.MonotoneConstraints.Length != names.Length)
        {
            throw new InputException(
                request.Parameters, "monotone_constraints", $"{names.Length} numbers, one per feature",
                $"{options.MonotoneConstraints.Length}", "Write 0 for a free feature.");
        }

        if (options.EarlyStoppingRound > 0 && request.Valid is null)
        {
            throw new InputException(
                request.Parameters, "early_stopping_round", "a table to watch", "none", "Name one with --valid, or leave the parameter out.");
        }
    }

    private static BoostingData DataOf(
        ModelTrainRequest request, NumberTable table, ImmutableArray<string> names, BoostingOptions options, string source)
    {
        _ = FeaturesOf(request, table, source);
        foreach (string name in names)
        {
            if (!table.NumberNames.Contains(name))
                throw new InputException(source, "", $"a column '{name}'", "none", NearestName.Remedy(name, table.NumberNames));
            if (table.Number(name).All(double.IsNaN) && table.RowCount > 0)
                throw new InputException(source, $"column {name}", "at least one number", "none in any row", "Leave the column out.");
        }

        ImmutableArray<double> labels = table.Number(request.Label);
        int missing = labels.IndexOf(double.NaN);
        if (missing >= 0)
        {
            throw new InputException(
                source, string.Create(CultureInfo.InvariantCulture, $"row {missing + 1}, column {request.Label}"), "a finite label",
                "nothing", "Leave rows without a label out.");
        }

        var matrix = FeatureMatrix.FromColumns([.. names.Select(name => table.Number(name).AsMemory())], names);
        return new BoostingData(matrix, labels.AsMemory())
        {
            Weights = request.Weight is { } weight ? table.Number(weight).AsMemory() : ReadOnlyMemory<double>.Empty,
            Queries = options.Objective == TreeObjective.LambdaRank ? QueriesOf(table, source) : [],
        };
    }

    private static ImmutableArray<int> QueriesOf(NumberTable table, string source)
    {
        string key = DateKeys.FirstOrDefault(name => table.KeyNames.Contains(name)) ?? throw new InputException(
            source, "", $"a column {string.Join(" or ", DateKeys)} that says which rows are one query", "none", "Add it, or use another objective.");
        ImmutableArray<string> dates = table.Key(key);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var counts = ImmutableArray.CreateBuilder<int>();
        for (int row = 0; row < dates.Length; row++)
        {
            if (row > 0 && dates[row] == dates[row - 1])
                counts[^1]++;
            else if (seen.Add(dates[row]))
                counts.Add(1);
            else
                throw new InputException(source, $"row {row + 1}", $"the rows of {dates[row]} one after another", "them apart", $"Sort the table by {key}.");
        }

        return counts.ToImmutable();
    }

    private static StageResult Ended(ModelTrainRequest request, BoostingResult result, FeatureMatrix features)
    {
        var details = new JsonObject
        {
            ["output"] = request.Output,
            ["rows"] = features.Rows,
            ["features"] = features.Features,
            ["trees"] = result.Model.Trees.Length,
            ["best_iteration"] = result.BestIteration,
            ["metric"] = result.Validation.IsEmpty ? null : result.MetricName,
            ["valid"] = result.Validation.IsEmpty ? null : result.Validation[Math.Max(0, result.BestIteration - 1)],
        };
        string watched = result.Validation.IsEmpty ? "" : string.Create(
            CultureInfo.InvariantCulture, $" {result.MetricName} of {Path.GetFileName(request.Valid)}: {details["valid"]}.");
        string written = request.DryRun ? "Would write" : "Wrote";
        return StageResult.Done(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{written} {result.Model.Trees.Length} trees, trained on {features.Rows} rows of {features.Features} features, to {request.Output}.{watched}"),
            details);
    }
}
