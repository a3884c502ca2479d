using System.CommandLine;
using System.CommandLine.Invocation;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Cli;

/// <summary>Runs a stage and turns its end into text and an exit code: the only place that does.</summary>
internal static class StageRunner
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    /// <summary>Runs what a command line asks for.</summary>
    public static async Task<int> InvokeAsync(ParseResult parsed)
    {
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction or null)
        {
            string verb = SharedOptions.VerbOf(parsed);
            string[] errors = [.. parsed.Errors.Select(error => error.Message)];
            string hint = $"See: quant {(verb.Length > 0 ? verb + " " : "")}--help";
            return ResultPrinter.Print(parsed, StageEnd.Wrong(ExitCode.Usage, "USAGE", string.Join('\n', [.. errors, hint])));
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = StopPatience,
        };
        return await parsed.InvokeAsync(configuration);
    }

    /// <summary>Runs a stage that opens the workspace for writing.</summary>
    public static Task<int> WriteAsync(ParseResult parsed, Func<StageContext, StageResult> stage, CancellationToken stop) =>
        GuardAsync(parsed, () =>
        {
            bool dryRun = parsed.GetResult(SharedOptions.DryRun) is not null && parsed.GetValue(SharedOptions.DryRun);
            string root = SharedOptions.RequireWorkspace(parsed);
            using Workspace workspace = dryRun
                ? Workspace.OpenForReading(root)
                : Workspace.OpenForWriting(root, SharedOptions.VerbOf(parsed));
            StageResult result = WithProgress(parsed, workspace, dryRun, stage, stop);
            return StageEnd.Of(result, [.. workspace.Recovered.Select(change => change.RunId)]);
        });

    /// <summary>Runs a stage that only reads the workspace.</summary>
    public static Task<int> ReadAsync(ParseResult parsed, Func<StageContext, StageResult> stage, CancellationToken stop) =>
        GuardAsync(parsed, () =>
        {
            using Workspace workspace = Workspace.OpenForReading(SharedOptions.RequireWorkspace(parsed));
            return StageEnd.Of(WithProgress(parsed, workspace, dryRun: true, stage, stop), []);
        });

    /// <summary>Runs a stage that needs no open workspace.</summary>
    public static Task<int> RunAsync(ParseResult parsed, Func<StageResult> stage) =>
        GuardAsync(parsed, () => StageEnd.Of(stage(), []));

    private static StageResult WithProgress(
        ParseResult parsed, Workspace workspace, bool dryRun, Func<StageContext, StageResult> stage, CancellationToken stop) =>
        ProgressDisplay.Show(progress =>
        {
            int asked = parsed.GetValue(SharedOptions.Threads);
            int threads = asked > 0 ? asked : workspace.Options.Quant.Threads;
            return stage(new StageContext(workspace, TimeProvider.System, progress, dryRun, threads, stop));
        });

    // Stages are plain calls; a thread of the pool runs them, so that Ctrl-C reaches their token.
    private static async Task<int> GuardAsync(ParseResult parsed, Func<StageEnd> deed)
    {
        StageEnd end;
        try
        {
            end = await Task.Run(deed);
        }
        catch (Exception wrong)
        {
            end = Explain(wrong);
        }

        return ResultPrinter.Print(parsed, end);
    }

    private static StageEnd Explain(Exception wrong) => wrong switch
    {
        OperationCanceledException => StageEnd.Wrong(
            ExitCode.Stopped, "STOPPED", "Stopped as asked; nothing is half written. What was finished stands, and a verb that is run again goes on from there."),
        UsageException => StageEnd.Wrong(ExitCode.Usage, "USAGE", wrong.Message),
        ConfigurationException configuration => StageEnd.Misconfigured(configuration),
        WorkspaceMissingException => StageEnd.Wrong(ExitCode.Usage, "NO_WORKSPACE", wrong.Message),
        PathRefusedException => StageEnd.Wrong(ExitCode.Usage, "PATH_REFUSED", wrong.Message),
        WorkspaceLockedException => StageEnd.Wrong(ExitCode.TryAgainLater, "LOCKED", wrong.Message),
        StorageConflictException => StageEnd.Wrong(ExitCode.Conflict, "CONFLICT", wrong.Message),
        StorageException => StageEnd.Wrong(ExitCode.Failed, "STORAGE", wrong.Message),
        InputException input when input.Origin.StartsWith("--", StringComparison.Ordinal) =>
            StageEnd.Wrong(ExitCode.Usage, "USAGE", wrong.Message),
        InputException input when input.Origin.StartsWith("config/", StringComparison.Ordinal) =>
            StageEnd.Wrong(ExitCode.Usage, "CONFIGURATION", wrong.Message),
        InputException => StageEnd.Wrong(ExitCode.Failed, "INPUT", wrong.Message),
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        IOException or UnauthorizedAccessException => StageEnd.Wrong(ExitCode.Failed, "FILES", wrong.Message),
        _ => StageEnd.Wrong(ExitCode.Failed, "FAILED", $"{wrong.Message}\nThis is a mistake of the program. Please report it with this text:\n{wrong}"),
    };
}
