using System.Text.RegularExpressions;

namespace Quant.Data.Formats;

/// <summary>The bars of a Qlib folder at a frequency: as its calendar has them, or down-sampled from a finer one.</summary>
/// <remarks>
/// As Qlib does it: where the calendar of a frequency is missing, the closest finer one is taken. Minutes are floored onto
/// every n-th minute of the exchange's sessions; a day is a day with bars, a week or month begins on its first one; of
/// several days, weeks or months every n-th is taken. Which exchange's sessions they are shows in the minutes themselves.
/// </remarks>
internal static partial class QlibCalendar
{
    private const int MostBytes = 64 << 20;

    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss"];

    // From the first to the last minute of each session, both included: China, the United States, Taiwan.
    private static readonly ImmutableArray<ImmutableArray<(TimeSpan First, TimeSpan Last)>> Sessions =
    [
        [(new(9, 30, 0), new(11, 29, 0)), (new(13, 0, 0), new(14, 59, 0))],
        [(new(9, 30, 0), new(15, 59, 0))],
        [(new(9, 0, 0), new(13, 29, 0))],
    ];

    /// <summary>The moments of the bars, ascending; null if there is neither their calendar nor a finer one.</summary>
    /// <exception cref="InputException">A calendar is malformed, or its minutes are those of no known exchange.</exception>
    public static ImmutableArray<DateTime>? Read(string root, string frequency)
    {
        string folder = Path.Combine(root, "calendars");
        string own = Path.Combine(folder, $"{frequency}.txt");
        if (File.Exists(own))
            return Lines(own);
        if (!Directory.Exists(folder) || !TryParse(frequency, out Step asked))
            return null;
        (string Path, Step Step)[] finer =
        [
            .. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal)
                .Select(path => (path, TryParse(Path.GetFileNameWithoutExtension(path), out Step step) ? step : default))
                .Where(file => file.Item2.Count > 0 && file.Item2.Minutes < asked.Minutes),
        ];
        if (finer.Length == 0)
            return null;
        string closest = finer.MaxBy(file => file.Step.Minutes).Path;
        return DownSampled(closest, Lines(closest), asked);
    }

    private static ImmutableArray<DateTime> Lines(string path)
    {
        var moments = ImmutableArray.CreateBuilder<DateTime>();
        foreach ((string text, int line) in TextLines.Read(path, MostBytes))
        {
            bool read = DateTime.TryParseExact(
                text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime moment);
            if (!read || (moments.Count > 0 && moment <= moments[^1]))
            {
                throw new InputException(
                    path,
                    FieldText.Invariant(line),
                    read ? $"a moment after {moments[^1]:yyyy-MM-dd HH:mm:ss}" : "yyyy-MM-dd or yyyy-MM-dd HH:mm:ss",
                    $"'{TextLines.Shown(text)}'",
                    "Correct the calendar.");
            }

            moments.Add(moment);
        }

        return moments.Count > 0
            ? moments.DrainToImmutable()
            : throw new InputException(path, "", "at least one bar", "none", "Give the calendar its bars.");
    }

    private static ImmutableArray<DateTime> DownSampled(string path, ImmutableArray<DateTime> fine, Step asked)
    {
        if (asked.Unit == 'm')
            return Floored(path, fine, asked.Count);
        ImmutableArray<DateTime> days = [.. fine.Select(moment => moment.Date).Distinct()];
        IEnumerable<DateTime> first = asked.Unit switch
        {
            'd' => days,
            'w' => days.GroupBy(day => (ISOWeek.GetYear(day), ISOWeek.GetWeekOfYear(day))).Select(week => week.First()),
            _ => days.GroupBy(day => (day.Year, day.Month)).Select(month => month.First()),
        };
        return [.. first.Where((_, at) => at % asked.Count == 0)];
    }

    private static ImmutableArray<DateTime> Floored(string path, ImmutableArray<DateTime> fine, int minutes)
    {
        TimeSpan[] times = [.. fine.Select(moment => moment.TimeOfDay).Distinct()];
        foreach (ImmutableArray<(TimeSpan First, TimeSpan Last)> sessions in Sessions)
        {
            if (!times.All(time => sessions.Any(session => session.First <= time && time <= session.Last)))
                continue;
            TimeSpan[] grid =
            [
                .. sessions.SelectMany(session => Enumerable.Range(0, (int)(session.Last - session.First).TotalMinutes + 1)
                    .Select(minute => session.First + TimeSpan.FromMinutes(minute)))
                    .Where((_, at) => at % minutes == 0),
            ];
            return [.. fine.Select(moment => moment.Date + grid.Last(time => time <= moment.TimeOfDay)).Distinct()];
        }

        throw new InputException(
            path, "", "minutes of the sessions of China, the United States or Taiwan", "others", "Make the calendar of the frequency.");
    }

    private static bool TryParse(string text, out Step step)
    {
        Match match = Frequency().Match(text);
        int count = match.Groups[1].Length == 0 ? 1
            : int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out int written) ? written : 0;
        char unit = match.Groups[2].Value switch { "month" or "mon" => 'o', "week" or "w" => 'w', "day" or "d" => 'd', _ => 'm' };
        step = match.Success && count is > 0 and < 10_000 ? new Step(count, unit) : default;
        return step.Count > 0;
    }

    [GeneratedRegex("^([0-9]*)(month|mon|week|w|day|d|minute|min)$", RegexOptions.CultureInvariant)]
    private static partial Regex Frequency();

    private readonly record struct Step(int Count, char Unit)
    {
        public int Minutes => Count * Unit switch { 'o' => 30 * 24 * 60, 'w' => 7 * 24 * 60, 'd' => 24 * 60, _ => 1 };
    }
}
