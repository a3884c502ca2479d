using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Quant.Operations.Processes;

/// <summary>Runs another program to its end, or ends it: the only code that starts processes.</summary>
/// <remarks>
/// <para>There is no shell: arguments arrive as they are given. The child sees the environment that it is given and no
/// other, and nothing on standard input.</para>
/// <para>On Linux it leads a session of its own, started by <c>setsid</c> where the system has it. When it ends, or its
/// time is up, or the run is cancelled, whatever is left of its process group and of its descendants is killed.</para>
/// </remarks>
internal static partial class ChildProcess
{
    private const int KillSignal = 9;
    private const int PollMilliseconds = 20;
    private const int DrainMilliseconds = 2000;

    private static readonly string[] SessionStarters = ["/usr/bin/setsid", "/bin/setsid"];

    /// <summary>Runs a program and waits.</summary>
    /// <exception cref="Win32Exception">The system could not start it.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; the child is dead.</exception>
    public static ChildEnd Run(ChildCommand command, TimeProvider clock, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        string? starter = OperatingSystem.IsLinux() ? SessionStarters.FirstOrDefault(File.Exists) : null;
        using Process child = Process.Start(StartOf(command, starter))
            ?? throw new Win32Exception($"'{command.Program}' was not started.");
        child.StandardInput.Close();
        var log = new TailLog(command.LogBytesMost);
        Task[] drains = [Drain(child.StandardOutput.BaseStream, log), Drain(child.StandardError.BaseStream, log)];
        bool ended = false;
        try
        {
            ended = Wait(child, command.Timeout, clock, stop);
        }
        finally
        {
            End(child, starter is not null);
        }

        // A descendant that left the session may still hold the pipe; nothing waits for it.
        Task.WaitAll(drains, DrainMilliseconds, CancellationToken.None);
        stop.ThrowIfCancellationRequested();
        return new ChildEnd(ended ? child.ExitCode : null, log.Text());
    }

    private static ProcessStartInfo StartOf(ChildCommand command, string? starter)
    {
        var start = new ProcessStartInfo(starter ?? command.Program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
            WorkingDirectory = command.Folder,
        };
        if (starter is not null)
            start.ArgumentList.Add(command.Program);
        foreach (string argument in command.Arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach ((string name, string value) in command.Environment)
            start.Environment[name] = value;
        return start;
    }

    private static bool Wait(Process child, TimeSpan timeout, TimeProvider clock, CancellationToken stop)
    {
        long started = clock.GetTimestamp();
        while (!child.WaitForExit(PollMilliseconds))
        {
            if (stop.IsCancellationRequested || clock.GetElapsedTime(started) >= timeout)
                return false;
        }

        return true;
    }

    private static void End(Process child, bool leadsGroup)
    {
        if (!child.HasExited)
            child.Kill(entireProcessTree: true);
        if (leadsGroup)
            _ = Kill(-child.Id, KillSignal);
        child.WaitForExit(DrainMilliseconds);
    }

    private static Task Drain(Stream from, TailLog log) => Task.Factory.StartNew(
        () =>
        {
            var buffer = new byte[16 * 1024];
            try
            {
                for (int count; (count = from.Read(buffer)) > 0;)
                    log.Append(buffer.AsSpan(0, count));
            }
            catch (Exception wrong) when (wrong is IOException or ObjectDisposedException)
            {
                // The pipe was closed from this side because nobody waits for its other end any more.
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}

/// <summary>A program to run.</summary>
/// <param name="Program">Its absolute path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Folder">The folder that it runs in.</param>
/// <param name="Environment">All the environment variables that it sees.</param>
/// <param name="Timeout">How long it may run.</param>
/// <param name="LogBytesMost">How much of the end of its output is kept.</param>
internal sealed record ChildCommand(
    string Program,
    ImmutableArray<string> Arguments,
    string Folder,
    ImmutableSortedDictionary<string, string> Environment,
    TimeSpan Timeout,
    int LogBytesMost);

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; null if its time was up and it was killed.</param>
/// <param name="Log">The end of what it wrote to standard output and standard error.</param>
internal readonly record struct ChildEnd(int? ExitCode, string Log);
