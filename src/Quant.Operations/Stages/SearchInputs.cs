using System.Runtime.InteropServices;
using Quant.Data.Formats;
using Quant.Models.Ensembles.Search;
using Quant.Signals;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Quant.Operations.Stages;

/// <summary>Reads what a search needs from plain files.</summary>
internal static class SearchInputs
{
    private static readonly string[] Endings = [".csv.gz", ".csv", ".parquet"];

    /// <summary>One prediction per file of a folder, by model name ascending: the file's name without its ending and a
    /// date after the last underscore.</summary>
    /// <exception cref="InputException">There is none, a model has two files or is not there, or one cannot be
    /// read.</exception>
    public static ImmutableArray<Prediction> Predictions(string folder, ImmutableArray<string> models)
    {
        if (!Directory.Exists(folder))
            throw new InputException(folder, "", "a folder with a file of scores per model", "no folder", "Check --predictions.");
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (ModelOf(Path.GetFileName(path)) is { } model && !files.TryAdd(model, path))
                throw new InputException(folder, "", "one file per model", $"two of {model}", "Move one of them away.");
        }

        string[] asked = models.IsEmpty ? [.. files.Keys] : [.. models];
        if (asked.Length == 0)
            throw new InputException(folder, "", "files that end in .csv, .csv.gz or .parquet", "none", "Check --predictions.");
        return
        [
            .. asked.Select(model => files.TryGetValue(model, out string? path)
                ? new Prediction(model, Table(path, "score", out Panel scores), scores)
                : throw new InputException(
                    "--models", "", $"models of {folder}", $"'{model}'", NearestName.Remedy(model, [.. files.Keys]))),
        ];
    }

    /// <summary>The daily returns of a file: each from the close before to the close.</summary>
    public static HoldingReturns Returns(string path)
    {
        PanelAxes axes = Table(path, "return", out Panel close);
        return HoldingReturns.AtNextClose(axes, close);
    }

    /// <summary>The hash of all that is searched: every score and every return with its date and its
    /// instrument.</summary>
    public static ContentHash HashOf(ImmutableArray<Prediction> predictions, HoldingReturns returns)
    {
        IEnumerable<string> numbers = predictions.Select(part => part.Scores).Append(returns.Close)
            .Concat(new[] { returns.Entry, returns.Exit }.OfType<Panel>())
            .Select(part => ContentHash.Of(MemoryMarshal.AsBytes(part.Values)).Hex);
        IEnumerable<string> axes = predictions.Select(part => part.Axes).Append(returns.Axes)
            .SelectMany(part => part.Dates.Select(date => date.ToString())
                .Concat(part.Instruments.Select(name => name.ToString())));
        return ContentHash.Of(
        [
            string.Join(',', predictions.Select(part => part.Model)),
            returns.FirstSession.ToString(CultureInfo.InvariantCulture),
            string.Join(' ', (returns.Benchmark ?? []).Select(step => step.ToString("R", CultureInfo.InvariantCulture))),
            .. numbers, .. axes,
        ]);
    }

    /// <summary>The groups of a file such as QuantPits' <c>combo_groups.yaml</c>.</summary>
    /// <exception cref="InputException">It cannot be read, has no groups, or a group has no models.</exception>
    public static ImmutableSortedDictionary<string, ImmutableArray<string>> Groups(string path)
    {
        try
        {
            Dictionary<string, Dictionary<string, List<string?>?>?>? file = new DeserializerBuilder().Build()
                .Deserialize<Dictionary<string, Dictionary<string, List<string?>?>?>?>(File.ReadAllText(path));
            if (file?.GetValueOrDefault("groups") is { Count: > 0 } groups)
            {
                return groups.ToImmutableSortedDictionary(
                    group => group.Key, group => Members(path, group.Key, group.Value), StringComparer.Ordinal);
            }

            throw new InputException(path, "groups", "groups of models", "none", "Write 'groups:' with lists of models.");
        }
        catch (YamlException wrong)
        {
            throw new InputException(
                path, FormattableString.Invariant($"line {wrong.Start.Line}"), "groups: with lists of models",
                wrong.Message, "Correct the file.");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, "", "a file that can be read", wrong.Message, "Check --group-config.");
        }
    }

    private static ImmutableArray<string> Members(string path, string group, List<string?>? models) =>
        models is { Count: > 0 } && models.All(model => !string.IsNullOrWhiteSpace(model))
            ? [.. models.Select(model => model!)]
            : throw new InputException(
                path, $"groups.{group}", "at least one model, each by its name", models is { Count: > 0 } ? "an empty name" : "none",
                "List the models of the group, or leave it out.");

    private static string? ModelOf(string name)
    {
        string? ending = Endings.FirstOrDefault(known => name.EndsWith(known, StringComparison.Ordinal));
        if (ending is null)
            return null;
        string stem = name[..^ending.Length];
        int mark = stem.LastIndexOf('_');
        return mark > 0 && TradeDate.TryParse(stem.AsSpan(mark + 1), out _) ? stem[..mark] : stem;
    }

    // The named column of numbers, or the only one there is.
    private static PanelAxes Table(string path, string wanted, out Panel panel)
    {
        NumberTable table = NumberTableFile.Read(path);
        string day = table.KeyNames.FirstOrDefault(name => name is "datetime" or "date")
            ?? throw Wrong(path, "", "a column datetime or date", string.Join(", ", table.KeyNames));
        string name = table.KeyNames.FirstOrDefault(key => key is "instrument" or "symbol")
            ?? throw Wrong(path, "", "a column instrument or symbol", string.Join(", ", table.KeyNames));
        string column = table.NumberNames.Contains(wanted) ? wanted
            : table.NumberNames.Length == 1 ? table.NumberNames[0]
            : throw Wrong(path, "", $"a column {wanted}", string.Join(", ", table.NumberNames));
        ImmutableArray<string> days = table.Key(day);
        ImmutableArray<string> names = table.Key(name);
        Dictionary<string, TradeDate> dates = days.Distinct().ToDictionary(text => text, text => DateOf(path, text));
        Dictionary<string, InstrumentId> instruments = names.Distinct().ToDictionary(text => text, text =>
            InstrumentId.TryParse(text, out InstrumentId id) ? id : throw Wrong(path, "", "an instrument as SH600519", $"'{text}'"));
        var axes = new PanelAxes([.. dates.Values.Distinct().Order()], [.. instruments.Values.Distinct().Order()]);
        panel = axes.NewPanel();
        var seen = new HashSet<int>();
        ImmutableArray<double> values = table.Number(column);
        for (int row = 0; row < table.RowCount; row++)
        {
            int cell = (axes.RowOf(dates[days[row]]) * axes.Instruments.Length) + axes.ColumnOf(instruments[names[row]]);
            string place = FormattableString.Invariant($"row {row + 1}");
            if (!seen.Add(cell))
                throw Wrong(path, place, "each date and instrument once", $"{days[row]} {names[row]} again");
            if (double.IsInfinity(values[row]) || (wanted == "return" && values[row] < -1))
                throw Wrong(path, place, wanted == "return" ? "a return of at least -1" : "a finite score", $"{values[row]:R}");
            panel.Values[cell] = values[row];
        }

        return axes.Dates.IsEmpty ? throw Wrong(path, "", "rows", "only a header") : axes;
    }

    private static TradeDate DateOf(string path, string text) =>
        TradeDate.TryParse(text.EndsWith(" 00:00:00", StringComparison.Ordinal) ? text.AsSpan(0, text.Length - 9) : text, out TradeDate date)
            ? date
            : throw Wrong(path, "", "a date as yyyy-MM-dd", $"'{text}'");

    private static InputException Wrong(string path, string place, string expected, string found) =>
        new(path, place, expected, found, "Correct the file.");
}
