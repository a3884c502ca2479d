using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

public sealed class TreeModelTextTests
{
    private const string Valid =
        "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\nobjective=regression\n"
        + "feature_names=a b\nfeature_infos=[0:1] 1:2\n\n"
        + "Tree=0\nnum_leaves=4\nnum_cat=1\nsplit_feature=0 1 0\nsplit_gain=3 2 1\nthreshold=0.5 0 0.25\ndecision_type=2 1 2\n"
        + "left_child=1 -1 -3\nright_child=2 -2 -4\nleaf_value=1 2 3 4\ncat_boundaries=0 1\ncat_threshold=6\nis_linear=0\nshrinkage=1\n\n\n"
        + "end of trees\n";

    public static TheoryData<string> Cases => [.. LightGbmCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_GivesBackLightGbmsBytes(string name)
    {
        var golden = new LightGbmCase(name);
        Assert.Equal(golden.ModelText, TreeModelText.Write(golden.Model));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Write_ComputesTheImportancesLightGbmLists(string name)
    {
        var golden = new LightGbmCase(name);
        string written = TreeModelText.Write(new TreeModel(golden.Model.Header, golden.Model.Trees));
        Assert.StartsWith(written.TrimEnd('\n'), golden.ModelText, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_TakesWindowsLineEnds(string name)
    {
        var golden = new LightGbmCase(name);
        TreeModel model = TreeModelText.Parse(golden.ModelText.Replace("\n", "\r\n"), name);
        Assert.Equal(golden.Model.PredictRaw(golden.Rows("test.csv")), model.PredictRaw(golden.Rows("test.csv")));
    }

    [Theory]
    [InlineData("tree\n", "bush\n", "line 1: expected 'tree'")]
    [InlineData("max_feature_idx=1", "max_feature_idx=2000000000", "2000000001 names")]
    [InlineData("max_feature_idx=1", "max_feature_idx=-1", "max_feature_idx from 0")]
    [InlineData("max_feature_idx=1\n", "", "'max_feature_idx='")]
    [InlineData("num_class=1", "num_class=1\nnum_class=1", "only once")]
    [InlineData("objective=regression", "objective=magic", "an objective of LightGBM")]
    [InlineData("objective=regression", "objective=a=b", "one '='")]
    [InlineData("feature_infos=[0:1] 1:2", "feature_infos=[0:1]", "2 infos")]
    [InlineData("Tree=0", "Tree=1", "'Tree=0' or 'end of trees'")]
    [InlineData("num_leaves=4", "num_leaves=65536", "num_leaves from 1 to 65535")]
    [InlineData("num_leaves=4", "num_leaves=2147483648", "num_leaves from 1")]
    [InlineData("num_leaves=4", "num_leaves=5", "5 numbers in leaf_value")]
    [InlineData("num_leaves=4\n", "", "'num_leaves='")]
    [InlineData("num_cat=1", "num_cat=4", "num_cat from 0 to 3")]
    [InlineData("split_feature=0 1 0", "split_feature=0 2 0", "each split_feature from 0 to 1")]
    [InlineData("split_feature=0 1 0", "split_feature=0 -1 0", "each split_feature from 0 to 1")]
    [InlineData("split_feature=0 1 0", "split_feature=0 x 0", "'x' as number 1")]
    [InlineData("threshold=0.5 0 0.25", "threshold=nan 0 0.25", "finite numbers")]
    [InlineData("threshold=0.5 0 0.25", "threshold=inf 0 0.25", "finite numbers")]
    [InlineData("threshold=0.5 0 0.25", "threshold=1e999 0 0.25", "finite numbers")]
    [InlineData("threshold=0.5 0 0.25", "threshold=0.5 1 0.25", "a category set below 1")]
    [InlineData("threshold=0.5 0 0.25", "threshold=0.5 0.5 0.25", "a category set below 1")]
    [InlineData("threshold=0.5 0 0.25", "threshold=0.5 -1 0.25", "a category set below 1")]
    [InlineData("decision_type=2 1 2", "decision_type=2 1 12", "each decision_type from 0 to 11")]
    [InlineData("left_child=1 -1 -3", "left_child=0 -1 -3", "one parent")]
    [InlineData("left_child=1 -1 -3", "left_child=2 -1 -3", "one parent")]
    [InlineData("left_child=1 -1 -3", "left_child=-2 -1 -3", "out of reach")]
    [InlineData("left_child=1 -1 -3\nright_child=2 -2 -4", "left_child=-1 2 1\nright_child=-2 -3 -4", "out of reach")]
    [InlineData("left_child=1 -1 -3", "left_child=3 -1 -3", "each left_child from -4 to 2")]
    [InlineData("left_child=1 -1 -3", "left_child=1 -5 -3", "each left_child from -4 to 2")]
    [InlineData("right_child=2 -2 -4", "right_child=2 -2", "3 numbers in right_child")]
    [InlineData("leaf_value=1 2 3 4", "leaf_value=1 2 nan 4", "finite numbers")]
    [InlineData("leaf_value=1 2 3 4", "leaf_value=1 2 3 4 5", "4 numbers in leaf_value")]
    [InlineData("cat_boundaries=0 1", "cat_boundaries=1 1", "start at 0")]
    [InlineData("cat_boundaries=0 1", "cat_boundaries=0 -1", "each cat_boundaries")]
    [InlineData("cat_boundaries=0 1", "cat_boundaries=0 2000000000", "2000000000 words")]
    [InlineData("cat_threshold=6", "cat_threshold=4294967296", "32-bit")]
    [InlineData("cat_threshold=6", "cat_threshold=-6", "32-bit")]
    [InlineData("is_linear=0", "is_linear=1", "'leaf_const='")]
    [InlineData("end of trees\n", "", "cut off")]
    [InlineData("shrinkage=1\n\n\nend of trees\n", "shr", "cut off")]
    [InlineData("shrinkage=1\n\n\n", "shrinkage=1\n\n\nleaf_count=1\n", "after a blank line")]
    public void Parse_RefusesWhatIsNoModel(string part, string replacement, string complaint)
    {
        Assert.Contains(part, Valid);
        InputException refusal = Assert.Throws<InputException>(() => TreeModelText.Parse(Valid.Replace(part, replacement), "m.txt"));
        Assert.Contains(complaint, refusal.Message);
        Assert.StartsWith("m.txt:line ", refusal.Message);
    }

    [Fact]
    public void Parse_NamesTheLine()
    {
        InputException refusal = Assert.Throws<InputException>(() => TreeModelText.Parse(Valid.Replace("leaf_value=1 2", "leaf_value=1 y"), "m.txt"));
        Assert.Equal("line 20", refusal.Place);
    }

    [Fact]
    public void Parse_RefusesEveryCut()
    {
        string text = new LightGbmCase("categorical").ModelText;
        int end = text.IndexOf("end of trees", StringComparison.Ordinal);
        for (int length = 0; length < end; length += 97)
            Assert.Throws<InputException>(() => TreeModelText.Parse(text[..length], "cut"));
    }

    // What is accepted after a mutation must still predict without leaving its own arrays.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_SurvivesMutations(string name)
    {
        var golden = new LightGbmCase(name);
        var random = new Random(4);
        string[] hostile = ["-1", "2147483647", "-2147483648", "4294967295", "1e999", "nan", "", " ", "\n", "=", "0", "65535", "99999999999999999999"];
        FeatureMatrix rows = golden.Rows("test.csv");
        for (int round = 0; round < 150; round++)
        {
            string text = golden.ModelText;
            for (int change = 0; change <= random.Next(3); change++)
            {
                int at = random.Next(text.Length);
                int length = Math.Min(random.Next(6), text.Length - at);
                text = text[..at] + hostile[random.Next(hostile.Length)] + text[(at + length)..];
            }

            try
            {
                TreeModel model = TreeModelText.Parse(text, "m.txt");
                if (model.Features == rows.Features && model.Header.FeatureNames.SequenceEqual(rows.Names))
                    Assert.Equal(rows.Rows * model.Outputs, model.Predict(rows, 1).Length);
            }
            catch (InputException refusal)
            {
                Assert.StartsWith("m.txt", refusal.Message);
            }
        }
    }

    [Fact]
    public void Parse_ReadsCategoriesAndMissingDecisionTypes()
    {
        TreeModel model = TreeModelText.Parse(Valid, "m.txt");
        double[] rows = [0.5, 1, 0.5, 2.9, 0.5, 3, 0.5, -1, 0.5, double.NaN, 0.5, 33, 0.5, 3e9, 0.6, 1, double.NaN, 1];
        Assert.Equal([1, 1, 2, 2, 2, 2, 2, 4, 1], model.Predict(FeatureMatrix.FromRows(rows, ["a", "b"])));
        TreeModel plain = TreeModelText.Parse(Valid.Replace("decision_type=2 1 2\n", ""), "m.txt");
        Assert.All(plain.Trees[0].DecisionTypes, type => Assert.Equal(0, type));
    }

    [Fact]
    public void Parse_TakesModelsWithoutTreesAndTreesWithoutSplits()
    {
        string header = Valid[..Valid.IndexOf("Tree=0", StringComparison.Ordinal)];
        Assert.Empty(TreeModelText.Parse(header + "end of trees\n", "m.txt").Trees);
        string constant = header + "Tree=0\nnum_leaves=1\nnum_cat=0\nsplit_feature=\nthreshold=\nleft_child=\nright_child=\nleaf_value=2.5\n\nend of trees\n";
        TreeModel model = TreeModelText.Parse(constant, "m.txt");
        Assert.Equal(2.5, model.Predict(FeatureMatrix.FromRows(new double[2], ["a", "b"]))[0]);
    }

    [Theory]
    [InlineData(0, "0", "0")]
    [InlineData(1, "1", "1")]
    [InlineData(-0.5, "-0.5", "-0.5")]
    [InlineData(0.1, "0.1", "0.10000000000000001")]
    [InlineData(123456, "123456", "123456")]
    [InlineData(1234567, "1.23457e+06", "1234567")]
    [InlineData(0.0001, "0.0001", "0.0001")]
    [InlineData(0.00001, "1e-05", "1.0000000000000001e-05")]
    [InlineData(1e300, "1e+300", "1.0000000000000001e+300")]
    [InlineData(-6.84934e-10, "-6.84934e-10", "-6.8493399999999996e-10")]
    [InlineData(double.PositiveInfinity, "inf", "inf")]
    [InlineData(double.NaN, "nan", "nan")]
    public void TextNumber_WritesAsC(double value, string few, string exact)
    {
        Assert.Equal(few, TextNumber.Short(value));
        Assert.Equal(exact, TextNumber.Exact(value));
        Assert.True(TextNumber.TryParse(exact, out double back));
        Assert.Equal(value, back);
    }
}
