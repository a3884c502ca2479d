using Quant.Models.Learners.Trees;

namespace Quant.Models.Tests.Learners.Trees;

/// <summary>Random rows with gaps, zeros, repeated values and codes of categories, and labels that depend on them.</summary>
internal static class RandomRows
{
    public static double[][] Rows(Random random, int rows, int features, int categorical = 0)
    {
        var table = new double[rows][];
        for (int row = 0; row < rows; row++)
        {
            table[row] = new double[features];
            for (int feature = 0; feature < features; feature++)
                table[row][feature] = feature < categorical ? random.Next(-1, 12) : Value(random, feature);
        }

        return table;
    }

    public static double[] Labels(Random random, double[][] rows) =>
    [
        .. rows.Select(row => row.Select((value, f) => double.IsNaN(value) ? 0.5 : Math.Sin((f + 1) * value)).Sum()
            + (0.3 * (random.NextDouble() - 0.5))),
    ];

    public static BoostingData Data(int seed, int rows, int features, int categorical = 0)
    {
        var random = new Random(seed);
        double[][] table = Rows(random, rows, features, categorical);
        return new BoostingData(LightGbmCase.Matrix(table), Labels(random, table));
    }

    private static double Value(Random random, int feature) => (feature % 4, random.Next(10)) switch
    {
        (1, 0) => double.NaN,
        (2, < 4) => 0,
        (3, _) => random.Next(-3, 4) / 2.0,
        _ => Math.Round((random.NextDouble() * 4) - 2, 4),
    };
}
