using System.Net;
using System.Text;

namespace Quant.Operations.Reporting;

/// <summary>Lines over sessions as one SVG element that needs nothing else.</summary>
/// <remarks>The same numbers give the same text. Sessions are evenly spaced.</remarks>
internal static class LineChart
{
    private const double Width = 960;
    private const double Height = 420;
    private const double Left = 64;
    private const double Right = 200;
    private const double Top = 16;
    private const double Bottom = 28;
    private const double LegendLine = 18;
    private const int DatesShown = 6;
    private const int LevelsShown = 6;

    // Told apart with any common colour blindness (Okabe and Ito, 2008); more lines than colours are dashed.
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

    private static readonly string[] Dashes = ["", "8 4", "2 3", "10 3 2 3"];

    /// <summary>Draws lines with a legend.</summary>
    /// <param name="label">What is shown, for those who cannot see it.</param>
    /// <param name="dates">The sessions, at least one.</param>
    /// <param name="lines">At least one, each with a value for every session; a line breaks where it is not
    /// finite.</param>
    public static string Svg(
        string label, ImmutableArray<TradeDate> dates, ImmutableArray<(string Name, ImmutableArray<double> Values)> lines)
    {
        double[] known = [.. lines.SelectMany(line => line.Values).Where(double.IsFinite)];
        double step = Step(known.Length > 0 ? known.Max() - known.Min() : 0);
        double low = Math.Floor((known.Length > 0 ? known.Min() : 0) / step) * step;
        double high = Math.Max(low + step, Math.Ceiling((known.Length > 0 ? known.Max() : 0) / step) * step);
        double wide = Width - Left - Right;
        double tall = Height - Top - Bottom;
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\" viewBox=\"0 0 {Width} {Height}\" font-size=\"12\">\n");
        for (int level = 0; low + (level * step) <= high + (step / 2); level++)
        {
            double value = low + (level * step);
            text.Append(
                CultureInfo.InvariantCulture,
                $"<path d=\"M{Left} {Y(value):0.0}h{wide}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{Y(value) + 4:0.0}\" text-anchor=\"end\">{value:0.00##}</text>\n");
        }

        int shown = Math.Min(DatesShown, dates.Length);
        for (int index = 0; index < shown; index++)
        {
            int at = shown > 1 ? index * (dates.Length - 1) / (shown - 1) : 0;
            text.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{X(at):0.0}\" y=\"{Height - 8}\" text-anchor=\"middle\">{dates[at]}</text>\n");
        }

        for (int index = 0; index < lines.Length; index++)
        {
            string style = $"stroke=\"{Colours[index % Colours.Length]}\" stroke-width=\"1.5\" stroke-dasharray=\"{Dashes[index / Colours.Length % Dashes.Length]}\"";
            double y = Top + (LegendLine * index) + 8;
            text.Append(
                CultureInfo.InvariantCulture,
                $"<path fill=\"none\" {style} d=\"{Path(lines[index].Values)}\"/><path {style} d=\"M{Width - Right + 12} {y}h22\"/><text x=\"{Width - Right + 40}\" y=\"{y + 4}\">{WebUtility.HtmlEncode(lines[index].Name)}</text>\n");
        }

        return text.Append("</svg>\n").ToString();

        double X(int at) => Left + (wide * at / Math.Max(1, dates.Length - 1));

        double Y(double value) => Top + (tall * (1 - ((value - low) / (high - low))));

        string Path(ImmutableArray<double> values)
        {
            var path = new StringBuilder();
            bool drawing = false;
            for (int at = 0; at < values.Length; at++)
            {
                if (double.IsFinite(values[at]))
                    path.Append(CultureInfo.InvariantCulture, $"{(drawing ? "L" : "M")}{X(at):0.0} {Y(values[at]):0.0}");
                drawing = double.IsFinite(values[at]);
            }

            return path.ToString();
        }
    }

    // 1, 2 or 5 times a power of ten, so that about so many levels cover the span.
    private static double Step(double span)
    {
        double raw = Math.Max(span, 1e-6) / LevelsShown;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double lead = raw / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }
}
