using Quant.Factors;
using Quant.Labels;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Workspaces;
using Quant.Preprocessing;
using Quant.Universes;

namespace Quant.Operations.Stages;

/// <summary>Features and labels of a market for several models: each is computed once, the last feature set is
/// kept.</summary>
internal sealed class ModelInputs(MarketData data, int threads, FactorRegistry? registry = null)
{
    private readonly FactorRegistry factors = registry ?? FactorRegistry.Library;
    private readonly Dictionary<string, LabelPanel> labels = new(StringComparer.Ordinal);
    private readonly Lazy<MarketSnapshot> snapshot = new(data.Snapshot);
    private (string Set, TradeDate From, FeaturePanel Panel)? last;

    /// <summary>The feature set of a model from a date on; cells that do not exist are NaN.</summary>
    /// <exception cref="InputException">There is no such feature set, or the data lack a field that it
    /// needs.</exception>
    public FeaturePanel Features(ModelSpec spec, TradeDate from)
    {
        FactorSet set = factors.Find(spec.FeatureSet) ?? throw new InputException(
            "config/model_registry.yaml",
            $"models.{spec.Name}.dataset",
            string.Join(" or ", factors.Names),
            $"'{spec.FeatureSet}'",
            NearestName.Remedy(spec.FeatureSet, factors.Names));
        if (last is { } kept && kept.Set == set.Name && kept.From == from)
            return kept.Panel;

        // The one before goes first: two sets of a large market need not fit into memory together.
        last = null;
        FeaturePanel panel = FactorEngine.Compute(set, snapshot.Value, threads, from);
        CellMask cells = Cells(from);
        foreach (Panel feature in panel.Panels)
            cells.Erase(feature);
        last = (set.Name, from, panel);
        return panel;
    }

    /// <summary>A label over all sessions; cells that do not exist have none and do not count.</summary>
    public LabelPanel Labels(LabelDefinition definition)
    {
        string key = definition.ToString();
        if (!labels.TryGetValue(key, out LabelPanel? panel))
        {
            panel = LabelEngine.Compute(definition, snapshot.Value);
            CellMask.Of(data.Market, snapshot.Value).Erase(panel.Values);
            for (int cell = 0; cell < panel.Values.Values.Length; cell++)
            {
                if (double.IsNaN(panel.Values.Values[cell]))
                    panel.Weights.Values[cell] = 0;
            }

            labels.Add(key, panel);
        }

        return panel;
    }

    /// <summary>The groups and sizes that a model's preprocessing looks at, from a date on; null if it needs none.</summary>
    /// <exception cref="InputException">There is no such group column, or the data lack a field of a size.</exception>
    public Exposures? Exposures(ModelSpec spec, TradeDate from)
    {
        ImmutableArray<ExposureRequest> needs = Preprocessor.Needs(spec.FeatureProcessors);
        if (needs.IsEmpty)
            return null;
        PanelAxes all = snapshot.Value.Axes;
        PanelAxes axes = all.Rows(all.RowOf(from), all.Dates.Length - 1);
        return new Exposures(axes, needs.ToImmutableSortedDictionary(
            need => need.Column,
            need => need.IsGroup
                ? data.Groups.Number(need.Column, axes)
                : FactorEngine.Compute(
                    new FactorSet("size", [new FactorDefinition("size", need.Column)]), snapshot.Value, threads, from).Panels[0],
            StringComparer.Ordinal));
    }

    /// <summary>The cells that exist from a date on.</summary>
    public CellMask Cells(TradeDate from) => CellMask.Of(data.Market, snapshot.Value, snapshot.Value.Axes.RowOf(from));

    /// <summary>The segments that the configuration cuts at an anchor.</summary>
    /// <exception cref="InputException">Fixed segments are missing or out of order.</exception>
    public static TrainingWindows WindowsOf(ModelConfig config, TradeDate anchor)
    {
        if (config.Slice == DataSliceMode.Slide)
            return TrainingWindows.Slide(anchor, config.TrainYears, config.ValidYears, config.TestYears);
        Segment fit = SegmentOf(config.Fit, anchor)
            ?? throw new InputException(
                "config/model_config.json", "fit_start_time", "the dates of training in fixed mode", "none",
                "Write them.");
        Segment test = SegmentOf(config.Test, anchor)
            ?? throw new InputException(
                "config/model_config.json", "test_start_time", "the dates of the test in fixed mode", "none",
                "Write them.");
        Segment valid = SegmentOf(config.Valid, anchor) ?? new Segment(test.First, test.First.AddDays(-1));
        return TrainingWindows.Fixed(anchor, fit, valid, test);
    }

    /// <summary>The first session at or after a day.</summary>
    /// <exception cref="InputException">The data end before it.</exception>
    public static TradeDate FirstSession(MarketData data, DateOnly day)
    {
        int found = data.Sessions.BinarySearch(new TradeDate(day));
        int row = found >= 0 ? found : ~found;
        return row < data.Sessions.Length
            ? data.Sessions[row]
            : throw new InputException(
                "config/model_config.json",
                "",
                string.Create(CultureInfo.InvariantCulture, $"sessions from {day:yyyy-MM-dd} on"),
                $"data up to {data.Session}",
                "Import more data or set other windows.");
    }

    private static Segment? SegmentOf(DateRange? range, TradeDate anchor) =>
        range is { } days ? new Segment(days.First.Day, days.Last?.Day ?? anchor.Day) : null;
}
