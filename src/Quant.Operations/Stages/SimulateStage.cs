using System.Text.Json.Nodes;
using Quant.Operations.Simulation;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary>What <see cref="SimulateStage"/> is asked.</summary>
public sealed record SimulateRequest
{
    /// <summary>How many days to live in all; at least 1. A world has 14 to 44, then the next one begins.</summary>
    public required int Days { get; init; }

    /// <summary>The seed of the first world, from 0; each further world has the next one.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The folder, absolute, below which worlds keep their workspaces while they last.</summary>
    public required string Scratch { get; init; }

    /// <summary>A folder, absolute, that is not there yet: the workspace of the one world is made in it and stays. Null, the
    /// default, for none.</summary>
    public string? Keep { get; init; }

    /// <summary>The one clock; it dates records and decides nothing.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Told how far it is.</summary>
    public required IProgress<StageProgress> Progress { get; init; }

    /// <summary>Set when the user wants to stop.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary><c>quant simulate</c>: lives days of simulated markets, brokers and owners with the real stages, and has a
/// referee who knows the broker's truth judge each of them.</summary>
/// <remarks>Reproducible: what happens in a world depends on its seed alone. Nothing of a user's workspace is
/// touched.</remarks>
public static class SimulateStage
{
    /// <summary>Lives the days.</summary>
    /// <returns>Done, or failed with <c>PROMISE_BROKEN</c>, what was seen and how to see it again.</returns>
    /// <exception cref="InputException">The folder to keep is there already, or several worlds would need it.</exception>
    public static StageResult Run(SimulateRequest request)
    {
        var tally = new SimulationTally();
        int lived = 0;
        int worlds = 0;
        while (lived < request.Days)
        {
            int seed = checked(request.Seed + worlds);
            (int days, StageResult? broken) = LiveWorld(request, seed, lived, worlds, tally);
            if (broken is not null)
                return broken;
            lived += days;
            worlds++;
        }

        JsonObject details = Details(tally, worlds);
        details["seed"] = request.Seed;
        string counts = string.Join(", ", tally.Counts.Select(count => $"{count.Key} {count.Value}"));
        return StageResult.Done(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{lived} days of {worlds} worlds from seed {request.Seed} on: no promise was broken.\n{counts}"),
            details);
    }

    private static (int Days, StageResult? Broken) LiveWorld(
        SimulateRequest request, int seed, int lived, int worlds, SimulationTally tally)
    {
        using ScratchFolder? scratch = request.Keep is null ? ScratchFolder.Create(request.Scratch) : null;
        var world = new SimulatedWorld(seed, scratch?.Path ?? Kept(request, worlds), request.Clock, tally);
        int most = Math.Min(world.Days, request.Days - lived);
        try
        {
            world.Begin();
            while (world.Day < most)
            {
                request.Cancellation.ThrowIfCancellationRequested();
                request.Progress.Report(new StageProgress("simulate", (double)(lived + world.Day) / request.Days));
                world.LiveDay();
            }

            return (most, null);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            return (world.Day, Broken(seed, Math.Max(1, world.Day), wrong, tally, worlds));
        }
    }

    private static StageResult Broken(int seed, int day, Exception wrong, SimulationTally tally, int worlds)
    {
        string again = string.Create(CultureInfo.InvariantCulture, $"quant simulate --seed {seed} --days {day}");
        string what = wrong is BrokenPromiseException ? wrong.Message : wrong.ToString();
        JsonObject details = Details(tally, worlds);
        details["seed"] = seed;
        details["day"] = day;
        details["again"] = again;
        return new StageResult(
            StageOutcome.Failed, "PROMISE_BROKEN",
            string.Create(
                CultureInfo.InvariantCulture, $"Seed {seed}, day {day}: {what}\nSee it again: {again} --keep FOLDER"),
            details);
    }

    private static string Kept(SimulateRequest request, int worlds)
    {
        string folder = request.Keep!;
        if (worlds > 0 || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new InputException(
                "--keep", "", "a folder that is not there yet, for the days of one world",
                worlds > 0 ? "days of several worlds" : $"files in {folder}", "Name another folder, or ask for fewer days.");
        }

        DurableFile.CreateDirectory(folder);
        return folder;
    }

    private static JsonObject Details(SimulationTally tally, int worlds) => new()
    {
        ["worlds"] = worlds,
        ["counts"] = new JsonObject(tally.Counts.Select(count =>
            KeyValuePair.Create<string, JsonNode?>(count.Key, JsonValue.Create(count.Value)))),
    };
}
