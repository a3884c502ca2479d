namespace Quant.Factors;

/// <summary>Features by date and instrument, one panel per feature, as known at the close of each date.</summary>
/// <param name="Axes">The dates and instruments of every panel.</param>
/// <param name="Names">The features, in the order of their set.</param>
/// <param name="Panels">One panel per name; NaN where a feature has no value.</param>
/// <param name="Recipe">The hash of the set's names and expressions and of the preprocessing, if any.</param>
public sealed record FeaturePanel(
    PanelAxes Axes,
    ImmutableArray<string> Names,
    ImmutableArray<Panel> Panels,
    ContentHash Recipe)
{
    /// <summary>The panel of one feature.</summary>
    /// <exception cref="KeyNotFoundException">There is no such feature.</exception>
    public Panel this[string name] => Names.IndexOf(name) is var index and >= 0
        ? Panels[index]
        : throw new KeyNotFoundException($"There is no feature '{name}'.");

    /// <summary>The rows <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public FeaturePanel Rows(int first, int last) =>
        this with { Axes = Axes.Rows(first, last), Panels = [.. Panels.Select(panel => panel.Rows(first, last))] };
}
