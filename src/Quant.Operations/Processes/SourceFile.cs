using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Processes;

/// <summary>Files of a workspace that models come from: those of other programs, and the programs themselves.</summary>
internal static class SourceFile
{
    // Far above any sound model; a larger file is a mistake that memory should not pay for.
    private const long BytesMost = 512L << 20;

    /// <summary>A file's bytes.</summary>
    /// <exception cref="InputException">It is not a file of the workspace, empty, or too large.</exception>
    public static byte[] Read(Workspace workspace, string path)
    {
        InputException Wrong(string expected, string found) => new(path, "", expected, found, "Correct the path or the file.");
        var file = new FileInfo(PathOf(workspace, path) ?? throw Wrong("the path of a file in the workspace", "one that leads elsewhere"));
        if (!file.Exists)
            throw Wrong("a file of the workspace", "none");
        return file.Length is > 0 and <= BytesMost
            ? File.ReadAllBytes(file.FullName)
            : throw Wrong($"a file of 1 to {BytesMost} bytes", $"{file.Length}");
    }

    /// <summary>The hash of a file; null where there is none in the workspace.</summary>
    public static ContentHash? HashOf(Workspace workspace, string path) =>
        PathOf(workspace, path) is { } file && FileHash.OfFile(file) is var hash && hash != FileHash.Absent
            ? ContentHash.Parse(hash)
            : null;

    private static string? PathOf(Workspace workspace, string path)
    {
        try
        {
            return workspace.PathOf(path);
        }
        catch (PathRefusedException)
        {
            return null;
        }
    }
}
