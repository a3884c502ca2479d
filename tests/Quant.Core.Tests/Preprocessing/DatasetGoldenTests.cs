using System.Text.Json;
using Quant.Core.Tests.Factors;
using Quant.Factors;
using Quant.Preprocessing;

namespace Quant.Core.Tests.Preprocessing;

/// <summary>A whole data set of the reference: features of a changing universe, fitted, cut into segments.</summary>
public sealed class DatasetGoldenTests
{
    private static readonly JsonElement Given = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(TestData.Folder, "processors", "dataset_segments.json"))).RootElement;

    private static readonly GoldenMatrix Golden = GoldenMatrix.Read("processors/dataset_test_learn");

    private static readonly Lazy<Dictionary<string, GoldenFrame>> Frames = new(MakeFrames);

    public static TheoryData<string> Segments => [.. Given.GetProperty("summary").EnumerateObject().Select(segment => segment.Name)];

    [Theory]
    [MemberData(nameof(Segments))]
    public void Segment_HasTheReferencesCountsAndSums(string name)
    {
        JsonElement expected = Given.GetProperty("summary").GetProperty(name);
        string[] parts = name.Split('/');
        GoldenFrame frame = Frames.Value[parts[1]];
        (int rows, int missing, double features, double label, double size, double most) = Summary(frame, parts[0]);

        Assert.Equal(expected.GetProperty("rows").GetInt32(), rows);
        Assert.Equal(expected.GetProperty("nan").GetInt32(), missing);
        Assert.Equal(expected.GetProperty("sum_feature").GetDouble(), features, 2e-5 * (1 + size));
        Assert.Equal(expected.GetProperty("sum_label").GetDouble(), label, 2e-5 * (1 + rows));
        Assert.Equal(1, most / expected.GetProperty("absmax").GetDouble(), 1e-5);
    }

    [Fact]
    public void LearningRowsOfTheTestSegment_AreTheReferences()
    {
        GoldenFrame frame = Frames.Value["learn"];
        foreach (string column in Golden.Columns)
        {
            Panel panel = frame.Columns[column];
            int position = Golden.Columns.IndexOf(column);
            for (int row = 0; row < Golden.Rows.Length; row++)
            {
                double expected = Golden[row, position];
                double found = panel[frame.Columns.Axes.RowOf(Golden.Rows[row].Date), frame.Columns.Axes.ColumnOf(Golden.Rows[row].Instrument)];
                if (!(Math.Abs(expected - found) <= 2e-5 * (1 + Math.Abs(expected))))
                    Assert.Fail($"{column} {Golden.Rows[row]}: expected {expected:R}, found {found:R}");
            }
        }
    }

    private static (int Rows, int Missing, double Features, double Label, double Size, double Most) Summary(GoldenFrame frame, string segment)
    {
        TradeDate[] span = [.. Given.GetProperty("segments").GetProperty(segment).EnumerateArray().Select(day => TradeDate.Parse(day.GetString()!))];
        var total = (Rows: 0, Missing: 0, Features: 0.0, Label: 0.0, Size: 0.0, Most: 0.0);
        for (int date = 0; date < frame.Columns.Axes.Dates.Length; date++)
        {
            bool within = frame.Columns.Axes.Dates[date] >= span[0] && frame.Columns.Axes.Dates[date] <= span[1];
            for (int instrument = 0; within && instrument < frame.Columns.Axes.Instruments.Length; instrument++)
            {
                if (!frame.HasRow(date, instrument))
                    continue;
                total.Rows++;
                foreach (string column in frame.Columns.Names)
                {
                    double value = frame.Columns[column][date, instrument];
                    if (double.IsNaN(value))
                        total.Missing++;
                    else if (column.StartsWith("feature"))
                        (total.Features, total.Size) = (total.Features + value, total.Size + Math.Abs(value));
                    else
                        total.Label += value;
                    total.Most = double.IsNaN(value) ? total.Most : Math.Max(total.Most, Math.Abs(value));
                }
            }
        }

        return total;
    }

    private static Dictionary<string, GoldenFrame> MakeFrames()
    {
        (FeaturePanel columns, bool[] alive) = Raw();
        TradeDate[] fit = [.. Given.GetProperty("fit").EnumerateArray().Select(day => TradeDate.Parse(day.GetString()!))];
        var frames = new Dictionary<string, GoldenFrame>();
        foreach ((string key, ProcessorSpec[] steps) in new (string, ProcessorSpec[])[]
        {
            ("raw", []),
            ("infer", [Of("RobustZScoreNorm", "feature"), Of("Fillna", "feature")]),
            ("learn", [Of("RobustZScoreNorm", "feature"), Of("Fillna", "feature"), new("DropnaLabel"), Of("CSRankNorm", "label")]),
        })
        {
            var frame = new GoldenFrame(columns, [.. alive], fit[0], fit[1]);
            foreach (ProcessorSpec step in steps)
                frame.Apply(step);
            frames[key] = frame;
        }

        return frames;
    }

    private static ProcessorSpec Of(string name, string group) =>
        new(name, ImmutableSortedDictionary<string, string>.Empty.Add("fields_group", group));

    // The handler's rows: members of the list on their days, from its first day on.
    private static (FeaturePanel Columns, bool[] Alive) Raw()
    {
        MarketSnapshot market = TestData.Snapshot;
        TradeDate first = TradeDate.Parse(Given.GetProperty("segments").GetProperty("train")[0].GetString()!);
        FeaturePanel all = FactorEngine.Compute(FactorSets.Alpha158, market, 2, first);
        Panel label = Label(market, all.Axes);
        bool[] alive = Members(market, all.Axes);
        ImmutableArray<string> names = [.. all.Names.Select(name => $"feature/{name}"), "label/LABEL0"];
        ImmutableArray<Panel> panels = [.. all.Panels, label];
        foreach (Panel panel in panels)
        {
            for (int cell = 0; cell < alive.Length; cell++)
                panel.Values[cell] = alive[cell] ? panel.Values[cell] : double.NaN;
        }

        return (new FeaturePanel(all.Axes, names, panels, ContentHash.Of("raw")), alive);
    }

    private static bool[] Members(MarketSnapshot market, PanelAxes axes)
    {
        (InstrumentId Id, TradeDate First, TradeDate Last)[] spans =
        [
            .. TestData.Text("instruments/csi_half.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
                .Select(cells => (InstrumentId.Parse(cells[0]), TradeDate.Parse(cells[1]), TradeDate.Parse(cells[2]))),
        ];
        bool[] alive = new bool[axes.Dates.Length * axes.Instruments.Length];
        for (int date = 0; date < axes.Dates.Length; date++)
        {
            int row = market.Axes.RowOf(axes.Dates[date]);
            for (int column = 0; column < axes.Instruments.Length; column++)
            {
                alive[(date * axes.Instruments.Length) + column] = row >= market.Bars.First[column] && row <= market.Bars.Last[column]
                    && spans.Any(span => span.Id == axes.Instruments[column] && span.First <= axes.Dates[date] && axes.Dates[date] <= span.Last);
            }
        }

        return alive;
    }

    private static Panel Label(MarketSnapshot market, PanelAxes axes)
    {
        Panel label = axes.NewPanel();
        Panel close = market.Field("close");
        for (int date = 0; date < axes.Dates.Length; date++)
        {
            int row = market.Axes.RowOf(axes.Dates[date]);
            for (int column = 0; column < axes.Instruments.Length && row + 2 < close.Dates; column++)
                label[date, column] = (close[row + 2, column] / close[row + 1, column]) - 1;
        }

        return label;
    }
}
