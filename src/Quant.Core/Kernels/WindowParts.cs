namespace Quant.Kernels;

/// <summary>A window that is computed from its rows, or merged from a newer and an older one.</summary>
/// <param name="Window">Its rows; <see cref="Kernel.Everything"/> for all since the first bar.</param>
/// <param name="Newer">The place of its newer part among the parts; −1 for none.</param>
/// <param name="Older">The place of its older part among the parts; −1 for none.</param>
/// <param name="NewerRows">The rows of the newer part.</param>
/// <param name="Position">If it is computed from its rows, their mean position, the newest being 0 and the one before
/// it −1.</param>
/// <param name="PositionSquares">If it is computed from its rows, the squared deviations of their positions.</param>
internal readonly record struct WindowPart(
    int Window, int Newer, int Older, int NewerRows, double Position, double PositionSquares)
{
    public bool IsDirect => Newer < 0;
}

/// <summary>
/// The windows that a list of windows is merged from, each once, parts before what is merged from them.
/// </summary>
internal sealed class WindowParts
{
    private readonly List<WindowPart> parts = [];

    public WindowParts(IEnumerable<int> windows)
    {
        foreach (int window in windows)
            Add(window);
        // What there was since the first bar, and one row more: its older part is itself, a row before.
        int everything = IndexOf(Kernel.Everything);
        if (everything >= 0)
            parts[everything] = parts[everything] with { Older = everything };
        Parts = [.. parts];
        int[] reach = new int[Parts.Length];
        foreach (WindowPart part in Parts)
        {
            if (!part.IsDirect)
                reach[part.Older] = Math.Max(reach[part.Older], part.NewerRows);
        }

        Reach = [.. reach];
    }

    public ImmutableArray<WindowPart> Parts { get; }

    /// <summary>How many rows before the newest of each part are still needed.</summary>
    public ImmutableArray<int> Reach { get; }

    public int IndexOf(int window) => parts.FindIndex(part => part.Window == window);

    private int Add(int window)
    {
        if (IndexOf(window) is var place and >= 0)
            return place;
        parts.Add(window switch
        {
            Kernel.Everything => new WindowPart(window, Add(1), -1, 1, 0, 0),
            <= WindowSplit.LongestDirect => Direct(window),
            _ => Merged(window),
        });
        return parts.Count - 1;
    }

    private static WindowPart Direct(int window)
    {
        double sum = 0;
        for (int age = window - 1; age >= 0; age--)
            sum -= age;
        double position = sum / window;
        double squares = 0;
        for (int age = window - 1; age >= 0; age--)
            squares += (-age - position) * (-age - position);
        return new WindowPart(window, -1, -1, 0, position, squares);
    }

    private WindowPart Merged(int window)
    {
        int newerRows = WindowSplit.Newer(window);
        return new WindowPart(window, Add(newerRows), Add(window - newerRows), newerRows, 0, 0);
    }
}
