using System.Text.Json.Nodes;

namespace Quant.Operations.Stages;

/// <summary>How a stage ended, short of an error.</summary>
public enum StageOutcome
{
    /// <summary>It did what was asked.</summary>
    Done,

    /// <summary>There was nothing to do: the same run on the same inputs was done before, or the day is not one to act on.</summary>
    Unchanged,

    /// <summary>It refused, for the reason given.</summary>
    Refused,

    /// <summary>Part of the work failed; the message names which.</summary>
    Failed,

    /// <summary>Something it needs is not there yet; try again later.</summary>
    NotReady,

    /// <summary>Two truths disagree and a person must settle it.</summary>
    Conflict,
}

/// <summary>What a stage reports: the same object is printed as text and as JSON.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">A stable code such as <c>DONE</c> or <c>STALE_PREDICTION</c>.</param>
/// <param name="Message">What happened, in sentences; several lines are allowed.</param>
/// <param name="Details">Numbers and file names for machines.</param>
public sealed record StageResult(StageOutcome Outcome, string Reason, string Message, JsonObject Details)
{
    /// <summary>A stage that did what was asked.</summary>
    public static StageResult Done(string message, JsonObject details) => new(StageOutcome.Done, "DONE", message, details);

    /// <summary>A stage that found its work done.</summary>
    public static StageResult Unchanged(string message, JsonObject details) =>
        new(StageOutcome.Unchanged, "UNCHANGED", message, details);

    /// <summary>A stage that refused.</summary>
    public static StageResult Refused(string reason, string message) =>
        new(StageOutcome.Refused, reason, message, []);

    /// <summary>A stage whose inputs are not there yet.</summary>
    public static StageResult NotReady(string reason, string message) =>
        new(StageOutcome.NotReady, reason, message, []);
}
