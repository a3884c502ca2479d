namespace Quant.Storage;

/// <summary>A path given as text does not name a place inside its root, or does not name it plainly.</summary>
/// <param name="path">The path as it was given.</param>
/// <param name="reason">What is wrong with it.</param>
public sealed class PathRefusedException(string path, string reason)
    : Exception($"The path '{Printable(path)}' is refused: {reason}.")
{
    /// <summary>The path as it was given.</summary>
    public string Given { get; } = path;

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;

    private static string Printable(string path) =>
        string.Concat(path.Select(character => char.IsControl(character) ? $"\\u{(int)character:x4}" : $"{character}"));
}
