using Quant.Factors;

namespace Quant.Core.Tests.Factors;

public sealed class Alpha360GoldenTests
{
    [Fact]
    public void Alpha360_AgreesWithTheReference()
    {
        GoldenMatrix golden = GoldenMatrix.Read("alpha360/f32");
        FeaturePanel features = FactorEngine.Compute(FactorSets.Alpha360, TestData.Snapshot);
        Assert.Equal(golden.Columns.Where(name => !name.StartsWith("LABEL", StringComparison.Ordinal)), features.Names);
        var comparison = new GoldenComparison(golden, features);
        for (int column = 0; column < 360; column++)
            comparison.Column(column, features[golden.Columns[column]], 2e-7, 1e-12, (_, _) => false);
        Assert.True(comparison.Failures == 0, comparison.Report);
    }

    [Fact]
    public void Alpha360_HasTheReferencesExpressions()
    {
        IEnumerable<string> expected = File.ReadLines(Path.Combine(TestData.Folder, "alpha360", "expressions.tsv"))
            .Skip(1).Where(line => !line.StartsWith("LABEL", StringComparison.Ordinal)).Select(line => line.Replace(" ", ""));
        Assert.Equal(expected, FactorSets.Alpha360.Definitions.Select(factor => $"{factor.Name}\t{factor.Expression.Replace(" ", "")}"));
    }
}
