using System.ComponentModel;
using System.Text;
using Quant.Models.Learners.External;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Processes;

/// <summary>Trains and scores by the programs that <c>processes</c> in <c>quant.yaml</c> names, and by no others.</summary>
/// <remarks>
/// Files are exchanged in a folder of the workspace's <c>scratch</c> that is gone afterwards. The end of each program's
/// output is kept in <c>output/logs/</c>, whether it succeeded or not; nothing else is written.
/// </remarks>
/// <param name="workspace">The workspace, opened for writing.</param>
/// <param name="threads">How many threads a program should use when it scores.</param>
/// <param name="clock">Measures how long a program runs.</param>
/// <param name="stop">Set when the user wants to stop; a running program is then killed.</param>
public sealed class ModelProgram(Workspace workspace, int threads, TimeProvider clock, CancellationToken stop)
    : IModelProgram
{
    private const int LogLinesShown = 3;
    private const int LogCharactersShown = 400;

    /// <inheritdoc/>
    public byte[] Fit(ProgramFit request)
    {
        ProcessOptions options = OptionsOf(request.Call);
        using ScratchFolder folder = ScratchFolder.Create(workspace.Root);
        var files = new ExchangeFiles(folder.Path, options.Format, request.Call);
        files.WriteFit(request);
        Run(request.Call, options, files, folder.Path, "fit", request.Threads);
        return files.ReadModel(options.ModelBytesMost);
    }

    /// <inheritdoc/>
    public double[] Score(ProgramScoring request)
    {
        ProcessOptions options = OptionsOf(request.Call);
        using ScratchFolder folder = ScratchFolder.Create(workspace.Root);
        var files = new ExchangeFiles(folder.Path, options.Format, request.Call);
        files.WriteScoring(request, threads);
        Run(request.Call, options, files, folder.Path, "predict", threads);
        return files.ReadScores(request.Features.Axes, request.Cells);
    }

    /// <summary>Where the end of a program's output is kept.</summary>
    public static string LogPathOf(string model, string task) => $"output/logs/process_{model}_{task}.log";

    private ProcessOptions OptionsOf(ProgramCall call)
    {
        ImmutableSortedDictionary<string, ProcessOptions> known = workspace.Options.Quant.Processes;
        return known.TryGetValue(call.Command, out ProcessOptions? options)
            ? options
            : throw new InputException(
                "config/quant.yaml",
                "processes",
                $"a program '{call.Command}', which {call.Model} names",
                known.IsEmpty ? "none" : string.Join(", ", known.Keys),
                known.IsEmpty ? "Name the program and its command there." : NearestName.Remedy(call.Command, [.. known.Keys]));
    }

    private void Run(
        ProgramCall call, ProcessOptions options, ExchangeFiles files, string folder, string task, int workers)
    {
        string place = $"processes.{call.Command}";
        var command = new ChildCommand(
            ProgramLocation.Of(workspace, call.Command, options.Command[0]),
            [.. options.Command[1..].Select(part => ProgramLocation.Argument(workspace, call.Command, part)), files.Request],
            folder,
            ProgramLocation.Environment(options.Environment, folder, workers),
            options.Timeout,
            options.LogBytesMost);
        ChildEnd end;
        try
        {
            end = ChildProcess.Run(command, clock, stop);
        }
        catch (Win32Exception wrong)
        {
            throw new InputException(
                "config/quant.yaml", $"{place}.command", "a program that the system can start", wrong.Message,
                "Correct the command.");
        }

        string log = LogPathOf(call.Model, task);
        DurableFile.Write(workspace.PathOf(log), Encoding.UTF8.GetBytes(end.Log));
        if (end.ExitCode == 0)
            return;
        string found = end.ExitCode is { } code
            ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}{Quoted(end.Log)}")
            : $"that it was still running and had to be killed{Quoted(end.Log)}";
        string expected = end.ExitCode is null
            ? string.Create(CultureInfo.InvariantCulture, $"an end within {options.Timeout.TotalSeconds:0.###} seconds")
            : "exit code 0";
        throw new InputException($"model {call.Model}", place, expected, found, $"See {log}.");
    }

    private static string Quoted(string log)
    {
        string[] lines = [.. log.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).TakeLast(LogLinesShown)];
        string text = string.Join(" | ", lines);
        return text.Length == 0 ? "" : $" after '{(text.Length > LogCharactersShown ? text[^LogCharactersShown..] : text)}'";
    }
}
