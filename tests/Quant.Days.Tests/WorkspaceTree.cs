using System.Text;
using System.Text.Json.Nodes;
using Quant.Storage;

namespace Quant.Days.Tests;

/// <summary>Everything a workspace holds, in a form that two runs can be compared by: times apart.</summary>
public static class WorkspaceTree
{
    private static readonly string[] Times = ["started_at", "finished_at", "ingested_at", "ingest_time", "recorded_at", "created_at", "decided_at"];

    /// <summary>Reads a workspace: relative path to canonical content.</summary>
    public static SortedDictionary<string, string> Read(string root)
    {
        var tree = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (path != ".lock")
                tree[path] = Canonical(file);
        }

        return tree;
    }

    /// <summary>The paths whose contents differ, or that only one side has; empty if the trees are equal.</summary>
    public static IReadOnlyList<string> Differences(
        SortedDictionary<string, string> left,
        SortedDictionary<string, string> right) =>
    [
        .. from path in left.Keys.Union(right.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
           let first = left.GetValueOrDefault(path)
           let second = right.GetValueOrDefault(path)
           where first != second
           select first is null ? $"{path}: only in the second"
               : second is null ? $"{path}: only in the first"
               : $"{path}: {FirstDifference(first, second)}",
    ];

    /// <summary>Copies a workspace.</summary>
    public static string Copy(string from, string to)
    {
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        return to;
    }

    private static string Canonical(string file) => Path.GetExtension(file) switch
    {
        ".json" => WithoutTimes(file),
        ".db" => Dump(file),
        _ => Convert.ToBase64String(File.ReadAllBytes(file)),
    };

    private static string WithoutTimes(string file)
    {
        JsonNode? node = JsonNode.Parse(File.ReadAllText(file));
        if (node is JsonObject members)
        {
            foreach (string time in Times)
                members.Remove(time);
        }

        return node?.ToJsonString() ?? "null";
    }

    private static string Dump(string file)
    {
        using WorkspaceDatabase database = WorkspaceDatabase.Open(file, readOnly: true);
        var text = new StringBuilder();
        foreach (string table in database.Query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", row => row.GetText(0)))
        {
            string[] columns = [.. database
                .Query($"SELECT name FROM pragma_table_info('{table}') ORDER BY cid", row => row.GetText(0))
                .Where(column => !Times.Contains(column))];
            string list = string.Join(" || '|' || ", columns.Select(column => $"quote({column})"));
            text.AppendLine(table).AppendJoin('\n', database
                .Query($"SELECT {list} FROM {table}", row => row.GetText(0))
                .Order(StringComparer.Ordinal)).AppendLine();
        }

        return text.ToString();
    }

    private static string FirstDifference(string first, string second)
    {
        int at = 0;
        while (at < first.Length && at < second.Length && first[at] == second[at])
            at++;
        int from = Math.Max(0, at - 60);
        return $"…{first[from..Math.Min(first.Length, at + 60)]}… against …{second[from..Math.Min(second.Length, at + 60)]}…";
    }
}
