namespace Quant.Storage;

/// <summary>
/// Bytes could not be made durable, or stored bytes could not be trusted: names the file and the step.
/// </summary>
/// <remarks>Whatever the step, the change it belonged to has not been reported as done.</remarks>
/// <param name="path">The file, directory or database.</param>
/// <param name="step">What was being done to it, such as <c>flush</c>.</param>
/// <param name="reason">Why it failed, in words.</param>
/// <param name="cause">What the platform said, if it said anything.</param>
public class StorageException(string path, string step, string reason, Exception? cause = null)
    : Exception($"{path}: {step} failed: {reason}", cause)
{
    /// <summary>Makes the exception from what the platform said.</summary>
    public StorageException(string path, string step, Exception cause)
        : this(path, step, cause.Message, cause)
    {
    }

    /// <summary>The file, directory or database.</summary>
    public string StoredAt { get; } = path;

    /// <summary>What was being done to it.</summary>
    public string Step { get; } = step;

    /// <summary>
    /// Whether an exception means that the platform did not do what it was asked; any such means "not written".
    /// </summary>
    internal static bool IsPlatformRefusal(Exception wrong) =>
        wrong is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
