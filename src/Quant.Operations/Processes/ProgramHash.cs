using Quant.Models.Registry;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Processes;

/// <summary>What tells whether a program is still the one that trained or scored.</summary>
internal static class ProgramHash
{
    /// <summary>The hash of the programs that a model may call: their options and the workspace's files that their
    /// commands name. Null for a model that calls none.</summary>
    /// <remarks>What a program reads beside, such as its libraries, is not seen.</remarks>
    public static ContentHash? Of(Workspace workspace, ModelSpec spec)
    {
        if (spec.Algorithm != "process")
            return null;
        IEnumerable<ImmutableSortedDictionary<string, string>> parameters =
            [spec.Parameters, .. spec.Sweep is { } sweep ? sweep.Candidates() : []];
        SortedSet<string> commands = new(
            parameters.Select(each => each.GetValueOrDefault("command", "")).Where(name => name.Length > 0), StringComparer.Ordinal);
        return ContentHash.Of(commands.SelectMany(name => PartsOf(workspace, name)));
    }

    private static IEnumerable<string> PartsOf(Workspace workspace, string command)
    {
        yield return command;
        if (!workspace.Options.Quant.Processes.TryGetValue(command, out ProcessOptions? options))
            yield break;
        yield return options.Format;
        foreach (string part in options.Command)
        {
            yield return part;
            if (part.StartsWith(ProgramLocation.WorkspacePrefix, StringComparison.Ordinal))
                yield return SourceFile.HashOf(workspace, part[ProgramLocation.WorkspacePrefix.Length..])?.Hex ?? FileHash.Absent;
        }
    }
}
