using System.Text;
using Quant.Models.Learners;
using Quant.Models.Learners.External;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Tests.Learners.External;

public sealed class TreeFileLearnerTests
{
    // One tree of LightGBM's: below 0.5 of F1 the score is -1, above it 2.
    private const string Model = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=0\nobjective=regression\nfeature_names=F1\nfeature_infos=[0:1]\ntree_sizes=200\n\nTree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nsplit_gain=1\nthreshold=0.5\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=-1 2\nleaf_weight=1 1\nleaf_count=1 1\ninternal_value=0\ninternal_weight=2\ninternal_count=2\nis_linear=0\nshrinkage=1\n\n\nend of trees\n";

    private static readonly TrainingSet Set = LearningRows.Set([[9, 9, 9], [0.1, 0.7, double.NaN]], [1, 2, 3]);

    private static TreeFileLearner Learner(string text = Model) => new(path => path == "in/m.txt"
        ? Encoding.UTF8.GetBytes(text)
        : throw new InputException(path, "", "a file of the workspace", "none", ""));

    private static ModelSpec Spec(string file = "in/m.txt", string until = "2000-01-01") =>
        LearningRows.Spec(Learner(), ("file", file), ("trained_until", until));

    [Fact]
    public void Fit_TakesTheModelAsItIs()
    {
        IFittedModel model = Learner().Fit(Spec(), Set, Set, 1);
        IFittedModel read = Learner().Read("model.txt", model.ToBytes());

        Assert.Equal(["F1"], model.Features.AsEnumerable());
        // A name without any feature of the model has no score.
        Assert.Equal([-1, 2, double.NaN], read.Score(Set.Features).Values.ToArray());
        Assert.Equal((TradeDate.Parse("2000-01-01"), "in/m.txt"), (TreeFileLearner.TrainedUntil(Spec()), TreeFileLearner.FileOf(Spec())));
    }

    [Theory]
    [InlineData("feature_names=F1", "feature_names=F9", "in/m.txt:feature_names: expected features of ", "found F9")]
    [InlineData("tree\nversion", "tee\nversion", "in/m.txt:line 1", "'tree'")]
    [InlineData("end of trees", "", "in/m.txt", "")]
    [InlineData("left_child=-1", "left_child=0", "in/m.txt", "")]
    [InlineData("split_feature=0", "split_feature=2147483647", "in/m.txt", "")]
    public void Fit_RefusesAFileThatDoesNotFit(string from, string to, string place, string text)
    {
        InputException wrong = Assert.Throws<InputException>(() => Learner(Model.Replace(from, to, StringComparison.Ordinal)).Fit(Spec(), Set, Set, 1));

        Assert.StartsWith(place, wrong.Message, StringComparison.Ordinal);
        Assert.Contains(text, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_RefusesSessionsThatTheModelHasSeen()
    {
        TradeDate last = Set.Features.Axes.Dates[Set.Cells[^1] / Set.Features.Axes.Instruments.Length];
        var next = new TradeDate(last.Day.AddDays(1));

        _ = Learner().Fit(Spec(until: last.ToString()), Set, Set, 1);
        InputException wrong = Assert.Throws<InputException>(() => Learner().Fit(Spec(until: next.ToString()), Set, Set, 1));

        Assert.Contains($"trained_until: expected a day not after {last}, the last labelled session before the test, found {next}", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "2000-01-01", "file: expected the path")]
    [InlineData("in/m.txt", "2000", "trained_until: expected a day as yyyy-MM-dd, found '2000'")]
    [InlineData("in/m.txt", "", "trained_until: expected a day")]
    public void Check_RefusesWrongParameters(string file, string until, string text) => Assert.Contains(
        text, Assert.Throws<InputException>(() => Learner().Check(Spec(file, until))).Message, StringComparison.Ordinal);

    [Fact]
    public void Fit_NeedsAWorkspaceAndItsFile()
    {
        Assert.Contains("a workspace that the file lies in", Assert.Throws<InputException>(() => new TreeFileLearner().Fit(Spec(), Set, Set, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("in/x.txt", Assert.Throws<InputException>(() => Learner().Fit(Spec("in/x.txt"), Set, Set, 1)).Message, StringComparison.Ordinal);
    }
}
