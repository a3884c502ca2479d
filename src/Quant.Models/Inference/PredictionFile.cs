using System.Buffers;
using System.Text;
using Quant.Signals;

namespace Quant.Models.Inference;

/// <summary>Scores as QuantPits keeps them: <c>datetime,instrument,score</c>, instruments as <c>SH600519</c>.</summary>
/// <remarks>
/// <para>Layout: ascending by date, then by instrument; line feeds; UTF-8 without a mark. Scores are in the shortest
/// form that reads back to the same bits.</para>
/// <para>Missing: a cell without a score has no line. While reading, an empty score or <c>nan</c> is none, and the
/// header may call the column <c>0</c>, as a nameless series of pandas does.</para>
/// </remarks>
public static class PredictionFile
{
    private const string Remedy = "Correct the line, or make the file again with the command that wrote it.";

    private static readonly SearchValues<string> Missing =
        SearchValues.Create(["nan", "null", "none"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Where a model's prediction lies in a workspace: exactly one file per model and anchor, never found by
    /// pattern.</summary>
    public static string PathOf(string model, TradeDate anchor) => $"output/predictions/{model}_{anchor}.csv";

    /// <summary>Where a combination's signal lies in a workspace.</summary>
    public static string PathOfCombo(string combo, TradeDate anchor) =>
        $"output/predictions/ensemble_{combo}_{anchor}.csv";

    /// <summary>Where the default combination's copy lies in a workspace.</summary>
    public static string PathOfDefaultCombo(TradeDate anchor) => $"output/predictions/ensemble_{anchor}.csv";

    /// <summary>The file of some scores.</summary>
    public static byte[] ToBytes(PanelAxes axes, Panel scores)
    {
        var text = new StringBuilder("datetime,instrument,score\n");
        for (int row = 0; row < axes.Dates.Length; row++)
        {
            string date = axes.Dates[row].ToString();
            ReadOnlySpan<double> values = scores[row];
            for (int column = 0; column < values.Length; column++)
            {
                if (double.IsFinite(values[column]))
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"{date},{axes.Instruments[column].QlibCode},{values[column]:R}\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>How many lines with scores the file of a panel has.</summary>
    public static int CountOf(Panel scores)
    {
        int count = 0;
        foreach (double score in scores.Values)
            count += double.IsFinite(score) ? 1 : 0;
        return count;
    }

    /// <summary>Reads a file as the prediction of a model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="source">The file's name, for errors.</param>
    /// <param name="bytes">The file's bytes.</param>
    /// <exception cref="InputException">A line cannot be read, a cell is there twice, or there is no line at
    /// all.</exception>
    public static Prediction Read(string model, string source, ReadOnlySpan<byte> bytes)
    {
        var cells = new List<(TradeDate Date, InstrumentId Instrument, double Score)>();
        string[] lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n');
        (int date, int instrument, int score, int width) = Header(source, lines[0]);
        for (int index = 1; index < lines.Length; index++)
        {
            string line = lines[index].TrimEnd('\r');
            if (line.Length == 0 && index == lines.Length - 1)
                continue;
            string[] parts = line.Split(',');
            if (parts.Length != width)
                throw Wrong(source, index, $"{width} columns", $"'{line}'");
            cells.Add((
                DateOf(source, index, parts[date]),
                InstrumentOf(source, index, parts[instrument]),
                ScoreOf(source, index, parts[score])));
        }

        return cells.Count > 0
            ? Assemble(model, source, cells)
            : throw new InputException(
                source, "", "scores", "only a header", "Make the file again with 'quant predict'.");
    }

    private static Prediction Assemble(
        string model, string source, List<(TradeDate Date, InstrumentId Instrument, double Score)> cells)
    {
        var axes = new PanelAxes(
            [.. cells.Select(cell => cell.Date).Distinct().Order()],
            [.. cells.Select(cell => cell.Instrument).Distinct().Order()]);
        Panel scores = axes.NewPanel();
        var seen = new bool[axes.Dates.Length * axes.Instruments.Length];
        for (int index = 0; index < cells.Count; index++)
        {
            int cell = (axes.RowOf(cells[index].Date) * axes.Instruments.Length)
                + axes.ColumnOf(cells[index].Instrument);
            if (seen[cell])
                throw Wrong(
                    source, index + 1, "each date and instrument once",
                    $"{cells[index].Date} {cells[index].Instrument} again");
            seen[cell] = true;
            scores.Values[cell] = cells[index].Score;
        }

        return new Prediction(model, axes, scores);
    }

    private static (int Date, int Instrument, int Score, int Width) Header(string source, string line)
    {
        string[] names = [.. line.Trim().Split(',').Select(name => name.Trim().ToUpperInvariant())];
        int date = Array.IndexOf(names, "DATETIME");
        int instrument = Array.IndexOf(names, "INSTRUMENT");
        int score = Math.Max(Array.IndexOf(names, "SCORE"), Array.IndexOf(names, "0"));
        return date >= 0 && instrument >= 0 && score >= 0
            ? (date, instrument, score, names.Length)
            : throw Wrong(source, 0, "the header datetime,instrument,score", $"'{line.Trim()}'");
    }

    private static TradeDate DateOf(string source, int index, string text)
    {
        ReadOnlySpan<char> day = text.EndsWith(" 00:00:00", StringComparison.Ordinal) ? text.AsSpan(0, text.Length - 9)
            : text;
        return TradeDate.TryParse(day, out TradeDate date) ? date
            : throw Wrong(source, index, "a date as yyyy-MM-dd", $"'{text}'");
    }

    private static InstrumentId InstrumentOf(string source, int index, string text) =>
        InstrumentId.TryParse(text, out InstrumentId id)
        ? id
        : throw Wrong(source, index, "an instrument as SH600519", $"'{text}'");

    private static double ScoreOf(string source, int index, string text)
    {
        if (text.Length == 0 || Missing.Contains(text))
            return double.NaN;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double score)
            && double.IsFinite(score)
            ? score
            : throw Wrong(source, index, "a finite number", $"'{text}'");
    }

    private static InputException Wrong(string source, int index, string expected, string found) =>
        new(source, FormattableString.Invariant($"line {index + 1}"), expected, found, Remedy);
}
