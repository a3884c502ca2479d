using System.Diagnostics;

namespace Quant.Tidy.Tests;

/// <summary>What a run of the command line left behind.</summary>
internal sealed record CommandLineResult(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n{Output}\n{Error}";
}

/// <summary>Runs the built command line as a process, as a user would.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "quant.dll");

    public static CommandLineResult Run(params string[] arguments) =>
        RunProcess(Environment.CurrentDirectory, "dotnet", ["exec", Assembly, .. arguments]);

    public static CommandLineResult Shell(string folder, string script) => RunProcess(folder, "bash", ["-euc", script]);

    private static CommandLineResult RunProcess(string folder, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        start.Environment.Remove("QUANT_WORKSPACE");
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end in time.");
        }

        return new CommandLineResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
