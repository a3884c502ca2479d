using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary>How far a long piece of work is.</summary>
/// <param name="Task">What is being done, such as <c>train ridge_a158</c>.</param>
/// <param name="Fraction">How much of it is done, from 0 to 1.</param>
public readonly record struct StageProgress(string Task, double Fraction);

/// <summary>What every stage is given besides its request.</summary>
/// <param name="Workspace">The workspace, opened for writing unless <paramref name="DryRun"/>.</param>
/// <param name="Clock">The one clock; it dates records and decides nothing.</param>
/// <param name="Progress">Told of long work.</param>
/// <param name="DryRun">Compute and report everything, write nothing.</param>
/// <param name="Threads">How many threads to compute with; 0 means one per core.</param>
/// <param name="Cancellation">Set when the user wants to stop.</param>
public sealed record StageContext(
    Workspace Workspace,
    TimeProvider Clock,
    IProgress<StageProgress> Progress,
    bool DryRun,
    int Threads,
    CancellationToken Cancellation)
{
    /// <summary>The current time in UTC.</summary>
    public DateTimeOffset Now => Clock.GetUtcNow();
}
