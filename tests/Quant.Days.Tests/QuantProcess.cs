using System.Diagnostics;
using System.Reflection;

namespace Quant.Days.Tests;

/// <summary>What a run of the command line left behind.</summary>
public sealed record QuantResult(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- error\n{Error}";
}

/// <summary>Runs the built command line as a process of its own, as a user would.</summary>
public static class QuantProcess
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "quant.dll");

    /// <summary>The root of the checkout, found from where the tests were built.</summary>
    public static string Repository { get; } = FindRepository();

    public static QuantResult Run(string workspace, params string[] arguments) =>
        Run(workspace, new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    public static QuantResult Run(string workspace, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using Process process = Start(workspace, environment, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"quant {string.Join(' ', arguments)} did not end within five minutes.");
        }

        return new QuantResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts a command and kills it after a while; true if it was still running.</summary>
    public static bool RunAndKill(string workspace, TimeSpan after, params string[] arguments)
    {
        using Process process = Start(workspace, new Dictionary<string, string>(StringComparer.Ordinal), arguments);
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(after))
            return false;
        process.Kill();
        process.WaitForExit();
        return true;
    }

    /// <summary>Starts a command and kills it some time after it took the workspace's lock; true if it was still running.</summary>
    public static bool RunAndKillAtWork(string workspace, TimeSpan after, params string[] arguments)
    {
        using Process process = StartToWork(workspace, arguments);
        if (process.WaitForExit(after))
            return false;
        process.Kill();
        process.WaitForExit();
        return true;
    }

    /// <summary>How long a command works once it has the workspace's lock.</summary>
    public static TimeSpan WorkOf(string workspace, params string[] arguments)
    {
        using Process process = StartToWork(workspace, arguments);
        long began = Stopwatch.GetTimestamp();
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(began);
    }

    // The holder writes its name into the lock; what a killed one left there is emptied first.
    private static Process StartToWork(string workspace, string[] arguments)
    {
        var held = new FileInfo(Path.Combine(workspace, ".lock"));
        if (held.Exists)
            File.WriteAllBytes(held.FullName, []);
        Process process = Start(workspace, new Dictionary<string, string>(StringComparer.Ordinal), arguments);
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        while (!process.HasExited)
        {
            held.Refresh();
            if (held.Exists && held.Length > 0)
                break;
            Thread.Sleep(1);
        }

        return process;
    }

    private static Process Start(string workspace, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Assembly);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["QUANT_WORKSPACE"] = workspace;
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.StandardInput.Close();
        return process;
    }

    private static string FindRepository()
    {
        string? folder = Path.GetDirectoryName(System.Reflection.Assembly.GetExecutingAssembly().Location);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Quant.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests do not run from within the checkout.");
    }
}
