using Quant.Factors;

namespace Quant.Core.Tests.Factors;

public sealed class FactorTests
{
    private static readonly FactorSet Both = new(
        "both", [FactorDefinition.Of(new Momentum()), new FactorDefinition("WRITTEN", "$close/Ref($close, 3)-1")]);

    [Fact]
    public void Compute_GivesWhatTheExpressionGives()
    {
        FeaturePanel panel = FactorEngine.Compute(Both, TestData.Snapshot, 2);

        Assert.Equal(["WRITTEN", "OWN3"], panel.Names.AsEnumerable());
        Assert.Equal(panel["WRITTEN"].Values, panel["OWN3"].Values);
    }

    [Fact]
    public void Compute_DependsNeitherOnTheStartNorOnTheFuture()
    {
        FactorSet own = Both.Only([1]);
        FeaturePanel whole = FactorEngine.Compute(own, TestData.Dirty, 1);
        int last = whole.Axes.Dates.Length - 1;
        TradeDate middle = whole.Axes.Dates[300];

        FeaturePanel late = FactorEngine.Compute(own, TestData.Dirty, 2, middle);
        FeaturePanel early = FactorEngine.Compute(own, TestData.Dirty.AsOf(middle), 1);

        Assert.Equal(whole.Rows(300, last).Panels[0].Values, late.Panels[0].Values);
        Assert.Equal(whole.Rows(0, 300).Panels[0].Values, early.Panels[0].Values);
    }

    [Fact]
    public void Compute_IsRefusedAFieldThatIsNotStatedAndARowThatIsNotInTheWindow()
    {
        Assert.Contains("reads close, not open", Wrong<ArgumentException>(new Careless("open", 0)).Message, StringComparison.Ordinal);
        Wrong<ArgumentOutOfRangeException>(new Careless("close", 2));
        Wrong<ArgumentOutOfRangeException>(new Careless("close", -1));
    }

    [Fact]
    public void Set_KnowsHowFarEachFactorLooksBack()
    {
        FactorSet set = new("s",
        [
            new FactorDefinition("A", "Mean(Ref($close, 2), 5)"), new FactorDefinition("B", "$open"),
            new FactorDefinition("C", "EMA($close, 5)"), FactorDefinition.Of(new Momentum()),
        ]);

        Assert.Equal([6, 0, null, 3], Enumerable.Range(0, 4).Select(set.LookbackOf));
        Assert.Equal(["close", "open"], set.Fields);
        Assert.NotEqual(set.Recipe, set.Only([0, 1, 2]).Recipe);
    }

    [Fact]
    public void Compute_RoundsWhatIsKeptIn32Bits()
    {
        FactorDefinition exact = new("A", "Mean($close, 5)");
        FactorSet set = new("s", [exact, exact with { Name = "B", Precision = FactorPrecision.Bits32 }]);

        FeaturePanel panel = FactorEngine.Compute(set, TestData.Dirty, 1);

        Assert.Equal(panel["A"].Values.ToArray().Select(value => (double)(float)value), panel["B"].Values.ToArray());
    }

    [Theory]
    [InlineData("alpha158", true)]
    [InlineData("Alpha158", true)]
    [InlineData("BOTH", true)]
    [InlineData("neither", false)]
    public void Registry_FindsWhateverTheCase(string name, bool found) =>
        Assert.Equal(found, new FactorRegistry(Both).Find(name) is not null);

    [Fact]
    public void Registry_RefusesANameTwice()
    {
        Assert.Throws<ArgumentException>(() => new FactorRegistry(Both, Both));
        Assert.Throws<ArgumentException>(() => new FactorRegistry(new FactorSet("Alpha158", Both.Definitions)));
    }

    private static T Wrong<T>(Factor factor)
        where T : Exception =>
        (T)Assert.Throws<AggregateException>(() => FactorEngine.Compute(
            new FactorSet("s", [FactorDefinition.Of(factor)]), TestData.Dirty, 1)).InnerExceptions.First(wrong => wrong is T);

    private sealed class Momentum() : Factor("OWN3", lookback: 3, "close")
    {
        public override void Compute(FactorWindow window, Span<double> result)
        {
            if (window.Rows < 4)
                return;
            for (int column = 0; column < result.Length; column++)
                result[column] = (window["close", 0][column] / window["close", 3][column]) - 1;
        }
    }

    private sealed class Careless(string field, int age) : Factor("CARELESS", lookback: 1, "close")
    {
        public override void Compute(FactorWindow window, Span<double> result) => result[0] = window[field, age][0];
    }
}
