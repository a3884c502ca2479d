using System.Runtime.ExceptionServices;
using Quant.Factors;

namespace Quant.Preprocessing;

/// <summary>Features on their way through the steps.</summary>
/// <remarks>
/// It begins as a look at rows of a panel; the first step that changes anything makes the copy on its way, so nothing is
/// copied that is only read. A block that owns its panel changes the cells where they are.
/// </remarks>
internal sealed class FeatureBlock
{
    // Some dates of a feature stay in the nearest cache while one step after another changes them.
    private const int RunCells = 2048;

    private readonly Lazy<AbsentCells> absent;
    private readonly List<(string Name, Panel Panel)> aside = [];
    private int firstRow;
    private bool owned;

    private FeatureBlock(FeaturePanel features, int firstRow, int rows, bool owned, Exposures? exposures)
    {
        Axes = rows == features.Axes.Dates.Length ? features.Axes : features.Axes.Rows(firstRow, firstRow + rows - 1);
        (Names, Panels, Exposures, this.firstRow, this.owned) =
            (features.Names, features.Panels, exposures, firstRow, owned);
        int width = Axes.Instruments.Length;
        absent = new Lazy<AbsentCells>(() => AbsentCells.Of(features.Panels, firstRow * width, rows * width));
    }

    public PanelAxes Axes { get; }

    public ImmutableArray<string> Names { get; private set; }

    public ImmutableArray<Panel> Panels { get; private set; }

    /// <summary>What steps may look at beside the features; null if nothing was given.</summary>
    public Exposures? Exposures { get; }

    /// <summary>The cells without a row; found before the first step, by who calls <see cref="FindAbsent"/>.</summary>
    public AbsentCells Absent => absent.Value;

    /// <summary>Looks at the rows <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static FeatureBlock Over(FeaturePanel features, int first, int last, Exposures? exposures) =>
        new(features, first, last - first + 1, owned: false, exposures);

    /// <summary>Takes a panel whose cells may be changed.</summary>
    public static FeatureBlock Owning(FeaturePanel features, Exposures? exposures) =>
        new(features, 0, features.Axes.Dates.Length, owned: true, exposures);

    public FeaturePanel ToPanel(ContentHash recipe)
    {
        Own();
        return new FeaturePanel(
            Axes, [.. Names, .. aside.Select(copy => copy.Name)], [.. Panels, .. aside.Select(copy => copy.Panel)], recipe);
    }

    /// <summary>Finds the cells without a row now, before a step changes any.</summary>
    public void FindAbsent() => _ = absent.Value;

    /// <summary>One feature's cells in the block's rows.</summary>
    public Span<double> Cells(int feature) => Cells(Panels[feature]);

    /// <summary>Keeps the features whose positions are given.</summary>
    public void Keep(ImmutableArray<int> positions)
    {
        ImmutableArray<string> names = Names;
        ImmutableArray<Panel> panels = Panels;
        Names = [.. positions.Select(position => names[position])];
        Panels = [.. positions.Select(position => panels[position])];
    }

    /// <summary>Keeps copies of features as they are now; no later step changes them.</summary>
    public void KeepAside(ImmutableArray<(int Position, string Name)> copies)
    {
        Own();
        aside.AddRange(copies.Select(copy => (copy.Name, Panels[copy.Position].Rows(0, Axes.Dates.Length - 1))));
    }

    /// <summary>Does the same to every feature, several at a time; each only by itself.</summary>
    public void ForEach(Action<int> act)
    {
        try
        {
            Parallel.For(0, Panels.Length, act);
        }
        catch (AggregateException wrong)
        {
            // One feature's error is the error of all of them.
            ExceptionDispatchInfo.Throw(wrong.Flatten().InnerExceptions[0]);
        }
    }

    /// <summary>Applies steps one after another to some dates at a time, in one pass over the memory.</summary>
    public void Change(IReadOnlyList<(CellStep Step, FittedProcessor Fitted)> steps)
    {
        Panel[] changed = [.. Panels];
        int width = Axes.Instruments.Length;
        int rows = Math.Max(1, RunCells / Math.Max(width, 1));
        ForEach(feature =>
        {
            Panel panel = owned ? Panels[feature] : Panel.ForOverwriting(Axes.Dates.Length, width);
            ReadOnlySpan<double> before = Cells(feature);
            for (int row = 0; row < Axes.Dates.Length; row += rows)
            {
                Span<double> cells = panel.Values.Slice(
                    row * width, Math.Min(rows, Axes.Dates.Length - row) * width);
                if (!owned)
                    before.Slice(row * width, cells.Length).CopyTo(cells);
                foreach ((CellStep step, FittedProcessor fitted) in steps)
                    step.Change(new CellRun { Cells = cells, FirstRow = row, Feature = feature, Block = this, Fitted = fitted });
            }

            changed[feature] = panel;
        });
        (Panels, owned, firstRow) = ([.. changed], true, 0);
    }

    /// <summary>Makes the cells the block's own, if they are not.</summary>
    public void Own()
    {
        if (!owned)
            Change([]);
    }

    private Span<double> Cells(Panel panel) =>
        panel.Values.Slice(firstRow * panel.Instruments, Axes.Dates.Length * panel.Instruments);
}
