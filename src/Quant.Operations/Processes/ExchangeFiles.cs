using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Quant.Data.Formats;
using Quant.Factors;
using Quant.Models.Learners.External;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Storage;

namespace Quant.Operations.Processes;

/// <summary>The files of the protocol with programs outside: docs/reference/process-adapter.md describes them.</summary>
/// <param name="folder">The folder that both sides see.</param>
/// <param name="format">The ending of tables: <c>parquet</c> or <c>csv</c>.</param>
/// <param name="call">Which program it is with, for errors.</param>
internal sealed class ExchangeFiles(string folder, string format, ProgramCall call)
{
    private const string Protocol = "quant-process-1";
    private const int RowsPerGroup = 65_536;

    private static readonly ImmutableArray<string> Keys = ["datetime", "instrument"];

    /// <summary>The request: the program's last argument.</summary>
    public string Request => PathOf("request.json");

    /// <summary>Writes what a program needs to train.</summary>
    public void WriteFit(ProgramFit request)
    {
        RequireFreeNames(request.Fit.Features.Names);
        WriteSamples($"train.{format}", request.Fit);
        bool watched = !request.Valid.Cells.IsEmpty;
        if (watched)
            WriteSamples($"valid.{format}", request.Valid);
        WriteRequest("fit", request.Fit.Features.Names, request.Threads, new JsonObject
        {
            ["train"] = $"train.{format}",
            ["valid"] = watched ? $"valid.{format}" : null,
        }, new JsonObject { ["model"] = "model.bin" });
    }

    /// <summary>Writes what a program needs to score.</summary>
    public void WriteScoring(ProgramScoring request, int threads)
    {
        RequireFreeNames(request.Names);
        NumberTableFile.Write(PathOf($"features.{format}"), Parts(
            request.Features.Axes, request.Cells, request.Names, [.. request.Names.Select(name => request.Features[name])]));
        DurableFile.Write(PathOf("model.bin"), request.Artifact);
        WriteRequest(
            "predict", request.Names, threads,
            new JsonObject { ["features"] = $"features.{format}", ["model"] = "model.bin" },
            new JsonObject { ["predictions"] = $"predictions.{format}" });
    }

    /// <summary>Reads the model that a program left.</summary>
    /// <exception cref="InputException">There is none, or it is empty or too large.</exception>
    public byte[] ReadModel(long bytesMost)
    {
        string path = Left("model.bin", bytesMost);
        return File.ReadAllBytes(path);
    }

    /// <summary>Reads the scores that a program left: exactly one row for each cell, in any order.</summary>
    /// <exception cref="InputException">They are not that.</exception>
    public double[] ReadScores(PanelAxes axes, int[] cells)
    {
        string name = $"predictions.{format}";
        string path = Left(name, long.MaxValue);
        NumberTable table;
        try
        {
            table = NumberTableFile.Read(path, Keys);
        }
        catch (InputException wrong)
        {
            throw Wrong(wrong.Place.Length > 0 ? $"{name} {wrong.Place}" : name, wrong.Expected, wrong.Found);
        }

        if (table.NumberNames is not ["score"])
            throw Wrong(name, "the columns datetime, instrument and score", $"datetime, instrument and {(table.NumberNames.IsEmpty ? "no other" : string.Join(", ", table.NumberNames.Take(5)))}");
        if (table.RowCount != cells.Length)
            throw Wrong(name, $"{cells.Length} rows, one for each of features.{format}", $"{table.RowCount}");
        return Arranged(table, axes, cells, name);
    }

    private double[] Arranged(NumberTable table, PanelAxes axes, int[] cells, string name)
    {
        ImmutableArray<string> dates = table.Key("datetime");
        ImmutableArray<string> instruments = table.Key("instrument");
        ImmutableArray<double> given = table.Number("score");
        var scores = new double[cells.Length];
        var seen = new bool[cells.Length];
        bool any = false;
        for (int row = 0; row < cells.Length; row++)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{name} row {row + 1}");
            int at = TradeDate.TryParse(dates[row], out TradeDate date) && InstrumentId.TryParse(instruments[row], out InstrumentId id)
                && axes.RowOf(date) is >= 0 and var panelRow && axes.ColumnOf(id) is >= 0 and var column
                ? Array.BinarySearch(cells, (panelRow * axes.Instruments.Length) + column)
                : -1;
            if (at < 0)
                throw Wrong(place, $"a date and instrument of features.{format}", $"{dates[row]} {instruments[row]}");
            if (seen[at])
                throw Wrong(place, "each date and instrument once", $"{dates[row]} {instruments[row]} again");
            if (double.IsInfinity(given[row]))
                throw Wrong(place, "a finite score, or none", given[row] > 0 ? "inf" : "-inf");
            (seen[at], scores[at]) = (true, given[row]);
            any |= !double.IsNaN(given[row]);
        }

        return any ? scores : throw Wrong(name, "at least one score", "none in any row");
    }

    private void WriteSamples(string name, TrainingSet set) => NumberTableFile.Write(PathOf(name), Parts(
        set.Features.Axes,
        set.Cells.ToArray(),
        [.. set.Features.Names, "label", "weight"],
        [.. set.Features.Panels, set.Labels, set.Weights]));

    private static IEnumerable<NumberTable> Parts(
        PanelAxes axes, int[] cells, ImmutableArray<string> names, ImmutableArray<Panel> panels)
    {
        string[] dates = [.. axes.Dates.Select(date => date.ToString())];
        string[] codes = [.. axes.Instruments.Select(instrument => instrument.QlibCode)];
        for (int first = 0; first < cells.Length; first += RowsPerGroup)
        {
            ArraySegment<int> part = new(cells, first, Math.Min(RowsPerGroup, cells.Length - first));
            yield return new NumberTable(
                Keys,
                [
                    [.. part.Select(cell => dates[cell / codes.Length])],
                    [.. part.Select(cell => codes[cell % codes.Length])],
                ],
                names,
                [.. panels.Select(panel => Gather(panel, part))]);
        }
    }

    private static ImmutableArray<double> Gather(Panel panel, ArraySegment<int> cells)
    {
        ReadOnlySpan<double> values = panel.Values;
        var gathered = new double[cells.Count];
        for (int index = 0; index < gathered.Length; index++)
            gathered[index] = values[cells[index]];
        return ImmutableCollectionsMarshal.AsImmutableArray(gathered);
    }

    private void WriteRequest(
        string task, ImmutableArray<string> features, int threads, JsonObject inputs, JsonObject outputs) =>
        DurableFile.Write(Request, JsonText.ToBytes(new JsonObject
        {
            ["protocol"] = Protocol,
            ["task"] = task,
            ["model"] = call.Model,
            ["parameters"] = JsonNode.Parse(call.Parameters),
            ["features"] = new JsonArray([.. features.Select(name => (JsonNode)name)]),
            ["threads"] = threads,
            ["inputs"] = inputs,
            ["outputs"] = outputs,
        }));

    private void RequireFreeNames(ImmutableArray<string> features)
    {
        if (features.FirstOrDefault(name => name is "datetime" or "instrument" or "label" or "weight") is { } taken)
            throw Wrong("features", "names other than datetime, instrument, label and weight", $"'{taken}'");
    }

    // A pipe or a device has no length, and opening one could wait for ever; a link could lead anywhere.
    private string Left(string name, long bytesMost)
    {
        var file = new FileInfo(PathOf(name));
        if (!file.Exists || file.LinkTarget is not null)
            throw Wrong(name, "the file that the request names under outputs", file.Exists ? "a link" : "none");
        if (file.Length == 0)
            throw Wrong(name, "a file with something in it", "nothing");
        return file.Length <= bytesMost
            ? file.FullName
            : throw Wrong(name, $"at most {bytesMost} bytes", $"{file.Length}");
    }

    private string PathOf(string name) => Path.Combine(folder, name);

    private InputException Wrong(string place, string expected, string found) => new(
        $"model {call.Model}", $"processes.{call.Command}: {place}", expected, found, "Correct the program.");
}
