using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Quant.Core.Tests.Metrics;

/// <summary>The evaluation goldens, read from the folder beside this file.</summary>
internal static class GoldenEvaluation
{
    public static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Data");

    public static IEnumerable<string[]> Rows(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder(), name)), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return line.Split(',');
    }

    public static (PanelAxes Axes, Panel Scores, Panel Labels) Inputs(bool tied)
    {
        string[][] scores = [.. Rows("pred.csv.gz")];
        string[][] labels = [.. Rows("label.csv.gz")];
        string[][] all = [.. scores, .. labels];
        var axes = new PanelAxes(
            [.. all.Select(row => TradeDate.Parse(row[0])).Distinct().Order()],
            [.. all.Select(row => InstrumentId.Parse(row[1])).Distinct().Order()]);
        return (axes, Fill(axes, scores, tied), Fill(axes, labels, rounded: false));
    }

    /// <summary>1 for every row of either file, whatever is known of it.</summary>
    public static Panel InFile(PanelAxes axes)
    {
        Panel rows = axes.NewPanel();
        foreach (string[] row in Rows("pred.csv.gz").Concat(Rows("label.csv.gz")))
            rows[axes.RowOf(TradeDate.Parse(row[0])), axes.ColumnOf(InstrumentId.Parse(row[1]))] = 1;
        return rows;
    }

    public static double Number(string text) => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture);

    private static Panel Fill(PanelAxes axes, string[][] rows, bool rounded)
    {
        Panel panel = axes.NewPanel();
        foreach (string[] row in rows)
        {
            double value = Number(row[2]);
            panel[axes.RowOf(TradeDate.Parse(row[0])), axes.ColumnOf(InstrumentId.Parse(row[1]))] =
                rounded ? Math.Round(value, MidpointRounding.ToEven) : value;
        }

        return panel;
    }
}
