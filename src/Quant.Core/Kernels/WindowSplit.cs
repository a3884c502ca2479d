namespace Quant.Kernels;

/// <summary>How a window is put together from shorter ones.</summary>
/// <remarks>
/// It depends on the length alone, so that the same window has the same bits in every set of factors. The usual lengths
/// share their parts: 60 = 30 + 30, 30 = 20 + 10, 20 = 10 + 10, 10 = 5 + 5.
/// </remarks>
internal static class WindowSplit
{
    /// <summary>The longest window that is computed directly from its rows.</summary>
    public const int LongestDirect = 7;

    /// <summary>The rows of the newer part; the older part has the rest.</summary>
    public static int Newer(int window) => window switch
    {
        _ when window % 4 == 0 => window / 2,
        _ when window % 3 == 0 => window / 3 * 2,
        _ => (window + 1) / 2,
    };
}
