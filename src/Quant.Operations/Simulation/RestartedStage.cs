using Quant.Execution.Books;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Simulation;

/// <summary>Runs stages as the command line does, at times ending one at a step of a write or refusing it the disk, and
/// then runs it again.</summary>
/// <remarks>The end is an exception that nothing catches, so what a finally block would do is still done; ends of whole
/// processes are tested apart from this.</remarks>
internal sealed class RestartedStage(int seed, string root, TimeProvider clock, SimulationTally tally)
{
    private const int StepsMost = 220;
    private readonly Chance chance = new(seed, "restarts");
    private WorkspaceOptions? known;

    /// <summary>Whether nothing is disturbed any more.</summary>
    public bool IsCalm { get; set; }

    /// <summary>The owner changed a file of the configuration.</summary>
    public void Reconfigure() => known = null;

    /// <summary>Runs a stage to its end, however often it has to be begun.</summary>
    /// <exception cref="InputException">Something from outside is not what it must be.</exception>
    public StageResult Run(string verb, Func<StageContext, LedgerStore, StageResult> stage)
    {
        while (!IsCalm && chance.Of(0.12))
        {
            if (Disturbed(verb, stage, chance.Of(0.5)) is { } finished)
                return finished;
        }

        return Undisturbed(verb, stage);
    }

    /// <summary>Asks the book.</summary>
    public T Read<T>(Func<Workspace, LedgerStore, T> question)
    {
        using Workspace workspace = Workspace.OpenForReading(root, known);
        known = workspace.Options;
        return AccountBook.Use(ContextOf(workspace, dryRun: true), store => question(workspace, store));
    }

    private StageResult? Disturbed(string verb, Func<StageContext, LedgerStore, StageResult> stage, bool ends)
    {
        int fatal = chance.Between(0, StepsMost);
        int passed = 0;
        string struck = "";
        int thread = Environment.CurrentManagedThreadId;
        FaultPoint.Install(step =>
        {
            if (Environment.CurrentManagedThreadId != thread || passed++ != fatal)
                return;
            struck = step;
            throw ends ? new SimulatedEndException() : new IOException($"No space left on device ({step})");
        });
        try
        {
            StageResult result = Undisturbed(verb, stage);
            return struck.Length == 0 || result.Outcome is not (StageOutcome.Done or StageOutcome.Unchanged)
                ? result
                : throw new BrokenPromiseException($"{verb} said {result.Reason} although {struck} failed.");
        }
        catch (Exception wrong) when (struck.Length > 0 && wrong is SimulatedEndException or StorageException or IOException)
        {
            tally.Add(ends ? "ended" : "disk_refused");
            known = null;
            return null;
        }
        finally
        {
            FaultPoint.Install(null);
        }
    }

    private StageResult Undisturbed(string verb, Func<StageContext, LedgerStore, StageResult> stage)
    {
        using Workspace workspace = Workspace.OpenForWriting(root, verb, known);
        known = workspace.Options;
        StageContext context = ContextOf(workspace, dryRun: false);
        return AccountBook.Use(context, store => stage(context, store));
    }

    private StageContext ContextOf(Workspace workspace, bool dryRun) =>
        new(workspace, clock, new Silence(), dryRun, Threads: 1, CancellationToken.None);

    private sealed class SimulatedEndException : Exception;

    private sealed class Silence : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
        }
    }
}
