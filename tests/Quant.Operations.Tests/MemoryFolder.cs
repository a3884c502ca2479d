namespace Quant.Operations.Tests;

/// <summary>Folders for tests that write the same small files thousands of times: in memory where the system has a place
/// for it, because flushing to memory takes no time.</summary>
internal static class MemoryFolder
{
    private const string Memory = "/dev/shm";
    private static int made;

    /// <summary>Makes a folder that nobody else uses.</summary>
    public static string New(string prefix)
    {
        if (!Directory.Exists(Memory))
            return Directory.CreateTempSubdirectory(prefix).FullName;
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{prefix}{Environment.ProcessId}-{Interlocked.Increment(ref made)}");
        return Directory.CreateDirectory(Path.Combine(Memory, name)).FullName;
    }
}
