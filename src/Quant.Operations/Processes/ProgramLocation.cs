using System.Diagnostics;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Processes;

/// <summary>Finds the program that a configuration names, and what it may know of the environment.</summary>
internal static class ProgramLocation
{
    /// <summary>What an argument may begin with to mean a path of the workspace.</summary>
    public const string WorkspacePrefix = "{workspace}/";

    // What a program needs to find its parts and to write text; none of them holds a secret.
    private static readonly ImmutableArray<string> Always =
        ["PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT"];

    /// <summary>The absolute path of a program.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="command">The command's name, for errors.</param>
    /// <param name="written">As written: absolute, below <c>{workspace}/</c>, or a bare name on the path.</param>
    /// <exception cref="InputException">There is none that may be run.</exception>
    public static string Of(Workspace workspace, string command, string written)
    {
        string place = $"processes.{command}.command";
        string? found = written.StartsWith(WorkspacePrefix, StringComparison.Ordinal) ? Argument(workspace, command, written)
            : Path.IsPathFullyQualified(written) ? written
            : written.AsSpan().IndexOfAny('/', '\\') < 0 ? OnPath(written)
            : throw new InputException(
                "config/quant.yaml", place, "an absolute path, a path below {workspace}/, or a bare name", $"'{written}'",
                "Write {workspace}/ before a path of the workspace.");
        return found is not null && IsRunnable(found)
            ? found
            : throw new InputException(
                "config/quant.yaml", place, "a program that is there and may be run", $"'{written}'",
                "Install it, or correct the command.");
    }

    /// <summary>An argument as the program gets it: one that begins with <c>{workspace}/</c> becomes a path.</summary>
    /// <exception cref="InputException">It leads out of the workspace.</exception>
    public static string Argument(Workspace workspace, string command, string written)
    {
        if (!written.StartsWith(WorkspacePrefix, StringComparison.Ordinal))
            return written;
        try
        {
            return workspace.PathOf(written[WorkspacePrefix.Length..]);
        }
        catch (PathRefusedException wrong)
        {
            throw new InputException(
                "config/quant.yaml", $"processes.{command}.command", "a path within the workspace", $"'{written}'",
                wrong.Message);
        }
    }

    /// <summary>The variables that a program sees: a few that hold no secrets, those that the configuration names, a
    /// folder for temporary files and the number of threads.</summary>
    public static ImmutableSortedDictionary<string, string> Environment(
        ImmutableArray<string> named, string folder, int threads)
    {
        var own = new ProcessStartInfo().Environment;
        var seen = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string name in Always.Concat(named))
        {
            if (own.TryGetValue(name, out string? value) && value is not null)
                seen[name] = value;
        }

        seen["TMPDIR"] = folder;
        seen["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        return seen.ToImmutable();
    }

    private static string? OnPath(string name) =>
        (new ProcessStartInfo().Environment.TryGetValue("PATH", out string? path) ? path ?? "" : "")
            .Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsRunnable);

    private static bool IsRunnable(string path) => File.Exists(path)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path)
            & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
