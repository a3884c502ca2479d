using System.Diagnostics;
using System.Text.Json;
using Quant.Models.Learners.Trees;

namespace Quant.Benchmarks;

/// <summary>The speed and memory of gradient-boosted trees, with Qlib's parameters for Alpha158.</summary>
/// <remarks>Made-up rows: independent features of which a few move the label, so that trees find something to split.</remarks>
internal static class ModelBenchmarks
{
    private const int Features = 158;
    private const int FullRows = 1_200_000;
    private const int FullRounds = 200;

    private static readonly BoostingOptions Options = new()
    {
        NumLeaves = 210,
        MaxDepth = 8,
        LearningRate = 0.2,
        FeatureFraction = 0.8879,
        BaggingFraction = 0.8789,
        LambdaL1 = 205.6999,
        LambdaL2 = 580.9768,
    };

    public static int Run(string[] size)
    {
        int rows = Size(size, 0, FullRows);
        int rounds = Size(size, 1, FullRounds);
        int threads = Size(size, 2, 2);
        double share = rows / (double)FullRows * rounds / FullRounds;
        (float[] values, double[] labels) = Rows(rows, seed: 1);
        (float[] others, double[] truths) = Rows(rows / 4, seed: 2);
        ImmutableArray<string> names = [.. Enumerable.Range(0, Features).Select(feature => $"f{feature}")];
        var training = new BoostingData(FeatureMatrix.FromRows(values, names), labels);
        FeatureMatrix fresh = FeatureMatrix.FromRows(others, names);
        using var process = Process.GetCurrentProcess();
        long before = process.PeakWorkingSet64;
        BoostingResult result = null!;
        (double wall, double processor) = Timed(() => result = GradientBoosting.Train(
            Options with { NumIterations = rounds, NumThreads = threads }, training));
        process.Refresh();
        long extra = (process.PeakWorkingSet64 - before) >> 20;
        double[] scores = [];
        (double first, _) = Timed(() => scores = result.Model.PredictRaw(fresh, threads));
        double loss = scores.Zip(truths, (score, truth) => (score - truth) * (score - truth)).Average();
        double none = truths.Average(truth => truth * truth);
        Print(
            $"train {rows}x{Features}, {rounds} rounds, binning included", wall, processor, 42 * share, threads,
            new { leaves = result.Model.Trees.Sum(tree => tree.Leaves), valid_l2 = loss, label_l2 = none });
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            name = $"memory of training {rows}x{Features} beyond the features", extra_mb = extra, target_mb = ((long)rows * Features >> 20) + 400, threads,
        }));
        var times = new List<(double Wall, double Processor)>();
        for (int round = 0; round < 5; round++)
            times.Add(Timed(() => scores = result.Model.PredictRaw(fresh, threads)));
        double median = times.Select(time => time.Wall).Order().ElementAt(2);
        Print(
            $"predict {rows / 4}x{Features}, {rounds} trees", median, times.Select(time => time.Processor).Order().ElementAt(2), 0.32 * share, threads,
            new { first_s = Math.Round(first, 4) });
        return 0;
    }

    private static int Size(string[] size, int place, int fallback) =>
        size.Length > place ? int.Parse(size[place], CultureInfo.InvariantCulture) : fallback;

    private static (double Wall, double Processor) Timed(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        work();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private static void Print(string name, double wall, double processor, double target, int threads, object also) =>
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            name,
            median_s = Math.Round(wall, 4),
            cpu_s = Math.Round(processor, 4),
            target_s = Math.Round(target, 4),
            threads,
            peak_mb = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
            also,
        }));

    private static (float[] Values, double[] Labels) Rows(int rows, ulong seed)
    {
        var values = GC.AllocateUninitializedArray<float>(rows * Features);
        var labels = new double[rows];
        unchecked
        {
            ulong state = seed * 0x9E3779B97F4A7C15;
            for (int row = 0; row < rows; row++)
            {
                Span<float> here = values.AsSpan(row * Features, Features);
                foreach (ref float value in here)
                {
                    state = (state * 6364136223846793005) + 1442695040888963407;
                    ulong bits = state ^ (state >> 29);
                    // Four sums of sixteen bits are near enough to a bell curve.
                    value = (((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)) / 37837f) - 3.464f;
                }

                double signal = (0.1 * here[3]) + (0.1 * here[40] * here[77]) + (here[100] > 1 ? 0.2 : 0) - (0.05 * here[120] * here[120]);
                state = (state * 6364136223846793005) + 1442695040888963407;
                labels[row] = signal + (((state >> 11) * (1.0 / (1UL << 53)) - 0.5) * 3.46);
            }
        }

        return (values, labels);
    }
}
