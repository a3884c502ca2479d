using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Quant.Storage;

/// <summary>
/// Turns text into paths that are certain to lie below one directory, on this system and on any other.
/// </summary>
/// <remarks>
/// Paths are relative, with <c>/</c> between names. Refused are absolute paths, <c>.</c> and <c>..</c>, drives, shares
/// and streams, device names, trailing dots and blanks, control and invisible characters, characters that normalise to
/// others, names that differ from an existing one by case alone, and links that lead out of the root.
/// </remarks>
public sealed class PathJail
{
    private const int LongestPath = 1_024;
    private const int LongestName = 255;
    private const int MostLinks = 40;

    // Elsewhere two spellings name one file.
    private static readonly StringComparison PathComparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\:*?\"<>|");

    private static readonly SearchValues<string> Devices = SearchValues.Create(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"], StringComparison.OrdinalIgnoreCase);

    // Compatibility and canonical forms of '.', '/', '\' and of the letters that have single-character twins.
    private static readonly SearchValues<char> Twins = SearchValues.Create(
        "\u2024\u2025\u2026\u2044\u2215\uFF0E\uFF0F\uFF3C\uFE52\uFE68\u2126\u212A\u212B\u0340\u0341\u0374\u037E\u0387");

    /// <summary>Makes a jail around a directory that exists.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public PathJail(string root)
    {
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"There is no directory '{root}'.");
        Root = RealPath(Path.GetFullPath(root), root);
    }

    /// <summary>The directory itself, absolute and with links followed.</summary>
    public string Root { get; }

    /// <summary>The absolute path of something inside, whether it exists or not.</summary>
    /// <exception cref="PathRefusedException">The text does not plainly name a place inside.</exception>
    public string Resolve(string relative)
    {
        if (relative.Length is 0 or > LongestPath)
            throw new PathRefusedException(relative, $"it must have 1 to {LongestPath} characters");
        string path = Root;
        foreach (string name in relative.Split('/'))
        {
            RequirePlain(name, relative);
            RequireOwnCase(path, name, relative);
            path = Path.Combine(path, name);
        }

        RequireInside(RealPath(path, relative), relative);
        return path;
    }

    /// <summary>Whether an absolute path, links followed, lies below the directory or below a folder of it.</summary>
    /// <param name="path">The path; nothing need be there.</param>
    /// <param name="folder">A relative path inside; empty for the directory itself.</param>
    /// <exception cref="PathRefusedException">The path leads through too many links, or
    /// <paramref name="folder"/> does not plainly name a place inside.</exception>
    public bool Contains(string path, string folder = "")
    {
        string within = folder.Length == 0 ? Root : RealPath(Resolve(folder), folder);
        return IsBelow(RealPath(Path.GetFullPath(path), path), within);
    }

    /// <summary>Opens a file inside for reading, and makes sure that what was opened lies inside.</summary>
    /// <exception cref="PathRefusedException">The text does not plainly name a place inside, or a link was put in its
    /// way.</exception>
    public FileStream OpenRead(string relative)
    {
        var stream = new FileStream(Resolve(relative), FileMode.Open, FileAccess.Read, FileShare.Read);
        if (OperatingSystem.IsLinux() && OpenedPath(stream.SafeFileHandle) is { } opened && !IsInside(opened))
        {
            stream.Dispose();
            throw new PathRefusedException(relative, "the opened file lies outside the workspace");
        }

        return stream;
    }

    private static string? OpenedPath(SafeFileHandle handle) =>
        File.ResolveLinkTarget($"/proc/self/fd/{handle.DangerousGetHandle()}", returnFinalTarget: false)?.FullName;

    private static void RequirePlain(string name, string given)
    {
        string? wrong =
            name.Length == 0 ? "it is absolute or has an empty name in it"
            : name is "." or ".." ? $"it contains '{name}'"
            : name.Length > LongestName ? $"a name in it is longer than {LongestName} characters"
            : name[^1] is '.' or ' ' || name[0] == ' ' ? "a name in it begins or ends with a blank or ends with a dot"
            : name.AsSpan().ContainsAny(Forbidden) ? "it contains one of \\ : * ? \" < > |"
            : name.AsSpan().ContainsAny(Twins) ? "it contains a character that stands for another"
            : name.Any(IsUnprintable) ? "it contains control, invisible, combining or unpaired characters"
            : IsDevice(name) ? "it names a device"
            : null;
        if (wrong is not null)
            throw new PathRefusedException(given, wrong);
    }

    private static bool IsUnprintable(char character) => char.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsDevice(string name)
    {
        string stem = name.Split('.')[0].TrimEnd();
        return Devices.Contains(stem)
            || (stem.Length == 4 && stem[3] is (>= '0' and <= '9') or '¹' or '²' or '³'
                && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase)
                    || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)));
    }

    private static void RequireOwnCase(string directory, string name, string given)
    {
        if (!Directory.Exists(directory) || Path.Exists(Path.Combine(directory, name)))
            return;
        var anyCase = new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = 0 };
        string? twin = Directory.EnumerateFileSystemEntries(directory, name, anyCase).FirstOrDefault();
        if (twin is not null)
            throw new PathRefusedException(given, $"'{Path.GetFileName(twin)}' exists and differs by case alone");
    }

    private void RequireInside(string real, string given)
    {
        if (!IsInside(real))
            throw new PathRefusedException(given, "a link in it leads out of the workspace");
    }

    private bool IsInside(string real) => IsBelow(real, Root);

    private static bool IsBelow(string real, string directory) =>
        real.Length > directory.Length && real.StartsWith(directory, PathComparison)
        && (directory[^1] == Path.DirectorySeparatorChar || real[directory.Length] == Path.DirectorySeparatorChar);

    // Follows every link on the way; names that do not exist yet stand for themselves.
    private static string RealPath(string path, string given)
    {
        var pending = new Stack<string>(Names(path).Reverse());
        string real = Path.GetPathRoot(path)!;
        int links = 0;
        while (pending.TryPop(out string? name))
        {
            if (name == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            string next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                throw new PathRefusedException(given, $"it leads through more than {MostLinks} links");
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target)!;
            foreach (string part in Names(target).Reverse())
                pending.Push(part);
        }

        return real;
    }

    private static IEnumerable<string> Names(string path) =>
        path[Path.GetPathRoot(path)!.Length..]
            .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
            .Where(name => name != ".");
}
