using Quant.Labels;
using Quant.Models.Ensembles;
using Quant.Signals;

namespace Quant.Models.Tests.Ensembles;

public sealed class FusionTests
{
    private const double None = double.NaN;

    private static readonly ImmutableArray<TradeDate> Dates = SyntheticMarket.Sessions(2, "2026-01-08");
    private static readonly TradeDate Anchor = Dates[1];
    private static readonly FusionOptions ByRank = new() { Normalisation = ScoreNormalisation.Rank };
    private static readonly FusionOptions ByZScore = new() { Normalisation = ScoreNormalisation.ZScore };

    public static TheoryData<string, double[], double[], double, double[]> Rows => new()
    {
        { "both know all", [10, 20, 30], [3, 2, 1], 0.5, [0.5, 0.5, 0.5] },
        { "equal halves", [10, 20, 30], [1, 3, 2], 0.5, [0, 0.75, 0.75] },
        { "a gap is a neutral vote", [10, 20, 30], [None, 1, 2], 0.5, [0.25, 0.25, 1] },
        { "a gap is too much where all must know", [10, 20, 30], [None, 1, 2], 1, [None, 0.25, 1] },
        { "a gap on both sides stays one", [10, None, 30], [1, None, 2], 0.5, [0, None, 1] },
        { "a gap needs someone even without a threshold", [10, None, 30], [1, None, 2], 0, [0, None, 1] },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Fuse_TableOfRows(string situation, double[] a, double[] b, double coverage, double[] expected)
    {
        _ = situation;
        FusionVerdict verdict = Fusion.Fuse(Combo("a", "b"), Anchor, [Of("a", a), Of("b", b)], ByRank with { CoverageLeast = coverage });

        for (int column = 0; column < expected.Length; column++)
            Assert.Equal(expected[column], verdict.Result!.Signal.Scores[1, column], 1e-15);
    }

    [Fact]
    public void Fuse_RefusesAHistoryOfModelsFittedLaterUnlessItIsAllowed()
    {
        FusionOptions options = ByRank with { Combinatorial = ["b", "other"] };

        FusionVerdict refused = Fusion.Fuse(Combo("a", "b"), Anchor, [Of("a", [1, 2]), Of("b", [1, 2])], options);
        FusionVerdict allowed = Fusion.Fuse(
            Combo("a", "b"), Anchor, [Of("a", [1, 2]), Of("b", [1, 2])], options with { AllowsCombinatorial = true });

        Assert.Equal([("COMBINATORIAL_PREDICTION", "b")], refused.Refusals.Select(refusal => (refusal.Code, refusal.Model)));
        Assert.Empty(allowed.Refusals);
        Assert.Empty(Fusion.Fuse(Combo("a"), Anchor, [Of("a", [1, 2])], options).Refusals);
    }

    [Fact]
    public void Fuse_ByZScoreByHand()
    {
        FusionResult result = Fusion.Fuse(
            Combo("a", "b") with { Method = WeightMethod.Manual, ManualWeights = Weights(("a", 3), ("b", 1)) },
            Anchor, [Of("a", [1, 2, 3]), Of("b", [30, 20, 10])], ByZScore).Result!;

        Assert.Equal([-0.5, 0, 0.5], result.Signal.Scores[1].ToArray());
        Assert.Equal(0.75, result.Signal.Weights["a"]);
        Assert.Equal(-1, result.Correlations[1], 1e-15);
        Assert.Equal(1, result.Correlations[0]);
    }

    [Fact]
    public void Fuse_APoorMemberShrinksNobody()
    {
        // W04: b knows one instrument of four; QuantPits keeps only that one.
        FusionResult result = Fusion.Fuse(
            Combo("a", "c", "b"), Anchor, [Of("a", [1, 2, 3, 4]), Of("b", [None, None, 9, None]), Of("c", [4, 3, 2, 1])], ByRank).Result!;

        Assert.Equal(4, result.AnchorNames);
        Assert.Equal(0, result.AnchorDropped);
        Assert.Equal([1, 1, 0.25], result.Members.Select(member => member.Coverage));
        Assert.Equal([4, 4, 1], result.Members.Select(member => member.AnchorNames));
        // The members that know all four are ranked among all four.
        Assert.Equal((0.0 + 1 + 0.5) / 3, result.Signal.Scores[1, 0], 1e-15);
    }

    [Fact]
    public void Fuse_ReportsWhatTooFewMembersKnow()
    {
        FusionResult result = Fusion.Fuse(
            Combo("a", "b"), Anchor, [Of("a", [1, 2, 3]), Of("b", [None, 1, 2])], ByRank with { CoverageLeast = 0.6 }).Result!;

        Assert.Equal((2, 1), (result.AnchorNames, result.AnchorDropped));
    }

    public static TheoryData<string, ComboSpec, string> Refused => new()
    {
        { "a member without a prediction", Combo("a", "zzz"), "MISSING_PREDICTION zzz" },
        { "a member whose prediction ends earlier", Combo("a", "old"), "STALE_PREDICTION old" },
        { "both, each told", Combo("zzz", "old"), "MISSING_PREDICTION zzz; STALE_PREDICTION old" },
        { "no manual weights", Combo("a", "b") with { Method = WeightMethod.Manual }, "WRONG_MANUAL_WEIGHTS a; WRONG_MANUAL_WEIGHTS b; WRONG_MANUAL_WEIGHTS " },
        { "a member without one", Combo("a", "b") with { Method = WeightMethod.Manual, ManualWeights = Weights(("a", 1)) }, "WRONG_MANUAL_WEIGHTS b" },
        { "a weight without a member", Combo("a") with { Method = WeightMethod.Manual, ManualWeights = Weights(("a", 1), ("b", 1)) }, "WRONG_MANUAL_WEIGHTS b" },
        { "weights of nothing", Combo("a") with { Method = WeightMethod.Manual, ManualWeights = Weights(("a", 0)) }, "WRONG_MANUAL_WEIGHTS " },
        { "a negative weight", Combo("a", "b") with { Method = WeightMethod.Manual, ManualWeights = Weights(("a", 2), ("b", -1)) }, "WRONG_MANUAL_WEIGHTS " },
        { "nothing known on the anchor", Combo("none"), "LOW_COVERAGE " },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Fuse_TableOfRefusals(string situation, ComboSpec combo, string expected)
    {
        _ = situation;
        Prediction old = Of("old", [1, 2]) with { Axes = new PanelAxes(SyntheticMarket.Sessions(2, "2026-01-05"), Of("old", [1, 2]).Axes.Instruments) };

        FusionVerdict verdict = Fusion.Fuse(combo, Anchor, [Of("a", [1, 2]), Of("b", [1, 2]), Of("none", [None, None]), old], ByRank);

        Assert.Null(verdict.Result);
        Assert.Equal(expected, string.Join("; ", verdict.Refusals.Select(refusal => $"{refusal.Code} {refusal.Model}")));
        Assert.All(verdict.Refusals, refusal => Assert.StartsWith(refusal.Reason == FusionRefusalReason.LowCoverage ? "On " : $"{combo.Name}: ", refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Fuse_TrailingWeightsNeedLabels() => Assert.Throws<ArgumentException>(
        () => Fusion.Fuse(Combo("a") with { Method = WeightMethod.Icir }, Anchor, [Of("a", [1, 2])], ByRank));

    [Fact]
    public void Fuse_RefusesADateThatIsNoSession()
    {
        var market = new SyntheticMarket(100, 5, 1);
        Panel scores = new Panel(1, 5);
        scores.Values.Clear();
        var sunday = new Prediction("a", new PanelAxes([TradeDate.Parse("2022-03-06")], market.Axes.Instruments), scores);

        InputException wrong = Assert.Throws<InputException>(() => Fusion.Fuse(
            Combo("a") with { Method = WeightMethod.Icir }, sunday.Anchor, Named([sunday]), market.Labels, ByRank));

        Assert.Equal("2022-03-06", wrong.Place);
    }

    private static ComboSpec Combo(params string[] models) =>
        new("core", [.. models], WeightMethod.Equal, ImmutableSortedDictionary<string, double>.Empty);

    private static ImmutableSortedDictionary<string, double> Weights(params (string Model, double Weight)[] weights) =>
        weights.ToImmutableSortedDictionary(entry => entry.Model, entry => entry.Weight);

    // The same scores on both dates.
    private static Prediction Of(string model, double[] scores)
    {
        var axes = new PanelAxes(Dates, [.. scores.Select((_, index) => InstrumentId.Parse($"{600000 + index}.SH"))]);
        Panel panel = axes.NewPanel();
        scores.CopyTo(panel[0]);
        scores.CopyTo(panel[1]);
        return new Prediction(model, axes, panel);
    }

    private static ImmutableSortedDictionary<string, Prediction> Named(Prediction[] predictions) =>
        predictions.ToImmutableSortedDictionary(prediction => prediction.Model, prediction => prediction);

    private static class Fusion
    {
        public static FusionVerdict Fuse(ComboSpec combo, TradeDate anchor, Prediction[] predictions, FusionOptions options) =>
            Quant.Models.Ensembles.Fusion.Fuse(combo, anchor, Named(predictions), null, options);

        public static FusionVerdict Fuse(
            ComboSpec combo, TradeDate anchor, ImmutableSortedDictionary<string, Prediction> predictions, LabelPanel labels, FusionOptions options) =>
            Quant.Models.Ensembles.Fusion.Fuse(combo, anchor, predictions, labels, options);
    }
}
