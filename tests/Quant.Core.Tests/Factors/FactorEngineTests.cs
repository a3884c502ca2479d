using Quant.Factors;

namespace Quant.Core.Tests.Factors;

public sealed class FactorEngineTests
{
    // Every operator of the language, windows that are computed directly, merged, and since the first bar.
    private static readonly FactorSet EveryOperator = new("every", [.. new[]
    {
        "Abs($change)", "Log($volume+1)", "Sign($change)", "-$close", "$close**2", "Power(2,$change)", "$open/$close", "Greater($open,$close)", "Less($change,0)",
        "If($close>$open,$high,$low)", "If($change,1,-1)", "Not($close>$open)", "($close>=$open)&($volume<=Ref($volume,1))", "($close==$high)|($close!=$low)",
        "Ref($close,61)", "Delta($close,5)", "Ref($close,0)", "Mean($close,1)", "Mean($close,13)", "Mean($close,0)", "Sum($volume,100)", "Count($vwap,9)", "Count($vwap,0)",
        "Std($close,2)", "Std($close,61)", "Var($change,17)", "Max($high,6)", "Max($high,130)", "Min($low,19)", "IdxMax($high,4)", "IdxMin($low,33)", "IdxMax($high,0)",
        "Quantile($close,25,0.3)", "Quantile($close,25,0.7)", "Med($close,12)", "Med($close,0)", "Mad($close,10)", "Rank($close,5)", "Rank($close,75)", "Rank($close,0)",
        "Skew($change,20)", "Kurt($change,20)", "Slope($close,3)", "Slope($close,200)", "Resi($close,21)", "Rsquare($close,44)", "Rsquare($close,0)",
        "WMA($close,10)", "EMA($close,12)", "EMA($close,0.2)", "EMA($close,0)", "Corr($close,$volume,6)", "Corr($close,$volume,90)", "Cov($close,$open,20)", "Corr($close,$volume,0)",
        "Std(Mean($close,5)/$close,20)", "Rank(Corr($close,$volume,10),20)", "Slope(EMA($close,5),10)", "Mean($close>Ref($close,1),20)", "2>$close",
        "$close<$open", "$close*$volume", "IsNull($vwap)", "IsInf(1/$change)", "FFillNan($close)", "Select($close>$open,$volume)", "Cut($close,7)", "Rolling($close,5,'sem')",
        "CSRank($close)", "CSZScore($change)", "CSDemean($change)", "CSScale($change)", "CSBucket($volume,3)", "CSNeutralize($change,Sign($close-$open))",
        "CSResidual($change,$volume,Ref($change,1))", "Mean(CSRank($close),5)", "CSRank(Mean($close,5))", "Rank(CSRank(EMA($close,5))-CSRank($volume),12)",
        "Mask($close,'SH600000')", "ChangeInstrument('SH600063',Mean($close,5))", "Corr($close,ChangeInstrument('SH600000',$close),20)",
        "P($$roe_q)", "P(Mean($$roe_q,4))", "PRef($$eps_a,2017)", "Mean(P($$roe_q),20)", "CSRank(P($$eps_a)/$close)",
    }.Select((expression, index) => new FactorDefinition($"F{index}", expression))]);

    public static TheoryData<string> Sets => ["alpha158", "every"];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Compute_GivesTheSameBits_FromAnyFirstDate(string name)
    {
        FeaturePanel all = FactorEngine.Compute(Set(name), TestData.Dirty, threads: 1);
        foreach (int first in (int[])[1, 129, 599])
        {
            FeaturePanel part = FactorEngine.Compute(Set(name), TestData.Dirty, threads: 1, TestData.Dirty.Axes.Dates[first]);
            Assert.Empty(Changed(all.Rows(first, 599), part, 599 - first));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Compute_GivesTheSameBits_WithAnyNumberOfThreads(string name)
    {
        FeaturePanel one = FactorEngine.Compute(Set(name), TestData.Dirty, threads: 1);
        foreach (int threads in (int[])[2, 5])
            Assert.Empty(Changed(one, FactorEngine.Compute(Set(name), TestData.Dirty, threads), 599));
    }

    [Fact]
    public void Compute_GivesTheSameBits_WithoutTheOtherFactors()
    {
        FactorSet set = Set("alpha158");
        FeaturePanel together = FactorEngine.Compute(set, TestData.Dirty);
        foreach (FactorDefinition factor in set.Definitions.Where((_, index) => index % 7 == 0))
        {
            FeaturePanel alone = FactorEngine.Compute(new FactorSet("one", [factor], set.Dialect), TestData.Dirty);
            Assert.Equal(Bits(together[factor.Name]), Bits(alone[factor.Name]));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Compute_DoesNotReadTheFuture(string name)
    {
        foreach (int row in (int[])[0, 127, 128, 598])
        {
            Assert.Empty(Future.Readers(snapshot => FactorEngine.Compute(Set(name), snapshot), TestData.Dirty, row));
            TradeDate from = TestData.Dirty.Axes.Dates[Math.Max(0, row - 3)];
            Assert.Empty(Future.Readers(snapshot => FactorEngine.Compute(Set(name), snapshot, from: from), TestData.Dirty, row));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Compute_GivesTheSameBits_AsOfAnEarlierSession(string name)
    {
        FeaturePanel all = FactorEngine.Compute(Set(name), TestData.Dirty);
        foreach (int row in (int[])[0, 59, 128, 333])
        {
            FeaturePanel then = FactorEngine.Compute(Set(name), TestData.Dirty.AsOf(TestData.Dirty.Axes.Dates[row]));
            Assert.Empty(Changed(all.Rows(0, row), then, row));
        }
    }

    // A new operator must join the list above, so that all that is shown of it is shown of the operator too.
    [Fact]
    public void EveryOperator_IsAmongThem()
    {
        string all = string.Join(' ', EveryOperator.Expressions.Select(expression => $"({expression}"));
        string[] labelsOnly = ["BFillNan"];
        Assert.DoesNotContain(
            OperatorCatalog.Names.Except(labelsOnly), name => name != "Rolling" && !all.Contains($"({name}(") && !all.Contains($",{name}("));
    }

    [Fact]
    public void FutureReaders_FindsAKernelThatLeaks()
    {
        var close = new GraphNode(0, null, "close", []);
        var leak = new GraphNode(1, new Future.LeakingKernel(), "", [new GraphSlot(close, 0)]);
        var graph = new FactorGraph([close, leak], [new GraphSlot(close, 0), new GraphSlot(leak, 0)]);
        FeaturePanel Compute(MarketSnapshot snapshot) =>
            FactorEngine.Compute(graph, ["honest", "leaking"], ContentHash.Of("leak"), snapshot, threads: 1, first: 0);
        Assert.Equal("leaking", Assert.Single(Future.Readers(Compute, TestData.Dirty, row: 333)));
    }

    [Fact]
    public void Compute_NamesTheFactorAndTheField_WhenTheSnapshotLacksIt()
    {
        var set = new FactorSet("own", [new FactorDefinition("GOOD", "$close"), new FactorDefinition("BAD", "Mean($closs, 5)")]);
        InputException wrong = Assert.Throws<InputException>(() => FactorEngine.Compute(set, TestData.Dirty));
        Assert.Contains("factor BAD", wrong.Message);
        Assert.Contains("$closs", wrong.Message);
        Assert.Contains("Did you mean $close?", wrong.Message);
    }

    [Fact]
    public void Compute_RefusesADateThatIsNone() => Assert.Throws<ArgumentException>(
        () => FactorEngine.Compute(Set("every"), TestData.Dirty, from: TradeDate.Parse("2018-01-06")));

    [Fact]
    public void Compute_LeavesNothingOutsideOfTheBars()
    {
        FeaturePanel features = FactorEngine.Compute(Set("every"), TestData.Dirty);
        BarRanges bars = TestData.Dirty.BarsOf("close");
        int column = TestData.Dirty.Axes.ColumnOf(InstrumentId.Parse("300799.SZ"));
        // What is another's, or announced, has the other's bars, or all.
        foreach ((FactorExpression expression, Panel panel) in Set("every").Expressions.Zip(features.Panels))
        {
            for (int row = 0; row < 600 && expression.Instruments.IsEmpty && expression.PeriodFields.IsEmpty; row++)
            {
                if (row < bars.First[column] || row > bars.Last[column])
                    Assert.True(double.IsNaN(panel[row, column]));
            }
        }

        Assert.Equal(12, bars.Last[column] - bars.First[column] + 1);
    }

    private static FactorSet Set(string name) => FactorSets.Find(name) ?? EveryOperator;

    private static ImmutableArray<string> Changed(FeaturePanel expected, FeaturePanel found, int lastRow) => Future.Changed(expected, found, lastRow);

    private static long[] Bits(Panel panel) => [.. panel.Values.ToArray().Select(BitConverter.DoubleToInt64Bits)];
}
