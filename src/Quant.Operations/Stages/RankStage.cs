using System.Text.Json.Nodes;
using Quant.Models.Ensembles;
using Quant.Models.Inference;
using Quant.Operations.Workspaces;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary><c>quant rank</c>: the instruments of a signal between −100 and 100, best first, as a file to
/// share.</summary>
public static class RankStage
{
    /// <summary>Ranks what is asked for.</summary>
    /// <exception cref="InputException">A combination is unknown, or its signal cannot be read.</exception>
    public static StageResult Run(StageContext context, RankRequest request)
    {
        Workspace workspace = context.Workspace;
        ImmutableArray<string> combos = request.From(workspace.Options.Ensemble);
        using MarketData? data = MarketData.Open(workspace, request.Session, out StageResult? stop);
        if (data is null)
            return stop!;

        var signals = new SortedDictionary<string, (Prediction Signal, ContentHash Hash)>(StringComparer.Ordinal);
        foreach (string combo in combos)
        {
            string path = PredictionFile.PathOfCombo(combo, data.Session);
            if (!File.Exists(workspace.PathOf(path)))
                return StageResult.Refused(
                    "MISSING_SIGNAL",
                    $"{combo} has no signal of {data.Session}. Run 'quant fuse --combo {combo}' first.");
            byte[] bytes = File.ReadAllBytes(workspace.PathOf(path));
            Prediction signal = PredictionFile.Read(combo, path, bytes);
            if (signal.Anchor != data.Session)
                return StageResult.Refused(
                    "STALE_SIGNAL",
                    $"{path} ends on {signal.Anchor}, not on {data.Session}. Run 'quant fuse --combo {combo}' again.");
            signals.Add(combo, (signal, ContentHash.Of(bytes)));
        }

        StageRun run = StageRun.Plan(
            context,
            "rank",
            data.Session,
            new JsonObject
            {
                ["combos"] = new JsonArray([.. combos.Select(combo => JsonValue.Create(combo))]),
                ["top_n"] = request.Count,
            },
            signals.ToImmutableSortedDictionary(
                signal => $"signal:{signal.Key}", signal => signal.Value.Hash, StringComparer.Ordinal));
        ImmutableArray<Ranking> rankings =
            [.. combos.Select(
                combo => Ranking.Of(combo, signals[combo].Signal.Axes, signals[combo].Signal.Scores, request.Count))];
        return run.IsDone()
            ? StageResult.Unchanged(Report(rankings, request.Count, "are there already"), Details(rankings))
            : Write(run, rankings, request.Count, context.DryRun);
    }

    private static StageResult Write(StageRun run, ImmutableArray<Ranking> rankings, int count, bool dryRun)
    {
        foreach (Ranking ranking in rankings)
            run.Write(RankingFile.PathOf(ranking, count), RankingFile.ToBytes(ranking));
        run.Complete([]);
        return StageResult.Done(
            Report(rankings, count, dryRun ? "would be written" : "are written"), Details(rankings));
    }

    private static string Report(ImmutableArray<Ranking> rankings, int count, string deed) =>
        string.Join('\n', rankings.Select(ranking =>
    {
        string best = string.Join(", ", ranking.Places.Take(5).Select(
            place => string.Create(CultureInfo.InvariantCulture, $"{place.Instrument} {place.Index:0.0#}")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ranking.Label}: {ranking.Places.Length} names of {ranking.Date} {deed} in {RankingFile.PathOf(ranking, count)}; best {best}.");
    }));

    private static JsonObject Details(ImmutableArray<Ranking> rankings) =>
        new(rankings.Select(ranking => KeyValuePair.Create(
        ranking.Label,
        (JsonNode?)new JsonArray([.. ranking.Places.Select(place => (JsonNode)new JsonObject
        {
            ["instrument"] = place.Instrument.ToString(),
            ["index"] = place.Index,
        })]))));
}

/// <summary>What <c>quant rank</c> was asked.</summary>
public sealed record RankRequest
{
    /// <summary>One combination; null, the default, means the one that orders are made from.</summary>
    public string? Combo { get; init; }

    /// <summary>Whether all enabled combinations are meant. Default no.</summary>
    public bool All { get; init; }

    /// <summary>The most names of a file. Default 300, at least 1.</summary>
    public int Count
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not at least 1.");
    } = 300;

    /// <summary>The session to stand at the close of; null, the default, means the last there is data of.</summary>
    public TradeDate? Session { get; init; }

    /// <summary>The combinations meant, in the order of the configuration; <c>custom</c> is the one fused from models
    /// outright.</summary>
    internal ImmutableArray<string> From(EnsembleOptions ensemble) => Combo switch
    {
        FuseRequest.AdHoc => [FuseRequest.AdHoc],
        { } name => [FuseRequest.Find(ensemble, name).Name],
        null => [.. ensemble.Combos.Where(combo => All ? combo.Enabled : combo.IsDefault).Select(combo => combo.Name)],
    };
}
