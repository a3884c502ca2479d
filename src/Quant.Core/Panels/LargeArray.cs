using System.Runtime.InteropServices;

namespace Quant.Panels;

/// <summary>Makes arrays for panels: large ones begin at a cache line and ask the system for large pages.</summary>
/// <remarks>
/// Panels are written a few columns at a time, so every row is another page, and with pages of 4 KiB looking them up
/// takes
/// longer than writing. Both are a matter of speed alone: where they cannot be had everything is the same but slower.
/// </remarks>
internal static unsafe partial class LargeArray
{
    private const nuint PageBytes = 2 << 20;
    private const nuint LineBytes = 64;
    private const int AdviseHugePages = 14;

    /// <summary>
    /// An array with room for so many cells from <paramref name="start"/> on; what is in them is anything.
    /// </summary>
    public static double[] Allocate(int count, out int start)
    {
        start = 0;
        if ((nuint)count * sizeof(double) < 2 * PageBytes)
            return GC.AllocateUninitializedArray<double>(count);
        // Arrays of this size are not moved unless someone asks for it.
        double[] cells = GC.AllocateUninitializedArray<double>(count + (int)(LineBytes / sizeof(double)));
        fixed (double* first = cells)
        {
            start = (int)(((nuint)first + LineBytes - 1) / LineBytes * LineBytes - (nuint)first) / sizeof(double);
            if (OperatingSystem.IsLinux())
                Advise((nuint)first, (nuint)(first + cells.Length));
        }

        return cells;
    }

    private static void Advise(nuint first, nuint end)
    {
        nuint start = (first + PageBytes - 1) / PageBytes * PageBytes;
        nuint length = (end / PageBytes * PageBytes) - start;
        _ = MemoryAdvise((void*)start, length, AdviseHugePages);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(void* start, nuint length, int advice);
}
