using System.Diagnostics;
using System.Text.Json;

namespace Quant.Benchmarks;

/// <summary>Times a piece of work and prints the result as one line of JSON.</summary>
/// <remarks>
/// On a machine that others use, wall time lies: the processor time beside it does not count their turns.
/// </remarks>
internal static class Measurement
{
    private static readonly JsonSerializerOptions WithoutNulls =
        new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <summary>One round untimed, then the medians of some.</summary>
    public static Timing Time(Action work, int rounds = 5, bool warm = true)
    {
        if (warm)
            work();
        double[] wall = new double[rounds];
        double[] processor = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            work();
            wall[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            processor[round] = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        }

        Array.Sort(wall);
        Array.Sort(processor);
        return new Timing(wall[rounds / 2], processor[rounds / 2]);
    }

    /// <summary>Prints one result.</summary>
    /// <param name="name">What was timed.</param>
    /// <param name="timing">The medians.</param>
    /// <param name="targetSeconds">What the median may be; null for a baseline.</param>
    /// <param name="threads">How many threads worked.</param>
    /// <param name="cells">How many numbers were made or read, for the throughput.</param>
    /// <param name="targetPeakMegabytes">What the peak may be, where there is such a target.</param>
    public static void Print(
        string name,
        Timing timing,
        double? targetSeconds,
        int threads,
        double cells,
        double? targetPeakMegabytes = null) =>
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                name,
                median_s = Rounded(timing.Seconds),
                cpu_s = Rounded(timing.ProcessorSeconds),
                target_s = targetSeconds is { } target ? Rounded(target) : (double?)null,
                threads,
                peak_mb = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
                target_peak_mb = targetPeakMegabytes is { } peak ? Math.Round(peak) : (double?)null,
                million_cells_per_s = Math.Round(cells / timing.Seconds / 1e6, 1),
            },
            WithoutNulls));

    // Four digits, whatever the size.
    private static double Rounded(double seconds) =>
        double.Parse(seconds.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

/// <summary>Median seconds of the clock and of the processors.</summary>
internal readonly record struct Timing(double Seconds, double ProcessorSeconds);
