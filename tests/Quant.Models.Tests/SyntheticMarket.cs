using Quant.Factors;
using Quant.Labels;
using Quant.Models.Registry;
using Quant.Preprocessing;

namespace Quant.Models.Tests;

/// <summary>A small made-up market: features that half explain what follows, weekdays as sessions, seeded.</summary>
internal sealed class SyntheticMarket
{
    public SyntheticMarket(int dates, int instruments, int features, int seed = 7, double noise = 0.5)
    {
        var random = new Random(seed);
        Axes = new PanelAxes(Sessions(dates), [.. Enumerable.Range(0, instruments).Select(number => InstrumentId.Parse($"{600000 + number}.SH"))]);
        Truth = [.. Enumerable.Range(0, features).Select(feature => (feature % 2 == 0 ? 1.0 : -1.0) / (feature + 1))];
        ImmutableArray<Panel> panels = [.. Enumerable.Range(0, features).Select(_ => Filled(Axes, random))];
        Features = new FeaturePanel(Axes, [.. Enumerable.Range(0, features).Select(feature => $"F{feature}")], panels, ContentHash.Of("synthetic"));
        Panel values = Axes.NewPanel();
        Panel weights = Axes.NewPanel();
        weights.Values.Clear();
        int horizon = LabelDefinition.Weekly.HorizonSessions;
        for (int cell = 0; cell < (dates - horizon) * instruments; cell++)
        {
            values.Values[cell] = Enumerable.Range(0, features).Sum(feature => Truth[feature] * panels[feature].Values[cell]) + (noise * Normal(random));
            weights.Values[cell] = 1;
        }

        Labels = new LabelPanel(Axes, LabelDefinition.Weekly, values, weights, [.. new LabelReason[dates * instruments]]);
    }

    public PanelAxes Axes { get; }

    public double[] Truth { get; }

    public FeaturePanel Features { get; }

    public LabelPanel Labels { get; }

    public TradeDate Anchor => Axes.Dates[^1];

    public static ModelSpec Ridge(string name = "ridge_f", params (string Key, string Value)[] parameters) => new()
    {
        Name = name,
        Algorithm = "ridge",
        FeatureSet = "synthetic",
        Label = LabelDefinition.Weekly,
        Parameters = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            .SetItems(parameters.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))),
        FeatureProcessors = [new ProcessorSpec("RobustZScoreNorm"), new ProcessorSpec("Fillna")],
        LabelProcessors = [new ProcessorSpec("DropnaLabel"), new ProcessorSpec("CSRankNorm")],
        Market = "csi300",
        Tags = ["baseline"],
    };

    public static Lineage Lineage(TradeDate session) => new(
        RunId.Parse("train-0123456789ab"), session, ContentHash.Of("configuration"), "1.0.0",
        ImmutableSortedDictionary<string, ContentHash>.Empty.Add("snapshot", ContentHash.Of("snapshot")));

    public static ImmutableArray<TradeDate> Sessions(int count, string first = "2022-01-03")
    {
        var dates = ImmutableArray.CreateBuilder<TradeDate>(count);
        for (DateOnly day = TradeDate.Parse(first).Day; dates.Count < count; day = day.AddDays(1))
        {
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                dates.Add(new TradeDate(day));
        }

        return dates.ToImmutable();
    }

    public static Panel Filled(PanelAxes axes, Random random)
    {
        Panel panel = axes.NewPanel();
        foreach (ref double value in panel.Values)
            value = Normal(random);
        return panel;
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
