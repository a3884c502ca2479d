using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

public sealed class BoostingParametersTests
{
    [Fact]
    public void Parse_TakesQlibsNames()
    {
        BoostingOptions options = Parse(
            ("loss", "mse"), ("colsample_bytree", "0.8879"), ("learning_rate", "0.2"), ("subsample", "0.8789"), ("lambda_l1", "205.6999"),
            ("lambda_l2", "580.9768"), ("max_depth", "8"), ("num_leaves", "210"), ("num_threads", "20"));
        Assert.Equal(TreeObjective.Regression, options.Objective);
        Assert.Equal((0.8879, 0.2, 0.8789), (options.FeatureFraction, options.LearningRate, options.BaggingFraction));
        Assert.Equal((205.6999, 580.9768, 8, 210, 20), (options.LambdaL1, options.LambdaL2, options.MaxDepth, options.NumLeaves, options.NumThreads));
    }

    [Fact]
    public void Parse_ReadsBackWhatToTextWrites()
    {
        BoostingOptions options = Parse(
            ("objective", "lambdarank"), ("seed", "7"), ("eval_at", "3, 10"), ("monotone_constraints", "[1,0,-1]"), ("label_gain", "0,1,3.5"), ("use_missing", "false"));
        Assert.Equal([3, 10], options.EvalAt.ToArray());
        Assert.Equal([1, 0, -1], options.MonotoneConstraints.ToArray());
        KeyValuePair<string, string>[] text = [.. BoostingParameters.ToText(options)];
        Assert.Equal(text, BoostingParameters.ToText(BoostingParameters.Parse(text, "p")));
    }

    // The seeds LightGBM itself made of its master seed, from the parameters in its model files.
    [Theory]
    [InlineData(11, 74, 27648, 4989)]
    [InlineData(12, 77, 5628, 29052)]
    [InlineData(15, 87, 5105, 2938)]
    public void Seed_MakesLightGbmsSeeds(int seed, int data, int bagging, int features)
    {
        var options = new BoostingOptions { Seed = seed };
        Assert.Equal((data, bagging, features), (options.DataRandomSeed, options.BaggingSeed, options.FeatureFractionSeed));
        Assert.Equal(5, (options with { BaggingSeed = 5 }).BaggingSeed);
    }

    [Theory]
    [InlineData("num_leafs", "31", "Did you mean 'num_leaves'?")]
    [InlineData("num_leaves", "1", "a number from 2 to 65535")]
    [InlineData("num_leaves", "many", "a whole number")]
    [InlineData("learning_rate", "0", "a number above 0")]
    [InlineData("learning_rate", "NaN", "a number")]
    [InlineData("max_bin", "256", "from 2 to 255")]
    [InlineData("feature_fraction", "1.5", "at most 1")]
    [InlineData("objective", "poisson", "one of regression")]
    [InlineData("use_missing", "maybe", "true or false")]
    public void Parse_RefusesWithTheName(string name, string value, string complaint)
    {
        InputException refusal = Assert.Throws<InputException>(() => Parse((name, value)));
        Assert.Contains(complaint, refusal.Message);
        Assert.Equal(name, refusal.Place);
    }

    [Fact]
    public void Parse_RefusesOneParameterUnderTwoNames() =>
        Assert.Contains("as 'eta' as well", Assert.Throws<InputException>(() => Parse(("eta", "0.1"), ("learning_rate", "0.1"))).Message);

    private static BoostingOptions Parse(params (string Name, string Value)[] parameters) =>
        BoostingParameters.Parse(parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)), "p.yaml");
}
