using System.Diagnostics;

namespace Quant.Storage.Tests;

public sealed class WorkspaceLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Acquire_TellsWhoseItIs()
    {
        using WorkspaceLock held = WorkspaceLock.Acquire(folder.Root, "quant train");

        var thrown = Assert.Throws<WorkspaceLockedException>(() => WorkspaceLock.Acquire(folder.Root, "quant predict"));

        Assert.Contains("quant train", thrown.Holder);
        Assert.Contains($"process {Environment.ProcessId}", thrown.Message);
    }

    [Fact]
    public void Acquire_WorksAgainAfterDispose()
    {
        WorkspaceLock.Acquire(folder.Root, "first, with a long name").Dispose();

        using WorkspaceLock second = WorkspaceLock.Acquire(folder.Root, "second");

        Assert.StartsWith("second, process", second.Owner);
    }

    [Fact]
    public void Acquire_FeelsAnotherProcessAndItsDeath()
    {
        if (!OperatingSystem.IsLinux())
            return;
        folder.Write(WorkspaceLock.FileName, "quant data import, process 4711 on another");
        using Process other = Process.Start(new ProcessStartInfo("flock")
        {
            ArgumentList = { "--no-fork", folder[WorkspaceLock.FileName], "sh", "-c", "echo locked; exec sleep 60" },
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("locked", other.StandardOutput.ReadLine());

        var thrown = Assert.Throws<WorkspaceLockedException>(() => WorkspaceLock.Acquire(folder.Root, "mine"));
        Assert.Equal("quant data import, process 4711 on another", thrown.Holder);

        other.Kill();
        other.WaitForExit();
        using WorkspaceLock mine = WorkspaceLock.Acquire(folder.Root, "mine");
        Assert.StartsWith("mine", mine.Owner);
    }

    [Fact]
    public void Acquire_SaysWhyThereCanBeNoLock() =>
        Assert.Equal("lock", Assert.Throws<StorageException>(() => WorkspaceLock.Acquire(folder["nowhere"], "mine")).Step);
}
