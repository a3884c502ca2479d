using System.Text.Json.Nodes;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;

namespace Quant.Cli;

/// <summary>How a command ended: what is printed as text or as JSON, and what the shell is told.</summary>
/// <param name="Code">What the shell is told.</param>
/// <param name="Outcome">The outcome in one word.</param>
/// <param name="Reason">The stable code.</param>
/// <param name="Message">What happened, in sentences.</param>
/// <param name="Details">Numbers and names for machines.</param>
/// <param name="Recovered">The killed runs whose changes were finished first.</param>
internal sealed record StageEnd(
    ExitCode Code,
    string Outcome,
    string Reason,
    string Message,
    JsonObject Details,
    ImmutableArray<string> Recovered)
{
    /// <summary>The end of a stage that came to one.</summary>
    public static StageEnd Of(StageResult result, ImmutableArray<string> recovered)
    {
        ExitCode code = result.Outcome switch
        {
            StageOutcome.Done or StageOutcome.Unchanged => recovered.IsEmpty ? ExitCode.Done : ExitCode.Recovered,
            StageOutcome.Refused => ExitCode.Refused,
            StageOutcome.NotReady => ExitCode.TryAgainLater,
            StageOutcome.Conflict => ExitCode.Conflict,
            _ => ExitCode.Failed,
        };
        return new StageEnd(code, WordOf(result.Outcome), result.Reason, result.Message, result.Details, recovered);
    }

    /// <summary>The end of a command that came to none.</summary>
    public static StageEnd Wrong(ExitCode code, string reason, string message) => new(code, "error", reason, message, [], []);

    /// <summary>The end of a command whose configuration is wrong, every mistake a detail.</summary>
    public static StageEnd Misconfigured(ConfigurationException wrong) =>
        Wrong(ExitCode.Usage, "CONFIGURATION", wrong.Message) with
        {
            Details = new JsonObject { ["errors"] = new JsonArray([.. wrong.Errors.Select(Line)]) },
        };

    private static JsonObject Line(ConfigurationError error) => new()
    {
        ["file"] = error.File,
        ["line"] = error.Line,
        ["column"] = error.Column,
        ["key"] = error.Key,
        ["message"] = error.Message,
    };

    private static string WordOf(StageOutcome outcome) => outcome switch
    {
        StageOutcome.NotReady => "not_ready",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
