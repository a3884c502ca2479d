using System.Text.Json;
using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

/// <summary>One folder of LightGBM's models, rows and predictions.</summary>
internal sealed class LightGbmCase(string name)
{
    public static readonly string[] Names = ["binary", "categorical", "lambdarank", "regression_nan", "zero_as_missing"];

    public string ModelText { get; } = File.ReadAllText(PathOf(name, "model.txt"));

    public TreeModel Model => TreeModelText.Parse(ModelText, name);

    public BoostingOptions Options
    {
        get
        {
            string[] ours = ["objective", "seed", "min_data_in_leaf", "min_data_in_bin", "num_leaves", "learning_rate", "num_iterations", "max_bin", "sigmoid",
                "is_unbalance", "lambda_l1", "bagging_fraction", "bagging_freq", "min_data_per_group", "cat_smooth", "max_cat_to_onehot", "cat_l2",
                "zero_as_missing"];
            JsonElement parameters = JsonDocument.Parse(File.ReadAllText(PathOf(name, "meta.json"))).RootElement.GetProperty("params");
            IEnumerable<KeyValuePair<string, string>> known = parameters.EnumerateObject()
                .Where(property => ours.Contains(property.Name)).Select(property => KeyValuePair.Create(property.Name, property.Value.ToString()));
            BoostingOptions options = BoostingParameters.Parse(known, name);
            return parameters.TryGetProperty("categorical_feature", out _) ? options with { CategoricalFeature = [5, 6] } : options;
        }
    }

    public BoostingData Training => Data("train.csv");

    public BoostingData Test => Data("test.csv");

    public BoostingData Data(string file) => new(Rows(file), Labels(file))
    {
        Queries = File.Exists(PathOf(name, file + ".query")) ? [.. Queries(file + ".query")] : [],
    };

    public double[][] Numbers(string file) =>
        [.. File.ReadLines(PathOf(name, file)).Select(line => line.Split('\t', ',').Select(Number).ToArray())];

    public FeatureMatrix Rows(string file) => Matrix([.. Numbers(file).Skip(1).Select(row => row[1..])]);

    public double[] Labels(string file) => [.. Numbers(file).Skip(1).Select(row => row[0])];

    public int[] Queries(string file) => [.. File.ReadLines(PathOf(name, file)).Select(int.Parse)];

    public static FeatureMatrix Matrix(double[][] rows) =>
        FeatureMatrix.FromRows(rows.SelectMany(row => row).ToArray(), [.. Enumerable.Range(0, rows[0].Length).Select(f => $"f{f}")]);

    private static double Number(string text) =>
        text.Equals("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private static string PathOf(string name, string file)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quant.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests/Quant.Models.Tests/Learners/Trees/Data/lightgbm", name, file);
    }
}
