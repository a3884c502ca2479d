using System.Text.Json.Nodes;
using Quant.Data.FactorFiles;
using Quant.Factors;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary>What <c>factor build</c> is asked for.</summary>
public sealed record FactorBuildRequest
{
    /// <summary>The factor set.</summary>
    public required string Set { get; init; }

    /// <summary>Whether to compute everything anew, whatever is stored.</summary>
    public bool Rebuild { get; init; }
}

/// <summary><c>factor build</c>: computes a set on the workspace's data and stores a file per factor.</summary>
/// <remarks>
/// What is stored are the values of every instrument that ever belonged to the market, before preprocessing. A further
/// session costs its own work and its windows; where data were corrected the rows that read them are computed again.
/// </remarks>
public static class FactorStage
{
    /// <summary>Where a workspace keeps its stored factors, a folder per set.</summary>
    public const string StorePath = "data/factors";

    /// <summary>Builds.</summary>
    /// <exception cref="InputException">There is no such set, or the data lack a field that it needs.</exception>
    /// <exception cref="StorageException">A file could not be written.</exception>
    public static StageResult Build(StageContext context, FactorBuildRequest request)
    {
        FactorSet set = SetOf(context.Workspace.Options.Factors, request.Set);
        using MarketData? data = MarketData.Open(context.Workspace, session: null, out StageResult? stop);
        if (data is null)
            return stop!;
        var store = new FactorStore(context.Workspace.PathOf($"{StorePath}/{set.Name}"));
        FactorBuild built = store.Build(set, data.Snapshot(), new FactorBuildOptions
        {
            Rebuild = request.Rebuild,
            DryRun = context.DryRun,
            Threads = context.Threads,
            Progress = new Relay(context.Progress, set.Name),
            Cancellation = context.Cancellation,
        });
        JsonObject details = Details(set, data, built);
        string text = Text(set, data, built, context.DryRun);
        if (built.Lines.All(line => line.Action == FactorBuildAction.Unchanged))
            return StageResult.Unchanged(text, details);
        StageRun.Plan(context, "factor-build", data.Session, Request(request), Inputs(set, data)).Complete(details);
        return StageResult.Done(text, details);
    }

    /// <summary>The set of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    internal static FactorSet SetOf(FactorRegistry factors, string name) => factors.Find(name) ?? throw new InputException(
        "--set", "", "a factor set", $"'{name}'", NearestName.Remedy(name, factors.Names));

    private static JsonObject Request(FactorBuildRequest request) =>
        new() { ["set"] = request.Set, ["rebuild"] = request.Rebuild };

    private static ImmutableSortedDictionary<string, ContentHash> Inputs(FactorSet set, MarketData data) =>
        ImmutableSortedDictionary.Create<string, ContentHash>(StringComparer.Ordinal)
            .Add("market", data.Hash)
            .Add("recipe", set.Recipe);

    // Factors with one fate and one reason are told in one line.
    private static string Text(FactorSet set, MarketData data, FactorBuild built, bool dryRun)
    {
        int deprecated = set.Definitions.Length - built.Lines.Length;
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Name}: {built.Lines.Length} factors over {built.Rows} sessions up to {data.Session} and {built.Instruments} instruments{(deprecated > 0 ? $"; {deprecated} deprecated are left as they are" : "")}");
        IEnumerable<string> lines = built.Lines
            .GroupBy(line => (line.Action, line.RowsComputed, line.Reason))
            .Select(group => string.Create(
                CultureInfo.InvariantCulture,
                $"{Word(group.Key.Action, dryRun)} {Names(group)}{(group.Key.Reason.Length > 0 ? $": {group.Key.Reason}; {group.Key.RowsComputed} sessions computed" : "")}"));
        return string.Join('\n', lines.Prepend(head));
    }

    private static string Word(FactorBuildAction action, bool dryRun) => action switch
    {
        FactorBuildAction.Unchanged => "unchanged",
        FactorBuildAction.Appended => dryRun ? "would append" : "appended",
        _ => dryRun ? "would write" : "wrote",
    };

    private static string Names(IEnumerable<FactorBuildLine> lines)
    {
        string[] names = [.. lines.Select(line => line.Factor)];
        return names.Length <= 4 ? string.Join(", ", names) : string.Create(
            CultureInfo.InvariantCulture, $"{names[0]}, {names[1]} and {names.Length - 2} more");
    }

    private static JsonObject Details(FactorSet set, MarketData data, FactorBuild built) => new()
    {
        ["set"] = set.Name,
        ["recipe"] = set.Recipe.Hex,
        ["session"] = data.Session.ToString(),
        ["sessions"] = built.Rows,
        ["instruments"] = built.Instruments,
        ["factors"] = new JsonArray([.. built.Lines.Select(line => new JsonObject
        {
            ["name"] = line.Factor,
            ["action"] = Word(line.Action, dryRun: false),
            ["sessions_computed"] = line.RowsComputed,
            ["reason"] = line.Reason,
        })]),
    };

    private sealed class Relay(IProgress<StageProgress> progress, string set) : IProgress<double>
    {
        public void Report(double value) => progress.Report(new StageProgress($"build {set}", value));
    }
}
