using System.Diagnostics;
using Quant.Operations.Stages;
using Spectre.Console;

namespace Quant.Cli;

/// <summary>Shows how far long work is, on standard error: bars on a terminal, plain lines elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs work that reports its progress.</summary>
    public static T Show<T>(Func<IProgress<StageProgress>, T> work)
    {
        if (Console.IsErrorRedirected)
            return work(new PlainLines(Console.Error));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(true).Start(context => work(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<StageProgress>
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, ProgressTask> tasks = new(StringComparer.Ordinal);

        public void Report(StageProgress value)
        {
            lock (gate)
            {
                if (!tasks.TryGetValue(value.Task, out ProgressTask? task))
                    tasks[value.Task] = task = context.AddTask(Markup.Escape(value.Task), maxValue: 1);
                task.Value = Math.Clamp(value.Fraction, 0, 1);
            }
        }
    }

    // One line when a task begins, ends, or has been going on for a while: logs stay short.
    private sealed class PlainLines(TextWriter output) : IProgress<StageProgress>
    {
        private static readonly TimeSpan Often = TimeSpan.FromSeconds(5);

        private readonly Lock gate = new();
        private readonly Stopwatch since = new();
        private string current = "";

        public void Report(StageProgress value)
        {
            lock (gate)
            {
                if (value.Task == current && value.Fraction < 1 && since.Elapsed < Often)
                    return;
                if (value.Task == current && value.Fraction >= 1 && !since.IsRunning)
                    return;
                current = value.Task;
                output.WriteLine($"{value.Task} {Math.Clamp(value.Fraction, 0, 1).ToString("P0", CultureInfo.InvariantCulture)}");
                if (value.Fraction >= 1)
                    since.Reset();
                else
                    since.Restart();
            }
        }
    }
}
