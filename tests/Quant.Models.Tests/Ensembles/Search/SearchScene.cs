using Quant.Models.Ensembles.Search;
using Quant.Signals;

namespace Quant.Models.Tests.Ensembles.Search;

/// <summary>Made-up models and returns, and the plain way to score a combination: re-add, sort, look up.</summary>
internal static class SearchScene
{
    public static PanelAxes Axes(int dates, int names) => new(
        [.. Enumerable.Range(0, dates).Select(day => new TradeDate(new DateOnly(2024, 1, 1).AddDays(day)))],
        [.. Enumerable.Range(0, names).Select(name => InstrumentId.Parse($"{600000 + name}.SH"))]);

    /// <summary>Scores that follow what comes as far as <paramref name="skill"/> says, else noise.</summary>
    public static ImmutableArray<Prediction> Models(
        HoldingReturns returns, int models, int seed, double gaps = 0, int levels = 0, double skill = 0)
    {
        var random = new Random(seed);
        PanelAxes axes = returns.Axes;
        return
        [
            .. Enumerable.Range(0, models).Select(model =>
            {
                Panel scores = axes.NewPanel();
                for (int row = 0; row < scores.Dates; row++)
                {
                    for (int column = 0; column < scores.Instruments; column++)
                    {
                        double next = row + 2 < scores.Dates ? returns.Close[row + 2, column] : 0;
                        double value = Normal(random) + (model == 0 && double.IsFinite(next) ? skill * next : 0);
                        scores[row, column] = random.NextDouble() < gaps ? double.NaN
                            : levels > 0 ? Math.Round(value * levels) : value;
                    }
                }

                return new Prediction($"m{model:00}", axes, scores);
            }),
        ];
    }

    public static HoldingReturns Returns(int dates, int names, int seed, double gaps = 0, bool atOpen = false)
    {
        var random = new Random(seed);
        PanelAxes axes = Axes(dates, names);
        Panel close = Noise(axes, random, gaps);
        if (!atOpen)
            return HoldingReturns.AtNextClose(axes, close);
        Panel exit = Noise(axes, random, gaps);
        Panel entry = axes.NewPanel();
        for (int cell = 0; cell < entry.Values.Length; cell++)
            entry.Values[cell] = ((1 + close.Values[cell]) / (1 + exit.Values[cell])) - 1;
        return new HoldingReturns(axes, close, entry, exit, null, 1);
    }

    /// <summary>Re-adds the members on a date and sorts: columns of the universe, best first.</summary>
    public static int[] Ranked(SearchPanel panel, ulong members, int row)
    {
        ImmutableArray<double> sums = panel.Combined(members, row);
        return
        [
            .. Enumerable.Range(0, sums.Length).Where(column => !double.IsNaN(sums[column]))
                .OrderByDescending(column => sums[column]).ThenBy(column => column),
        ];
    }

    /// <summary>The plain score of a combination that always holds the best names.</summary>
    public static (double[] Returns, double Turnover) Plain(
        SearchPanel panel, SearchOptions options, ulong members, int first, int last)
    {
        HoldingReturns market = panel.Returns;
        int[] held = [];
        double value = 1;
        double close = 1;
        double replaced = 0;
        int decisions = 0;
        var earned = new List<double>();
        for (int row = first; row + market.FirstSession <= last; row += options.RebalanceSessions)
        {
            int[] ranked = Ranked(panel, members, row);
            int[] next = ranked.Length == 0 ? held : [.. ranked.Take(options.TopK)];
            int bought = next.Except(held).Count();
            int sold = held.Except(next).Count();
            replaced += decisions++ > 0 ? bought / (double)Math.Max(1, next.Length) : 0;
            value *= 1 - (((bought * options.BuyCost) + (sold * options.SellCost)) / Math.Max(1, Math.Max(next.Length, held.Length)));
            double[] worth = [.. next.Select(_ => value / next.Length)];
            int begin = row + market.FirstSession;
            int end = Math.Min(begin + options.RebalanceSessions - 1, last);
            for (int day = begin; day <= end; day++)
            {
                Panel source = day == begin && market.Entry is not null ? market.Entry : market.Close;
                for (int index = 0; index < worth.Length; index++)
                    worth[index] *= 1 + Known(source[day, next[index]]);
                double now = worth.Length == 0 ? value : worth.Sum();
                earned.Add((now / close) - 1);
                close = now;
            }

            for (int index = 0; index < worth.Length && market.Exit is not null && end + 1 <= last; index++)
                worth[index] *= 1 + Known(market.Exit[end + 1, next[index]]);
            value = worth.Length == 0 ? value : worth.Sum();
            held = next;
        }

        return ([.. earned], replaced / Math.Max(1, decisions - 1));
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Known(double value) => double.IsFinite(value) ? value : 0;

    private static Panel Noise(PanelAxes axes, Random random, double gaps)
    {
        Panel panel = axes.NewPanel();
        for (int cell = 0; cell < panel.Values.Length; cell++)
            panel.Values[cell] = random.NextDouble() < gaps ? double.NaN : Math.Clamp(0.02 * Normal(random), -0.1, 0.1);
        return panel;
    }
}
