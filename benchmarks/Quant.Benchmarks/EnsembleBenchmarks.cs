using System.Diagnostics;
using System.Text.Json;
using Quant.Models.Ensembles.Search;
using Quant.Panels;
using Quant.Signals;

namespace Quant.Benchmarks;

/// <summary>The speed of searching combinations, row by row of its table of targets.</summary>
internal static class EnsembleBenchmarks
{
    private const int Rounds = 5;

    public static int Run()
    {
        HoldingReturns returns = Returns(500, 300);
        foreach ((int every, double target, int most) in (ReadOnlySpan<(int, double, int)>)[(5, 12, 5), (1, 60, 4)])
        {
            var options = new SearchOptions { TopK = 20, RebalanceSessions = every, SizeMost = 0 };
            SearchPanel panel = SearchPanel.Of(Models(returns, 20), returns, options);
            CombinationSpace space = CombinationSpace.Of(panel.Models, options with { SizeMost = most });
            space = every == 5 ? CombinationSpace.Of(panel.Models, options with { SizeLeast = 8, SizeMost = 8 }) : space;
            var search = new BruteForceSearch(panel, options, space, 0, 499);
            int runs = every == 5 ? 60 : 12;
            string name = $"brute-force fast 300x500x20 rebalance {every}";
            Print(name, target, runs * BruteForceSearch.RunLength, 2, () => search.Score(0, runs, 2, default));
        }

        var plain = new SearchOptions();
        SearchPanel sixteen = SearchPanel.Of(Models(returns, 16), returns, plain);
        CombinationSpace all = CombinationSpace.Of(sixteen.Models, plain);
        var coefficients = new BruteForceSearch(sixteen, plain, all, 0, 499);
        foreach (int threads in (int[])[1, 2])
            Print("IC of every combination of 16", 0.4, all.Members.Length, threads, () => coefficients.Coefficients(threads, default));
        return 0;
    }

    private static void Print(string name, double targetMicroseconds, int combinations, int threads, Action work)
    {
        work();
        var wall = new double[Rounds];
        var processor = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            work();
            wall[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            processor[round] = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        }

        Array.Sort(wall);
        Array.Sort(processor);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            name,
            median_s = Math.Round(wall[Rounds / 2], 5),
            cpu_s = Math.Round(processor[Rounds / 2], 5),
            target_s = Math.Round(targetMicroseconds * combinations / 1e6, 5),
            threads,
            peak_mb = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
            combinations,
            per_combination_us = Math.Round(wall[Rounds / 2] * 1e6 / combinations, 3),
            cpu_us_per_combination_and_thread = Math.Round(processor[Rounds / 2] * 1e6 / combinations / threads, 3),
        }));
    }

    private static HoldingReturns Returns(int dates, int names)
    {
        var random = new Random(11);
        var axes = new PanelAxes(
            [.. Enumerable.Range(0, dates).Select(day => new Calendars.TradeDate(new DateOnly(2020, 1, 1).AddDays(day)))],
            [.. Enumerable.Range(0, names).Select(name => Instruments.InstrumentId.Parse($"{600000 + name}.SH"))]);
        Panel close = axes.NewPanel();
        for (int cell = 0; cell < close.Values.Length; cell++)
            close.Values[cell] = 0.02 * Normal(random);
        return HoldingReturns.AtNextClose(axes, close);
    }

    private static ImmutableArray<Prediction> Models(HoldingReturns returns, int count)
    {
        var random = new Random(12);
        Panel shared = returns.Axes.NewPanel();
        for (int cell = 0; cell < shared.Values.Length; cell++)
            shared.Values[cell] = Normal(random);
        return
        [
            .. Enumerable.Range(0, count).Select(model =>
            {
                Panel scores = returns.Axes.NewPanel();
                for (int cell = 0; cell < scores.Values.Length; cell++)
                    scores.Values[cell] = (0.6 * shared.Values[cell]) + Normal(random);
                return new Prediction($"m{model:00}", returns.Axes, scores);
            }),
        ];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
