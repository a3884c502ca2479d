using System.Diagnostics;
using System.Text.Json;

namespace Quant.Benchmarks;

/// <summary>Times a piece of work and prints the result as one line of JSON.</summary>
/// <remarks>
/// On a machine that others use, wall time lies: the processor time beside it does not count their turns.
/// </remarks>
internal static class Measurement
{
    private const int Rounds = 5;

    /// <summary>One round untimed, then the medians of five.</summary>
    public static double Print(string name, double targetSeconds, int threads, Action work)
    {
        work();
        double[] wall = new double[Rounds];
        double[] processor = new double[Rounds];
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
            target_s = targetSeconds,
            threads,
            peak_mb = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
        }));
        return wall[Rounds / 2];
    }
}
