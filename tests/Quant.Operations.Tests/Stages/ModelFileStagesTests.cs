using Quant.Data.Formats;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Stages;

/// <summary><c>model train</c> and <c>model predict</c> on plain files.</summary>
public sealed class ModelFileStagesTests : IDisposable
{
    private const string Small = "num_leaves: 4\nmin_data_in_leaf: 1\nmin_data_in_bin: 1\nnum_iterations: 3\n";
    private readonly TestFolder folder = new();

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (string name in (string[])["binary", "categorical", "lambdarank", "regression_nan", "zero_as_missing"])
            {
                cases.Add(name, false);
                cases.Add(name, true);
            }

            return cases;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predict_GivesLightGbmsNumbers(string name, bool raw)
    {
        string golden = Path.Combine(Repository(), "tests/Quant.Models.Tests/Learners/Trees/Data/lightgbm", name);

        ModelPredictStage.Run(new ModelPredictRequest
        {
            Model = Path.Combine(golden, "model.txt"),
            Features = Path.Combine(golden, "test.csv"),
            Output = folder["scores.csv"],
            Raw = raw,
        });

        double[] expected = [.. File.ReadLines(Path.Combine(golden, raw ? "pred.raw.txt" : "pred.normal.txt")).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        ReadOnlySpan<double> scores = NumberTableFile.Read(folder["scores.csv"]).Number("score").AsSpan();
        Assert.Equal(expected.Length, scores.Length);
        for (int row = 0; row < expected.Length; row++)
            Assert.True(Math.Abs(scores[row] - expected[row]) <= 1e-12 * Math.Abs(expected[row]), $"row {row}: {scores[row]:R}, expected {expected[row]:R}");
    }

    [Theory]
    [InlineData("train.csv", "scores.csv")]
    [InlineData("train.parquet", "scores.parquet")]
    public void TrainThenPredict_FindFeaturesByNameAndKeepKeys(string features, string scores)
    {
        Rows();
        if (features != "train.csv")
            NumberTableFile.Write(folder[features], NumberTableFile.Read(folder["train.csv"]));
        StageResult trained = Train(Small + "verbosity: -1\n", features);
        Assert.Equal(StageOutcome.Done, trained.Outcome);
        NumberTable table = NumberTableFile.Read(folder["train.csv"]);
        var turned = new NumberTable(
            table.KeyNames, table.Keys, [.. table.NumberNames.Reverse()], [.. table.Numbers.Reverse()]);
        NumberTableFile.Write(folder["turned.csv"], turned);

        Predict("turned.csv", scores);
        Predict("train.csv", "straight.csv");

        NumberTable written = NumberTableFile.Read(folder[scores]);
        Assert.Equal(["instrument", "datetime"], written.KeyNames.AsEnumerable());
        Assert.Equal(table.Key("instrument").AsEnumerable(), written.Key("instrument"));
        Assert.Equal(NumberTableFile.Read(folder["straight.csv"]).Number("score").AsEnumerable(), written.Number("score"));
        Assert.True(written.Number("score")[39] > written.Number("score")[0]);
    }

    [Fact]
    public void Train_WatchesStopsEarlyAndTakesCategoriesByName()
    {
        Rows();

        StageResult result = Train("min_data_in_leaf: 1\nearly_stopping_rounds: 1\ncategorical_feature: [kind]\nnum_boost_round: 40\n", "train.csv", valid: "train.csv");

        Assert.Contains(" l2 of train.csv: ", result.Message, StringComparison.Ordinal);
        Assert.Contains("[categorical_feature: 1]", File.ReadAllText(folder["model.txt"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_leafs: 4", "train.csv", "did you mean 'num_leaves'?")]
    [InlineData("eta: 0", "train.csv", "eta: expected a number above 0")]
    [InlineData("objective: binary", "one.csv", "expected both classes, found only 1")]
    [InlineData("objective: lambdarank", "apart.csv", "one after another")]
    [InlineData("early_stopping_round: 3", "train.csv", "--valid")]
    [InlineData("categorical_feature: [nobody]", "train.csv", "categorical_feature: expected a whole number")]
    [InlineData("monotone_constraints: [1]", "train.csv", "2 numbers, one per feature")]
    [InlineData("{}", "empty.csv", "column f: expected at least one number, found none in any row")]
    [InlineData("{}", "hole.csv", "row 2, column label: expected a finite label")]
    [InlineData("{}", "unlabelled.csv", "a column of numbers 'label', as --label says")]
    [InlineData("{}", "bare.csv", "columns of features beside the label")]
    public void Train_RefusesAndWritesNothing(string parameters, string features, string complaint)
    {
        Rows();
        folder.With("one.csv", "f,label\n1,1\n2,1\n")
            .With("apart.csv", "date,f,label\n2024-01-02,1,0\n2024-01-03,1,1\n2024-01-02,1,0\n")
            .With("empty.csv", "f,g,label\n,1,1\n,2,2\n")
            .With("hole.csv", "f,label\n1,1\n2,\n")
            .With("unlabelled.csv", "f,labels\n1,1\n")
            .With("bare.csv", "instrument,label\nA,1\n");

        Exception refusal = Assert.ThrowsAny<Exception>(() => Train(parameters, features));

        Assert.True(refusal is InputException or ConfigurationException, refusal.ToString());
        Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["model.txt"]));
    }

    [Theory]
    [InlineData("f,g\n1,2\n", "every feature of the model by name, found no such column. Did you mean")]
    [InlineData("x\n1\n", "2 of 2 features missing: size, kind")]
    [InlineData("size,kind\n1,x\n", "a decimal number")]
    public void Predict_RefusesOtherFeaturesAndWritesNothing(string features, string complaint)
    {
        Rows();
        Train(Small, "train.csv");
        folder.With("other.csv", features.Replace("f,g", "size,kinds", StringComparison.Ordinal));

        Assert.Contains(complaint, Assert.Throws<InputException>(() => Predict("other.csv", "scores.csv")).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["scores.csv"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a model")]
    public void Predict_RefusesWhatIsNoModel(string text)
    {
        Rows();
        folder.With("model.txt", text);

        Assert.Throws<InputException>(() => Predict("train.csv", "scores.csv"));
        File.Delete(folder["model.txt"]);
        Assert.Contains("model.txt", Assert.Throws<InputException>(() => Predict("train.csv", "scores.csv")).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["scores.csv"]));
    }

    private void Rows() => folder.With(
        "train.csv",
        "instrument,datetime,size,kind,label\n" + string.Concat(Enumerable.Range(0, 40).Select(row =>
            string.Create(CultureInfo.InvariantCulture, $"SH{600000 + (row % 4)},2024-01-{2 + (row / 4):00},{row},{row % 3},{row / 10}\n"))));

    private StageResult Train(string parameters, string features, string? valid = null)
    {
        folder.With("params.yaml", parameters);
        return ModelTrainStage.Run(new ModelTrainRequest
        {
            Parameters = folder["params.yaml"],
            Features = folder[features],
            Label = "label",
            Valid = valid is null ? null : folder[valid],
            Output = folder["model.txt"],
        });
    }

    private void Predict(string features, string scores) => ModelPredictStage.Run(new ModelPredictRequest
    {
        Model = folder["model.txt"],
        Features = folder[features],
        Output = folder[scores],
    });

    private static string Repository()
    {
        string path = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(path, "Quant.slnx")))
            path = Path.GetDirectoryName(path)!;
        return path;
    }
}
