using System.Numerics;
using Quant.Metrics;

namespace Quant.Models.Ensembles.Search;

/// <summary>What a finished search says of the models rather than of one combination.</summary>
public static class SearchAnalysis
{
    /// <summary>Counts each model among the best and the worst combinations by Calmar ratio.</summary>
    /// <param name="panel">The models.</param>
    /// <param name="reports">Every combination; those without a drawdown count as 0.</param>
    /// <param name="count">How many are "the best".</param>
    public static ImmutableArray<(string Model, int Top, int Bottom)> Attribution(
        SearchPanel panel, ImmutableArray<CombinationReport> reports, int count)
    {
        CombinationReport[] ordered = [.. reports.OrderByDescending(report => report.Calmar).ThenBy(report => report.Members)];
        CombinationReport[] top = [.. ordered.Take(count)];
        CombinationReport[] bottom = [.. ordered.TakeLast(count)];
        return
        [
            .. panel.Models.Select((model, bit) => (
                model,
                top.Count(report => (report.Members >> bit & 1) == 1),
                bottom.Count(report => (report.Members >> bit & 1) == 1))),
        ];
    }

    /// <summary>The combinations that no other beats in all of excess return, drawdown and turnover, best excess
    /// first.</summary>
    public static ImmutableArray<CombinationReport> Front(ImmutableArray<CombinationReport> reports)
    {
        var front = new List<CombinationReport>();
        foreach (CombinationReport report in reports.OrderByDescending(report => report.AnnualExcess)
            .ThenByDescending(report => report.Score.MaxDrawdown).ThenBy(report => report.Score.Turnover)
            .ThenBy(report => report.Members))
        {
            bool isBeaten = front.Any(other => other.Score.MaxDrawdown >= report.Score.MaxDrawdown
                && other.Score.Turnover <= report.Score.Turnover);
            if (!isBeaten)
                front.Add(report);
        }

        return [.. front];
    }

    /// <summary>Pearson's correlation of the models' normalised scores over all cells of the universe within some rows,
    /// models × models, row-major.</summary>
    public static ImmutableArray<double> Correlations(SearchPanel panel, int first, int last)
    {
        int models = panel.Models.Length;
        double[][] values = [.. Enumerable.Range(0, models).Select(model => Cells(panel, model, first, last))];
        var result = new double[models * models];
        for (int left = 0; left < models; left++)
        {
            for (int right = left; right < models; right++)
            {
                double found = left == right ? 1 : Correlation.Of(values[left], values[right]);
                result[(left * models) + right] = found;
                result[(right * models) + left] = found;
            }
        }

        return [.. result];
    }

    /// <summary>The daily IC or rank IC of a combination with what followed, over some rows; NaN where it is not
    /// known.</summary>
    /// <param name="panel">The scores and what followed.</param>
    /// <param name="options">How long what followed lasts.</param>
    /// <param name="members">The combination.</param>
    /// <param name="first">The first row.</param>
    /// <param name="last">The last row that may be read.</param>
    /// <param name="ranked">Whether the rank IC is meant.</param>
    public static ImmutableArray<double> Coefficients(
        SearchPanel panel, SearchOptions options, ulong members, int first, int last, bool ranked)
    {
        int days = Math.Max(0, last - first + 1 - panel.Returns.FirstSession - options.RebalanceSessions + 1);
        var scores = new Panel(days, panel.Axes.Instruments.Length);
        var followed = new Panel(days, panel.Axes.Instruments.Length);
        for (int day = 0; day < days; day++)
        {
            panel.Combined(members, first + day).CopyTo(scores[day]);
            for (int column = 0; column < followed.Instruments; column++)
                followed[day, column] = CoefficientMoments.Followed(panel, options, first + day, column);
        }

        return ranked ? InformationCoefficient.Spearman(scores, followed) : InformationCoefficient.Pearson(scores, followed);
    }

    /// <summary>The mean correlation between the members of a combination; 1 for a single model.</summary>
    public static double MeanCorrelation(ImmutableArray<double> correlations, int models, ulong members)
    {
        double sum = 0;
        int pairs = 0;
        for (int left = 0; left < models; left++)
        {
            for (int right = left + 1; right < models; right++)
            {
                if ((members >> left & members >> right & 1) == 0)
                    continue;
                sum += correlations[(left * models) + right];
                pairs++;
            }
        }

        return pairs > 0 ? sum / pairs : 1;
    }

    /// <summary>Joins the models step by step, nearest first, by Ward's linkage of the distances √(2 − 2ρ).</summary>
    /// <remarks>As hierarchies are usually written: the models are clusters 0 to n − 1, the one made by step i is n + i.
    /// Of equal distances the lower clusters go first; an unknown correlation counts as 0.</remarks>
    public static ImmutableArray<(int Left, int Right, double Distance, int Size)> Clusters(
        ImmutableArray<double> correlations, int models)
    {
        var squares = new Dictionary<(int, int), double>();
        var sizes = new SortedDictionary<int, int>();
        for (int left = 0; left < models; left++)
        {
            sizes[left] = 1;
            for (int right = left + 1; right < models; right++)
            {
                double known = correlations[(left * models) + right];
                squares[(left, right)] = Math.Max(0, 2 - (2 * (double.IsFinite(known) ? known : 0)));
            }
        }

        var steps = ImmutableArray.CreateBuilder<(int, int, double, int)>();
        while (sizes.Count > 1)
        {
            (int left, int right) = squares.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;
            double joined = squares[(left, right)];
            int made = models + steps.Count;
            foreach (int other in sizes.Keys.Where(cluster => cluster != left && cluster != right).ToArray())
            {
                double total = sizes[left] + sizes[right] + sizes[other];
                squares[(other, made)] = (((sizes[left] + sizes[other]) * Take(squares, left, other))
                    + ((sizes[right] + sizes[other]) * Take(squares, right, other)) - (sizes[other] * joined)) / total;
            }

            _ = squares.Remove((left, right));
            int size = sizes[left] + sizes[right];
            steps.Add((left, right, Math.Sqrt(Math.Max(0, joined)), size));
            _ = sizes.Remove(left) && sizes.Remove(right);
            sizes[made] = size;
        }

        return steps.ToImmutable();
    }

    /// <summary>A combination's number of members.</summary>
    public static int SizeOf(ulong members) => BitOperations.PopCount(members);

    private static double Take(Dictionary<(int, int), double> squares, int left, int right) =>
        squares.Remove((Math.Min(left, right), Math.Max(left, right)), out double found)
            ? found
            : throw new ArgumentException("Two clusters have no distance.", nameof(squares));

    private static double[] Cells(SearchPanel panel, int model, int first, int last)
    {
        var cells = new List<double>();
        for (int row = first; row <= last; row++)
        {
            for (int column = 0; column < panel.Axes.Instruments.Length; column++)
            {
                if (panel.Ground(row)[column] == 0)
                    cells.Add(panel.Scores(model, row)[column] / SearchPanel.Steps);
            }
        }

        return [.. cells];
    }
}
