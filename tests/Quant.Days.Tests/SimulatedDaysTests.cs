using System.Text.Json.Nodes;

namespace Quant.Days.Tests;

/// <summary>Many days of simulated markets, brokers and owners, lived by the command line as a user would.</summary>
/// <remarks>
/// <c>QUANT_SIMULATED_DAYS</c> sets how many days are lived, 2,000 without it, and <c>QUANT_SIMULATED_SEED</c> from which
/// seed on. A failure says the seed, the day and the command that lives it again.
/// </remarks>
public sealed class SimulatedDaysTests : IDisposable
{
    private const int Lanes = 2;
    private const int DaysMost = 1_000;
    private const int SeedsApart = 1_000;
    private readonly string folder = Directory.CreateTempSubdirectory("quant-simulated-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task NoPromise_IsBroken()
    {
        int days = Setting("QUANT_SIMULATED_DAYS", 2_000);
        int seed = Setting("QUANT_SIMULATED_SEED", 1);

        int parts = Math.Max(Lanes, (days + DaysMost - 1) / DaysMost);
        var results = new QuantResult[parts];

        await Parallel.ForAsync(
            0, parts, new ParallelOptions { MaxDegreeOfParallelism = Lanes },
            async (part, stop) => results[part] = await Task.Run(() => Live((days + part) / parts, seed + (part * SeedsApart)), stop));

        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.ToString()));
        ImmutableArray<JsonObject> counts =
            [.. results.Select(result => JsonNode.Parse(result.Output)!["details"]!["counts"]!.AsObject())];
        Assert.Equal(days, counts.Sum(count => (long)count["days"]!));
        // A quiet simulation proves nothing.
        string[] must =
        [
            "adjustments", "amended", "corrections", "deposits_announced", "disk_refused", "documents_half", "documents_late",
            "documents_torn", "documents_twice", "ended", "orders_in_part", "orders_refused", "orders_open_breaks", "untold",
        ];
        Assert.All(must, name => Assert.True(counts.Sum(count => (long?)count[name] ?? 0) > 0, $"{name} never happened"));
    }

    private QuantResult Live(int days, int seed) => QuantProcess.Run(
        folder,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = Memory() },
        "simulate", "--json", "--days", days.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture));

    // What is flushed to memory is flushed at once; that flushes reach a disk has tests of its own.
    private string Memory() => Directory.Exists("/dev/shm") ? "/dev/shm" : folder;

    private static int Setting(string name, int otherwise) => int.Parse(
        Environment.GetEnvironmentVariable(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
