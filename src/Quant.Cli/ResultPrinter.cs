using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quant.Cli;

/// <summary>Prints how a command ended: results to standard output, everything else to standard error.</summary>
internal static class ResultPrinter
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Prints the end and gives the exit code.</summary>
    public static int Print(ParseResult parsed, StageEnd end)
    {
        bool json = parsed.GetResult(SharedOptions.Json) is not null && parsed.GetValue(SharedOptions.Json);
        if (!end.Recovered.IsEmpty)
            Console.Error.WriteLine($"Finished first what killed runs had begun: {string.Join(", ", end.Recovered)}.");
        if (json)
            Console.Out.WriteLine(Document(SharedOptions.VerbOf(parsed), end).ToJsonString(Indented));
        bool isResult = end.Outcome != "error";
        if (!json && isResult)
            Console.Out.WriteLine(Text(end));
        else if (!isResult)
            Console.Error.WriteLine(Text(end));
        return (int)end.Code;
    }

    private static string Text(StageEnd end)
    {
        if (end.Reason == "DONE")
            return end.Message;
        return end.Message.Contains('\n', StringComparison.Ordinal) ? $"{end.Reason}:\n{end.Message}" : $"{end.Reason}: {end.Message}";
    }

    private static JsonObject Document(string verb, StageEnd end) => new()
    {
        ["verb"] = verb,
        ["outcome"] = end.Outcome,
        ["reason"] = end.Reason,
        ["exit_code"] = (int)end.Code,
        ["message"] = end.Message,
        ["recovered"] = new JsonArray([.. end.Recovered.Select(run => JsonValue.Create(run))]),
        ["details"] = end.Details.DeepClone(),
    };
}
