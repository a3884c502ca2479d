using System.Runtime.InteropServices;

namespace Quant.Panels;

/// <summary>Asks the system to back large arrays by large pages, where it takes such advice.</summary>
/// <remarks>
/// Panels are written a few columns at a time, so every row is another page, and with pages of 4 KiB looking them up takes
/// longer than writing. It is advice alone: without it everything is the same but slower.
/// </remarks>
internal static partial class LargePages
{
    private const nuint PageBytes = 2 << 20;
    private const int AdviseHugePages = 14;

    /// <summary>Gives the advice for the whole large pages within an array; does nothing for small ones and on other systems.</summary>
    public static unsafe void Advise(double[] cells)
    {
        if (!OperatingSystem.IsLinux() || (nuint)cells.Length * sizeof(double) < 2 * PageBytes)
            return;
        fixed (double* first = cells)
        {
            nuint start = ((nuint)first + PageBytes - 1) / PageBytes * PageBytes;
            nuint end = (nuint)(first + cells.Length) / PageBytes * PageBytes;
            _ = MemoryAdvise((void*)start, end - start, AdviseHugePages);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static unsafe partial int MemoryAdvise(void* start, nuint length, int advice);
}
