using System.Text.Json;
using Quant.Core.Tests.Factors;
using Quant.Factors;
using Quant.Labels;
using Quant.Preprocessing;

namespace Quant.Core.Tests.Preprocessing;

/// <summary>A frame of the reference on its way through steps: every column, and which rows are still there.</summary>
internal sealed class GoldenFrame
{
    private const string LabelGroup = "label";

    private readonly bool[] alive;
    private readonly int firstRow;
    private readonly int lastRow;

    public GoldenFrame(FeaturePanel columns, bool[] alive, TradeDate fitFirst, TradeDate fitLast)
    {
        (Columns, this.alive) = (columns, alive);
        firstRow = columns.Axes.Dates.TakeWhile(date => date < fitFirst).Count();
        lastRow = columns.Axes.Dates.TakeWhile(date => date <= fitLast).Count() - 1;
    }

    /// <summary>Every column, named <c>group/name</c>.</summary>
    public FeaturePanel Columns { get; private set; }

    public int Rows => alive.Count(row => row);

    public bool HasRow(int date, int instrument) => alive[(date * Columns.Axes.Instruments.Length) + instrument];

    /// <summary>Reads the matrix that the cases start from.</summary>
    public static GoldenFrame Read(GoldenMatrix input, bool finiteFirst, TradeDate fitFirst, TradeDate fitLast)
    {
        var axes = new PanelAxes(
            [.. input.Rows.Select(row => row.Date).Distinct().Order()], [.. input.Rows.Select(row => row.Instrument).Distinct().Order()]);
        ImmutableArray<Panel> panels = [.. input.Columns.Select(_ => axes.NewPanel())];
        bool[] alive = new bool[axes.Dates.Length * axes.Instruments.Length];
        for (int row = 0; row < input.Rows.Length; row++)
        {
            (int date, int column) = (axes.RowOf(input.Rows[row].Date), axes.ColumnOf(input.Rows[row].Instrument));
            alive[(date * axes.Instruments.Length) + column] = true;
            for (int index = 0; index < panels.Length; index++)
                panels[index][date, column] = finiteFirst && double.IsInfinity(input[row, index]) ? double.NaN : input[row, index];
        }

        return new GoldenFrame(new FeaturePanel(axes, input.Columns, panels, ContentHash.Of("raw")), alive, fitFirst, fitLast);
    }

    /// <summary>Applies a step as the reference's configuration writes it.</summary>
    public void Apply(string name, JsonElement arguments)
    {
        ImmutableSortedDictionary<string, string> given = arguments.EnumerateObject().ToImmutableSortedDictionary(
            argument => argument.Name, argument => argument.Value.GetString()!, StringComparer.Ordinal);
        Apply(new ProcessorSpec(name, given));
    }

    public void Apply(ProcessorSpec spec)
    {
        string group = spec.Class is "DropCol" or "FilterCol" or "TanhProcess" ? "feature"
            : spec.Class == "DropnaLabel" ? LabelGroup
            : spec.Arguments.GetValueOrDefault("fields_group", "");
        FeaturePanel part = Part(group);
        FeaturePanel changed = spec.Class == "DropnaLabel"
            ? part
            : Preprocessor.Fit([spec], part, firstRow, lastRow).Apply(part);
        if (spec.Class == "DropnaLabel")
            Drop(LabelWeights(part, spec));
        else if (spec.Class == "DropnaProcessor")
            Drop(changed.Panels[0]);
        else
            Merge(group, changed);
    }

    private FeaturePanel Part(string group)
    {
        int[] positions = Positions(group);
        // The product's panels name features without a group.
        return Columns with
        {
            Names = [.. positions.Select(position => Columns.Names[position][(Columns.Names[position].IndexOf('/') + 1)..])],
            Panels = [.. positions.Select(position => Columns.Panels[position])],
        };
    }

    private void Merge(string group, FeaturePanel changed)
    {
        int[] positions = Positions(group);
        string[] others = [.. Columns.Names.Where((_, position) => !positions.Contains(position))];
        string prefix = group.Length > 0 ? group : "";
        ImmutableArray<string> names = group.Length > 0
            ? [.. changed.Names.Select(name => $"{prefix}/{name}"), .. others]
            : Columns.Names;
        Columns = Columns with { Names = names, Panels = [.. changed.Panels, .. others.Select(name => Columns[name])] };
    }

    private int[] Positions(string group) => [.. Enumerable.Range(0, Columns.Names.Length).Where(
        position => Columns.Names[position].StartsWith(group, StringComparison.Ordinal))];

    private static Panel LabelWeights(FeaturePanel part, ProcessorSpec spec)
    {
        var weights = new Panel(part.Axes.Dates.Length, part.Axes.Instruments.Length);
        weights.Values.Fill(1);
        var labels = new LabelPanel(
            part.Axes, LabelDefinition.Daily, part.Panels[0], weights, [.. new LabelReason[weights.Values.Length]]);
        Panel kept = LabelPreprocessor.Apply([spec], labels).Weights;
        foreach (ref double weight in kept.Values)
            weight = weight > 0 ? weight : double.NaN;
        return kept;
    }

    // A row that is dropped is missing in every column from then on.
    private void Drop(Panel missing)
    {
        for (int cell = 0; cell < alive.Length; cell++)
            alive[cell] &= !double.IsNaN(missing.Values[cell]);
        Columns = Columns with { Panels = [.. Columns.Panels.Select(panel => panel.Rows(0, panel.Dates - 1))] };
        foreach (Panel panel in Columns.Panels)
        {
            for (int cell = 0; cell < alive.Length; cell++)
                panel.Values[cell] = alive[cell] ? panel.Values[cell] : double.NaN;
        }
    }
}
