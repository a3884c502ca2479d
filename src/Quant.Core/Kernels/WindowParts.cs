namespace Quant.Kernels;

/// <summary>A window that is computed from its rows, or merged from a newer and an older one.</summary>
/// <param name="Window">Its rows.</param>
/// <param name="Newer">The place of its newer part among the parts; −1 for none.</param>
/// <param name="Older">The place of its older part among the parts; −1 for none.</param>
/// <param name="NewerRows">The rows of the newer part.</param>
/// <param name="Position">The mean position of its rows, the newest being 0 and the one before it −1.</param>
/// <param name="PositionSquares">The squared deviations of its rows' positions.</param>
internal readonly record struct WindowPart(
    int Window, int Newer, int Older, int NewerRows, double Position, double PositionSquares)
{
    public bool IsDirect => Newer < 0;
}

/// <summary>The windows that a list of windows is merged from, each once, parts before what is merged from them.</summary>
internal sealed class WindowParts
{
    private readonly List<WindowPart> parts = [];

    public WindowParts(IEnumerable<int> windows)
    {
        foreach (int window in windows)
            Add(window);
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
        parts.Add(window <= WindowSplit.LongestDirect ? Direct(window) : Merged(window));
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

    // The positions come to what a merge of windows without a missing value makes of them, step by step.
    private WindowPart Merged(int window)
    {
        int newerRows = WindowSplit.Newer(window);
        (int newer, int older) = (Add(newerRows), Add(window - newerRows));
        double olderPosition = parts[older].Position - newerRows;
        double step = parts[newer].Position - olderPosition;
        double weight = newerRows / (double)window;
        double scaled = step * ((window - newerRows) * weight);
        return new WindowPart(
            window,
            newer,
            older,
            newerRows,
            olderPosition + (step * weight),
            parts[older].PositionSquares + parts[newer].PositionSquares + (step * scaled));
    }
}
