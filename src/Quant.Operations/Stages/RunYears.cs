using System.Text.Json.Nodes;

namespace Quant.Operations.Stages;

/// <summary>The out-of-sample coefficients of trained models by calendar year, side by side.</summary>
internal static class RunYears
{
    private static readonly ImmutableArray<(string Title, string Series, string Number)> Columns =
    [
        ("IC", "ic", "mean"), ("ICIR", "ic", "ratio"), ("t", "ic", "t_newey_west"), ("rank IC", "rank_ic", "mean"),
    ];

    private static readonly string[] Head = ["out of sample", "sessions", .. Columns.Select(column => column.Title)];

    /// <summary>The table; empty where no run has such coefficients.</summary>
    public static string Table(ImmutableArray<StoredRun> runs)
    {
        ImmutableArray<StoredRun> judged = [.. runs.Where(run => Sample(run) is not null)];
        if (judged.IsEmpty)
            return "";
        var rows = new List<string[]> { Head };
        foreach (StoredRun run in judged)
        {
            JsonObject sample = Sample(run)!;
            string model = string.Join(',', run.Models);
            foreach (JsonNode? year in sample["years"] as JsonArray ?? [])
                rows.Add(Row($"{model} {year!["year"]}", year.AsObject()));
            rows.Add(Row($"{model} all", sample));
        }

        return RunText.Table(rows);
    }

    /// <summary>The same for machines, by run.</summary>
    public static JsonObject Json(ImmutableArray<StoredRun> runs) => new(runs
        .Where(run => Sample(run) is not null)
        .Select(run => KeyValuePair.Create(run.Id, Sample(run)!["years"]?.DeepClone())));

    private static JsonObject? Sample(StoredRun run) => run.Details["out_of_sample"] as JsonObject;

    private static string[] Row(string head, JsonObject sample) =>
    [
        head,
        RunText.Of(sample["ic"]?["sessions"]),
        .. Columns.Select(column => sample[column.Series]?[column.Number] is JsonValue number
            ? number.GetValue<double>().ToString(column.Title == "t" ? "0.00" : "0.0000", CultureInfo.InvariantCulture) : "–"),
    ];
}
