using Quant.Core.Tests.Factors;
using Quant.Factors;
using Quant.Kernels;

namespace Quant.Core.Tests.Kernels;

/// <summary>Runs every kernel on vectors of 512 and of 256 bits on one machine and compares bits.</summary>
public sealed class VectorWidthTests
{
    private static readonly FactorSet EveryKernel = new("kernels", [.. new[]
    {
        "Abs($change)", "Log($volume+1)", "Sign($change)", "-$close", "$close**2", "Power(2,$change)", "1-$change", "Greater($open,$close)",
        "Less($change,0)", "If($close>$open,$high,$low)", "If($change,1,-1)", "($close>=$open)&($volume<=Ref($volume,1))", "($close==$high)|($close!=$low)",
        "Mean($close,13)", "Mean($close,0)", "Sum($volume,100)", "Count($vwap,9)", "Std($close,61)", "Var($change,0)", "Max($high,130)", "Min($low,0)",
        "IdxMax($high,33)", "IdxMin($low,0)", "Quantile($close,25,0.3)", "Med($close,12)", "Rank($close,75)", "Rank($close,5)", "Slope($close,200)",
        "Resi($close,21)", "Rsquare($close,44)", "Rsquare($close,0)", "EMA($close,12)", "Skew($change,20)", "WMA($close,10)", "Corr($close,$volume,90)",
        "Cov($close,$open,20)", "Corr($close,$volume,0)",
    }.Select((expression, index) => new FactorDefinition($"F{index}", expression))]);

    public static TheoryData<string> Sets => ["alpha158", "kernels"];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Kernels_GiveTheSameBits_AtAnyWidth(string name)
    {
        FactorSet set = FactorSets.Find(name) ?? EveryKernel;
        ImmutableArray<Panel> wide = Compute(set, isWide: true);
        ImmutableArray<Panel> narrow = Compute(set, isWide: false);
        for (int factor = 0; factor < wide.Length; factor++)
        {
            int place = Bits(wide[factor]).AsSpan().CommonPrefixLength(Bits(narrow[factor]));
            Assert.True(place == wide[factor].Values.Length, $"{set.Definitions[factor].Expression} differs in cell {place}");
        }
    }

    private static ImmutableArray<Panel> Compute(FactorSet set, bool isWide)
    {
        MarketSnapshot snapshot = TestData.Dirty;
        (int rows, int columns) = (snapshot.Axes.Dates.Length, snapshot.Axes.Instruments.Length);
        FactorGraph graph = FactorGraphBuilder.Build([.. set.Expressions.Select(expression => expression.Tree)], set.Dialect);
        var plan = new TilePlan(graph, rows);
        ImmutableArray<Panel> results = [.. set.Definitions.Select(_ => snapshot.Axes.NewPanel())];
        var job = new TileJob(
            graph.Fields.ToImmutableSortedDictionary(field => field, snapshot.Field),
            [.. plan.BarGroups.Select(_ => snapshot.Bars)],
            results,
            columns,
            rows,
            StartRow: 0,
            FirstRow: 0)
        {
            IsWide = isWide,
        };
        using var worker = new TileWorker(plan, job);
        for (int column = 0; column < columns; column += Cells.Lanes)
            worker.Compute(column);
        return results;
    }

    private static long[] Bits(Panel panel) => [.. panel.Values.ToArray().Select(BitConverter.DoubleToInt64Bits)];
}
