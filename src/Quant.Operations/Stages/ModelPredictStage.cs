using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Quant.Data.Formats;
using Quant.Models.Learners.Trees;

namespace Quant.Operations.Stages;

/// <summary><c>model predict</c>: scores a table with a LightGBM text model, whoever trained it; needs no workspace.</summary>
/// <remarks>
/// Features are found by name; other columns are passed over. The output has the table's keys and <c>score</c>, or
/// <c>score_0</c>, <c>score_1</c>, … where the model has several classes. Missing: NaN, as the model's nodes say.
/// </remarks>
public static class ModelPredictStage
{
    /// <summary>Scores and writes.</summary>
    /// <exception cref="InputException">The model is none, or the table cannot be read or lacks a feature.</exception>
    public static StageResult Run(ModelPredictRequest request)
    {
        TreeModel model = ModelOf(request.Model);
        NumberTable table = NumberTableFile.Read(request.Features);
        FeatureMatrix matrix = MatrixOf(model, table, request.Features);
        double[] scores = request.Raw
            ? model.PredictRaw(matrix, request.Threads)
            : model.Predict(matrix, request.Threads);
        if (!request.DryRun)
            NumberTableFile.Write(request.Output, Scored(table, scores, model.Outputs));
        var details = new JsonObject
        {
            ["output"] = request.Output,
            ["rows"] = table.RowCount,
            ["features"] = model.Features,
            ["trees"] = model.Trees.Length,
            ["objective"] = model.Header.Objective,
        };
        string written = request.DryRun ? "Would write" : "Wrote";
        return StageResult.Done(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{written} the scores of {table.RowCount} rows by {model.Trees.Length} trees to {request.Output}."),
            details);
    }

    /// <summary>Reads a model's file.</summary>
    internal static TreeModel ModelOf(string path)
    {
        try
        {
            return TreeModelText.Read(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, "", "a LightGBM text model that can be read", wrong.Message, "Name the model's file.");
        }
    }

    private static FeatureMatrix MatrixOf(TreeModel model, NumberTable table, string source)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int column = 0; column < table.NumberNames.Length; column++)
        {
            string plain = TreeModelHeader.PlainName(table.NumberNames[column]);
            if (!columns.TryAdd(plain, column))
            {
                throw new InputException(
                    source, $"column {table.NumberNames[column]}", "names that differ as LightGBM writes them", $"'{plain}' twice",
                    "Rename one of the columns.");
            }
        }

        string[] lacking = [.. model.Header.FeatureNames.Where(name => !columns.ContainsKey(name))];
        if (lacking.Length > 0)
        {
            string others = lacking.Length > 1
                ? string.Create(CultureInfo.InvariantCulture, $"{lacking.Length} of {model.Features} features missing: {string.Join(", ", lacking.Take(10))}{(lacking.Length > 10 ? ", …" : "")}")
                : "no such column";
            throw new InputException(
                source, $"column {lacking[0]}", "every feature of the model by name", others,
                NearestName.Remedy(lacking[0], [.. columns.Keys]));
        }

        return FeatureMatrix.FromColumns(
            [.. model.Header.FeatureNames.Select(name => table.Numbers[columns[name]].AsMemory())], model.Header.FeatureNames);
    }

    private static NumberTable Scored(NumberTable table, double[] scores, int outputs)
    {
        if (outputs == 1)
            return new NumberTable(table.KeyNames, table.Keys, ["score"], [ImmutableCollectionsMarshal.AsImmutableArray(scores)]);
        var columns = new double[outputs][];
        for (int output = 0; output < outputs; output++)
        {
            columns[output] = new double[table.RowCount];
            for (int row = 0; row < table.RowCount; row++)
                columns[output][row] = scores[(row * outputs) + output];
        }

        return new NumberTable(
            table.KeyNames,
            table.Keys,
            [.. Enumerable.Range(0, outputs).Select(output => string.Create(CultureInfo.InvariantCulture, $"score_{output}"))],
            [.. columns.Select(ImmutableCollectionsMarshal.AsImmutableArray)]);
    }
}
