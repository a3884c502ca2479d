using System.Text.Json;
using Quant.Core.Tests.Factors;
using Quant.Factors;
using Quant.Preprocessing;

namespace Quant.Core.Tests.Preprocessing;

public sealed class ProcessorGoldenTests
{
    private const string Folder = "processors";

    private static readonly Lazy<JsonDocument> Cases =
        new(() => JsonDocument.Parse(File.ReadAllText(Path.Combine(TestData.Folder, Folder, "cases.json")).Replace("NaN", "null").Replace("Infinity", "null")));

    private static readonly Lazy<GoldenMatrix> Input = new(() => GoldenMatrix.Read($"{Folder}/input_raw"));

    public static TheoryData<string> Names =>
    [
        "DropnaFeature", "ProcessInf", "Fillna", "Fillna_feature_m1", "MinMaxNorm", "ZScoreNorm", "ZScoreNorm_all", "RobustZScoreNorm_clip", "RobustZScoreNorm_noclip",
        "CSZScoreNorm_feature", "CSZScoreNorm_label", "CSZScoreNorm_robust", "CSRankNorm_feature", "CSRankNorm_label", "CSZFillna", "TanhProcess",
        "DropCol", "FilterCol", "pipe_infer_default", "pipe_robust_fill",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_AgreesWithTheReference(string name)
    {
        JsonElement item = Cases.Value.RootElement.GetProperty("cases").GetProperty(name);
        bool finiteFirst = item.GetProperty("inf_replaced_by_nan_first").GetBoolean();
        GoldenMatrix golden = GoldenMatrix.Read($"{Folder}/{name}");
        var compared = new HashSet<string>(StringComparer.Ordinal);
        var failures = new List<string>();
        foreach (string group in (string[])["feature", "label"])
        {
            FeaturePanel input = Panel(group, finiteFirst);
            ImmutableArray<ProcessorSpec> specs = Specs(item, group);
            int first = input.Axes.RowOf(TradeDate.Parse("2018-04-18"));
            int last = input.Axes.RowOf(TradeDate.Parse("2019-05-06"));
            FeaturePanel found = Preprocessor.Fit(specs, input, first, last).Apply(input);
            foreach (string column in found.Names)
            {
                compared.Add($"{group}/{column}");
                // A label that is not known is never filled here; the reference's default fills it with 0 and trains on it.
                bool filled = group == "label" && specs.Any(spec => spec.Class == "Fillna");
                if (!WrongInTheReference(name, column) && !filled)
                    failures.AddRange(Differences(golden, $"{group}/{column}", found));
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(20)));
        Assert.Equal(golden.Columns.Order(), compared.Order());
    }

    // The reference computes statistics in single precision: a few values of 1e19 overflow the squared sum, the deviation
    // becomes infinite and the whole feature 0.
    private static bool WrongInTheReference(string name, string column) =>
        column is "VMA5" or "VSTD60" && (name.Contains("ZScoreNorm") || name == "pipe_infer_default");

    private static IEnumerable<string> Differences(GoldenMatrix golden, string column, FeaturePanel found)
    {
        int position = golden.Columns.IndexOf(column);
        Panel panel = found[column[(column.IndexOf('/') + 1)..]];
        for (int row = 0; row < golden.Rows.Length; row++)
        {
            (InstrumentId instrument, TradeDate date) = golden.Rows[row];
            double expected = golden[row, position];
            double value = panel[found.Axes.RowOf(date), found.Axes.ColumnOf(instrument)];
            bool same = expected.Equals(value) || Math.Abs(expected - value) <= 2e-5 * (1 + Math.Abs(expected));
            if (!same)
                yield return $"{column} {instrument} {date}: expected {expected:R}, found {value:R}";
        }
    }

    private static ImmutableArray<ProcessorSpec> Specs(JsonElement item, string group) =>
    [
        .. item.GetProperty("steps").EnumerateArray()
            .Select(step => new ProcessorSpec(step[0].GetString()!, step[1].EnumerateObject().ToImmutableSortedDictionary(
                argument => argument.Name, argument => argument.Value.GetString()!, StringComparer.Ordinal)))
            .Where(spec => spec.Arguments.GetValueOrDefault("fields_group", group) == group)
            // These two name columns or skip labels by themselves.
            .Where(spec => group == "feature" || spec.Class is not ("DropCol" or "FilterCol" or "TanhProcess")),
    ];

    private static FeaturePanel Panel(string group, bool finite)
    {
        GoldenMatrix input = Input.Value;
        var axes = new PanelAxes(
            [.. input.Rows.Select(row => row.Date).Distinct().Order()], [.. input.Rows.Select(row => row.Instrument).Distinct().Order()]);
        int[] positions = [.. Enumerable.Range(0, input.Columns.Length).Where(column => input.Columns[column].StartsWith(group, StringComparison.Ordinal))];
        ImmutableArray<Panel> panels = [.. positions.Select(_ => axes.NewPanel())];
        for (int row = 0; row < input.Rows.Length; row++)
        {
            (int date, int column) = (axes.RowOf(input.Rows[row].Date), axes.ColumnOf(input.Rows[row].Instrument));
            for (int index = 0; index < positions.Length; index++)
            {
                double value = input[row, positions[index]];
                panels[index][date, column] = finite && double.IsInfinity(value) ? double.NaN : value;
            }
        }

        return new FeaturePanel(axes, [.. positions.Select(position => input.Columns[position].Split('/')[1])], panels, ContentHash.Of("raw"));
    }
}
