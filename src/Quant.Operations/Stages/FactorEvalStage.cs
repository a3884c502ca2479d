using System.Text.Json.Nodes;
using Quant.Data.Formats;
using Quant.Factors;
using Quant.Universes;

namespace Quant.Operations.Stages;

/// <summary><c>factor eval</c>: any expressions over any Qlib folder, written as one long table; needs no workspace.</summary>
/// <remarks>
/// A row is a bar that any field of the expressions is stored for, in the range asked for and, for a list, within a span
/// of membership that every filter leaves. Cross-sectional operators run over the same instruments. By Qlib's rules
/// values depend on where the query starts, as they do there.
/// </remarks>
public static class FactorEvalStage
{
    private const string DefaultVenue = "US";
    private const string Everything = "all";

    /// <summary>Evaluates and writes.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="complain">Told of every factor that fails, one line each; the others are still written.</param>
    /// <exception cref="InputException">The folder, the file of expressions or the names of instruments are
    /// wrong.</exception>
    public static StageResult Run(FactorEvalRequest request, Action<string> complain)
    {
        QlibBars bars = QlibBars.Open(request.Source, FrequencyOf(request), DefaultVenue);
        (FactorSet? readable, int failed) = SetOf(request, complain);
        (ImmutableArray<InstrumentId> asked, Universe? list) = Instruments(bars, request.Instruments);
        (int first, int last) = RowsOf(bars, request);
        (FactorSet? set, int lacking) = readable is null ? (null, 0) : WithFields(readable, bars, asked, complain);
        failed += lacking;
        if (set is null)
            return Ended(request, 0, 0, failed);
        ImmutableArray<UniverseFilter> filters = EvaluationFilters.Of(request, set.Dialect, bars, asked);
        FactorTable table = FactorTable.Compute(set, bars, asked, list, filters, first, last, request.Threads);
        long rows = 0;
        IEnumerable<NumberTable> Parts()
        {
            foreach (NumberTable part in table.Parts())
            {
                rows += part.RowCount;
                yield return part;
            }
        }

        if (request.DryRun)
            rows = table.Parts().Sum(part => (long)part.RowCount);
        else
            NumberTableFile.Write(request.Output, Parts());
        return Ended(request, rows, set.Definitions.Length, failed);
    }

    private static string FrequencyOf(FactorEvalRequest request) => request.Frequency
        ?? (!File.Exists(Path.Combine(request.Source, "calendars", "day.txt"))
            && File.Exists(Path.Combine(request.Source, "calendars", "1min.txt")) ? "1min" : "day");

    private static (FactorSet? Set, int Failed) SetOf(FactorEvalRequest request, Action<string> complain)
    {
        if (request.Set is { } name)
        {
            FactorSet set = FactorSets.Find(name) ?? throw new InputException(
                "--set", "", "a factor set of the library", $"'{name}'", NearestName.Remedy(name, FactorSets.Names));
            return (request.Dialect is { } other && other != set.Dialect
                ? new FactorSet(set.Name, set.Definitions, other)
                : set, 0);
        }

        ExpressionDialect dialect = request.Dialect ?? ExpressionDialect.Quant;
        (ImmutableArray<FactorDefinition> definitions, ImmutableArray<string> wrong) =
            ExpressionFile.Read(request.Expressions!, dialect, request.Use);
        foreach (string line in wrong)
            complain(line);
        if (definitions.IsEmpty && wrong.IsEmpty)
            throw new InputException(
                request.Expressions!, "", "at least one expression", "none", "Write a name, a tab and an expression.");
        return (definitions.IsEmpty ? null : new FactorSet("expressions", definitions, dialect, request.Use), wrong.Length);
    }

    // In Qlib a field without a file is missing everywhere; by the default rules it is a mistake.
    private static (FactorSet? Set, int Failed) WithFields(
        FactorSet set, QlibBars bars, ImmutableArray<InstrumentId> asked, Action<string> complain)
    {
        if (set.Dialect == ExpressionDialect.Qlib)
            return (set, 0);
        ImmutableSortedSet<string> stored = bars.FieldsOf(asked);
        var kept = new List<FactorDefinition>();
        for (int factor = 0; factor < set.Expressions.Length; factor++)
        {
            string? lacking = set.Expressions[factor].Fields.Except(stored).FirstOrDefault();
            if (lacking is null)
                kept.Add(set.Definitions[factor]);
            else
                complain($"{set.Definitions[factor].Name}: There is no file of ${lacking}. {NearestName.Remedy(lacking, stored)}");
        }

        int failed = set.Definitions.Length - kept.Count;
        return (kept.Count == 0 ? null : failed == 0 ? set : new FactorSet(set.Name, [.. kept], set.Dialect, set.Use), failed);
    }

    private static (ImmutableArray<InstrumentId> Asked, Universe? List) Instruments(
        QlibBars bars, ImmutableArray<string> names)
    {
        ImmutableArray<string> lists = bars.Lists();
        string? name = names.IsEmpty ? Everything : names is [var only] && lists.Contains(only) ? only : null;
        if (name is null)
            return ([.. names.Select(bars.Instrument)], null);
        Universe list = bars.List(name);
        return (list.Ever(), list);
    }

    private static (int First, int Last) RowsOf(QlibBars bars, FactorEvalRequest request)
    {
        int first = request.From is { } from ? RowFrom(bars.Moments, from) : 0;
        int last = bars.Moments.Length - 1;
        if (request.To is { } to)
        {
            // The last moment of a day rather than the first of the next, which the last day of the calendar lacks.
            DateTime end = to.TimeOfDay == TimeSpan.Zero ? to.AddTicks(TimeSpan.TicksPerDay - 1) : to;
            int row = RowFrom(bars.Moments, end);
            last = row < bars.Moments.Length && bars.Moments[row] == end ? row : row - 1;
        }

        return first <= last
            ? (first, last)
            : throw new InputException(
                "--from",
                "",
                string.Create(CultureInfo.InvariantCulture, $"bars from {bars.Moments[0]:yyyy-MM-dd HH:mm:ss} to {bars.Moments[^1]:yyyy-MM-dd HH:mm:ss}"),
                "none in the range asked for",
                "Ask for a range within the data.");
    }

    private static int RowFrom(ImmutableArray<DateTime> moments, DateTime moment)
    {
        int found = moments.BinarySearch(moment);
        return found >= 0 ? found : ~found;
    }

    private static StageResult Ended(FactorEvalRequest request, long rows, int factors, int failed)
    {
        string written = request.DryRun ? "Would write" : "Wrote";
        string message = factors == 0
            ? "No factor could be evaluated; nothing was written."
            : string.Create(CultureInfo.InvariantCulture, $"{written} {factors} factors over {rows} rows to {request.Output}.");
        var details = new JsonObject
        {
            ["output"] = factors == 0 ? null : request.Output,
            ["factors"] = factors,
            ["rows"] = rows,
            ["failed"] = failed,
        };
        return failed == 0
            ? StageResult.Done(message, details)
            : new StageResult(
                StageOutcome.Failed,
                "FACTORS_FAILED",
                string.Create(CultureInfo.InvariantCulture, $"{message} {failed} failed; they are named on standard error."),
                details);
    }
}
