using Quant.Factors;

namespace Quant.Preprocessing;

/// <summary>Features on their way through the steps: a copy that the steps change in place.</summary>
internal sealed class FeatureBlock
{
    private FeatureBlock(PanelAxes axes, ImmutableArray<string> names, ImmutableArray<Panel> panels) =>
        (Axes, Names, Panels) = (axes, names, panels);

    public PanelAxes Axes { get; }

    public ImmutableArray<string> Names { get; private set; }

    public ImmutableArray<Panel> Panels { get; private set; }

    public static FeatureBlock CopyOf(FeaturePanel features) =>
        new(features.Axes, features.Names, [.. features.Panels.Select(panel => panel.Rows(0, panel.Dates - 1))]);

    public FeaturePanel ToPanel(ContentHash recipe) => new(Axes, Names, Panels, recipe);

    /// <summary>Keeps the features whose positions are given.</summary>
    public void Keep(ImmutableArray<int> positions)
    {
        ImmutableArray<string> names = Names;
        ImmutableArray<Panel> panels = Panels;
        Names = [.. positions.Select(position => names[position])];
        Panels = [.. positions.Select(position => panels[position])];
    }

    /// <summary>Does the same to every feature's panel, several at a time; each only by itself.</summary>
    public void ForEach(Action<Panel, int> act) => Parallel.For(0, Panels.Length, index => act(Panels[index], index));

    /// <summary>Whether an instrument has no feature at all on a date, which means that it has no row.</summary>
    /// <returns>One mark per cell, row-major.</returns>
    public bool[] EmptyCells()
    {
        bool[] empty = new bool[Axes.Dates.Length * Axes.Instruments.Length];
        empty.AsSpan().Fill(true);
        foreach (Panel panel in Panels)
        {
            ReadOnlySpan<double> cells = panel.Values;
            for (int cell = 0; cell < cells.Length; cell++)
                empty[cell] &= double.IsNaN(cells[cell]);
        }

        return empty;
    }
}
