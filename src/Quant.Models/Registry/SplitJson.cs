using System.Text.Json.Nodes;
using Quant.Models.Training;

namespace Quant.Models.Registry;

/// <summary>Splits, folds and choices of parameters in a card.</summary>
internal static class SplitJson
{
    public static JsonObject Of(SplitSpec split) => new()
    {
        ["kind"] = split.KindText,
        ["train_sessions"] = split.TrainSessions,
        ["valid_sessions"] = split.ValidSessions,
        ["test_sessions"] = split.TestSessions,
        ["test_start"] = split.TestStart?.ToString(),
        ["purge_sessions"] = split.PurgeSessions,
        ["embargo_sessions"] = split.EmbargoSessions,
        ["groups"] = split.Groups,
        ["test_groups"] = split.TestGroups,
    };

    public static SplitSpec ReadSplit(JsonDocumentReader split) => new()
    {
        Kind = SplitSpec.KindTexts.TryGetValue(split.Text("kind"), out SplitKind kind)
            ? kind : throw split.Wrong("kind", string.Join(" or ", SplitSpec.KindTexts.Keys), split.Text("kind")),
        TrainSessions = split.Count("train_sessions"),
        ValidSessions = split.Count("valid_sessions"),
        TestSessions = split.Count("test_sessions"),
        TestStart = split.Has("test_start") ? split.Date("test_start") : null,
        PurgeSessions = split.Has("purge_sessions") ? split.Count("purge_sessions") : null,
        EmbargoSessions = split.Count("embargo_sessions"),
        Groups = split.Count("groups"),
        TestGroups = split.Count("test_groups"),
    };

    public static JsonObject Of(CardFold fold) => new()
    {
        ["split"] = fold.Split,
        ["number"] = fold.Number,
        ["folds"] = fold.Folds,
        ["paths"] = fold.Paths,
        ["embargo_sessions"] = fold.EmbargoSessions,
        ["train"] = Ranges(fold.Train, []),
        ["test"] = Ranges(fold.Test, fold.TestPaths),
    };

    public static CardFold ReadFold(JsonDocumentReader fold) => new(
        fold.Text("split"),
        fold.Count("number"),
        fold.Count("folds"),
        fold.Count("paths"),
        fold.Count("embargo_sessions"),
        [.. fold.Objects("train").Select(range => (range.Date("first"), range.Date("last")))],
        [.. fold.Objects("test").Select(range => (range.Date("first"), range.Date("last")))],
        [.. fold.Objects("test").Select(range => range.Count("path"))]);

    public static JsonObject Of(SweepSelection selection) => new()
    {
        ["trials"] = selection.Trials,
        ["chosen"] = selection.Chosen,
        ["metric"] = selection.Metric,
        ["best"] = selection.Best,
        ["deviation"] = JsonText.Number(selection.Deviation),
    };

    public static SweepSelection ReadSelection(JsonDocumentReader selection) => new(
        selection.Count("trials"),
        selection.Count("chosen"),
        selection.Text("metric"),
        selection.Number("best"),
        selection.NumberOrNaN("deviation"));

    private static JsonArray Ranges(ImmutableArray<(TradeDate First, TradeDate Last)> ranges, ImmutableArray<int> paths) =>
        new([.. ranges.Select((range, index) =>
        {
            var item = new JsonObject { ["first"] = range.First.ToString(), ["last"] = range.Last.ToString() };
            if (!paths.IsEmpty)
                item["path"] = paths[index];
            return (JsonNode)item;
        })]);
}
