using System.Text.Json.Nodes;

namespace Quant.Operations.Stages;

/// <summary><c>quant runs</c>: what was run, with what, and how runs differ. It reads manifests and writes nothing.</summary>
public static class RunsStage
{
    private static readonly string[] Head = ["session", "run", "stage", "finished", "asked"];

    /// <summary>Lists runs, newest session first.</summary>
    /// <exception cref="InputException">A manifest cannot be read.</exception>
    public static StageResult List(StageContext context, RunFilter filter, int most)
    {
        ImmutableArray<StoredRun> all = new RunCatalog(context.Workspace).Find(filter);
        ImmutableArray<StoredRun> shown = [.. all.Take(most)];
        var rows = new List<string[]> { Head };
        rows.AddRange(shown.Select(run => new[] { run.Session, run.Id, run.Stage, Minute(run.Finished), run.Asked }));
        string rest = all.Length > shown.Length
            ? string.Create(CultureInfo.InvariantCulture, $"\n{all.Length - shown.Length} more; choose with --stage, --model or --date, or raise --limit.") : "";
        return StageResult.Done(
            all.IsEmpty ? "No run matches." : RunText.Table(rows) + rest,
            new JsonObject
            {
                ["count"] = all.Length,
                ["runs"] = new JsonArray([.. shown.Select(run => (JsonNode)new JsonObject
                {
                    ["run"] = run.Id,
                    ["stage"] = run.Stage,
                    ["session"] = run.Session,
                    ["finished_at"] = run.Finished,
                    ["request"] = run.Request.DeepClone(),
                    ["manifest"] = run.Path,
                })]),
            });
    }

    /// <summary>Tells all that a run's manifest says.</summary>
    /// <exception cref="InputException">There is no such run, or more than one.</exception>
    public static StageResult Show(StageContext context, string run)
    {
        StoredRun found = new RunCatalog(context.Workspace).One(run);
        IEnumerable<string[]> rows = RunText.Flat(found.Manifest).Select(entry => new[] { entry.Key, RunText.Of(entry.Value) });
        string years = RunYears.Table([found]);
        return StageResult.Done(
            string.Join("\n\n", new[] { RunText.Table([.. rows]), years }.Where(text => text.Length > 0)),
            new JsonObject { ["manifest"] = found.Manifest.DeepClone(), ["path"] = found.Path });
    }

    /// <summary>Tells in what runs differ: what was asked, inputs, configuration, code, results and outputs.</summary>
    /// <exception cref="InputException">A run is not there, or fewer than two are named.</exception>
    public static StageResult Compare(StageContext context, ImmutableArray<string> runs)
    {
        var catalog = new RunCatalog(context.Workspace);
        ImmutableArray<StoredRun> found = [.. runs.Select(catalog.One).DistinctBy(run => run.Path)];
        if (found.Length < 2)
            throw new InputException("--run", "", "at least two runs", $"{found.Length}", "Name another run; 'quant runs list' lists them.");
        Dictionary<string, JsonNode?>[] flat =
            [.. found.Select(run => RunText.Flat(run.Manifest).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal))];
        string[] keys = [.. flat.SelectMany(values => values.Keys).Distinct(StringComparer.Ordinal)];
        string[] differing =
        [
            .. keys.Where(key => key is not ("started_at" or "finished_at" or "run") && flat
                .Select(values => values.TryGetValue(key, out JsonNode? value) ? value?.ToJsonString() ?? "null" : "")
                .Distinct(StringComparer.Ordinal).Count() > 1),
        ];
        var rows = new List<string[]> { Row("", found.Select(run => run.Id)) };
        rows.AddRange(differing.Select(key => Row(key, flat.Select(
            values => values.TryGetValue(key, out JsonNode? value) ? Brief(RunText.Of(value)) : ""))));
        string years = RunYears.Table(found);
        int alike = keys.Length - differing.Length - 3;
        string text = differing.Length == 0
            ? "The runs are alike in all but their time."
            : string.Create(CultureInfo.InvariantCulture, $"{RunText.Table(rows)}\n{alike} values are alike.");
        return StageResult.Done(
            years.Length > 0 ? $"{text}\n\n{years}" : text,
            new JsonObject
            {
                ["runs"] = new JsonArray([.. found.Select(run => (JsonNode)run.Id)]),
                ["differences"] = new JsonObject(differing.Select(key => KeyValuePair.Create(
                    key,
                    (JsonNode?)new JsonArray([.. flat.Select(values => values.GetValueOrDefault(key)?.DeepClone())])))),
                ["years"] = RunYears.Json(found),
            });
    }

    private static string[] Row(string head, IEnumerable<string> cells) => [head, .. cells];

    // Hashes are told apart by their beginning.
    private static string Brief(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text[..12] : text.Length > 60 ? text[..59] + "…" : text;

    private static string Minute(string time) => time.Length >= 16 ? time[..16].Replace('T', ' ') : time;
}
