using Quant.Models.Registry;

namespace Quant.Models.Tests.Registry;

public sealed class ModelSelectionTests
{
    private static readonly ImmutableArray<ModelSpec> Registry =
    [
        Spec("ridge_a158", "ridge", "Alpha158", "csi300", "baseline"),
        Spec("ridge_a360", "ridge", "Alpha360", "csi300", "ts"),
        Spec("rule", "rule_score", "Alpha158", "csi500", "baseline"),
        Spec("old", "ridge", "Alpha158", "csi300", "baseline") with { Enabled = false },
    ];

    public static TheoryData<string, ModelSelection, string> Cases => new()
    {
        { "without a word, what is enabled", ModelSelection.Enabled, "ridge_a158 ridge_a360 rule" },
        { "named outright, enabled or not, in the registry's order", new() { Models = ["old", "ridge_a158"] }, "ridge_a158 old" },
        { "named twice counts once", new() { Models = ["rule", "rule"] }, "rule" },
        { "names win over all and filters", new() { Models = ["rule"], All = true, Algorithm = "ridge" }, "rule" },
        { "all wins over filters", new() { All = true, Algorithm = "ridge" }, "ridge_a158 ridge_a360 rule" },
        { "by learner, whatever the case", new() { Algorithm = "RIDGE" }, "ridge_a158 ridge_a360" },
        { "by feature set", new() { Dataset = "alpha158" }, "ridge_a158 rule" },
        { "by market", new() { Market = "csi500" }, "rule" },
        { "by tag", new() { Tag = "Baseline" }, "ridge_a158 rule" },
        { "every filter must match", new() { Algorithm = "ridge", Tag = "baseline" }, "ridge_a158" },
        { "no match", new() { Algorithm = "gru" }, "" },
        { "skipped last", new() { Models = ["rule", "old"], Skip = ["old"] }, "rule" },
        { "skipped from all", new() { Skip = ["ridge_a158"] }, "ridge_a360 rule" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void From_TableOfCases(string situation, ModelSelection selection, string expected)
    {
        _ = situation;
        Assert.Equal(expected, string.Join(' ', selection.From(Registry).Select(spec => spec.Name)));
    }

    [Theory]
    [InlineData("--models", "rigde_a158", "Did you mean 'ridge_a158'?")]
    [InlineData("--skip", "zzz", "Known are old, ridge_a158, ridge_a360, rule.")]
    public void From_RefusesAnUnknownNameAndNamesTheNearest(string option, string name, string remedy)
    {
        ModelSelection selection = option == "--models" ? new() { Models = [name] } : new() { Skip = [name] };

        InputException wrong = Assert.Throws<InputException>(() => selection.From(Registry));

        Assert.Equal(option, wrong.Origin);
        Assert.Equal(remedy, wrong.Remedy);
    }

    private static ModelSpec Spec(string name, string algorithm, string features, string market, string tag) =>
        SyntheticMarket.Ridge(name) with { Algorithm = algorithm, FeatureSet = features, Market = market, Tags = [tag] };
}
