using Microsoft.Win32.SafeHandles;
using Quant.Days.Tests;
using Quant.Operations.Stages;
using Quant.Storage;

namespace Quant.Operations.Tests.Faults;

/// <summary>What goes wrong.</summary>
public enum DiskFault
{
    /// <summary>The process ends.</summary>
    End,

    /// <summary>The disk takes no more: the step fails.</summary>
    NoSpace,

    /// <summary>Half of a file is written, then the disk takes no more.</summary>
    ShortWrite,

    /// <summary>The kernel says that a flush failed.</summary>
    FlushFails,

    /// <summary>A file cannot be put in the place of another.</summary>
    RenameFails,
}

/// <summary>Something that writes a folder and can be run on copies of it.</summary>
/// <param name="root">The folder before the run, with a workspace in it or none.</param>
/// <param name="run">Runs it in a folder, as the command line does.</param>
internal sealed class SweptVerb(string root, Func<string, StageResult> run)
{
    /// <summary>The folder before the run.</summary>
    public string Root => root;

    /// <summary>Whether a run changes every file at most once, so that a reader finds only old and new ones.</summary>
    public bool IsOneChange { get; init; } = true;

    /// <summary>The reason that a run ends with when it did what it was to do.</summary>
    public string Ends { get; init; } = "DONE";

    /// <summary>Whether a run says that it did what it was to do.</summary>
    public bool IsSuccess(StageResult result) =>
        result.Outcome is StageOutcome.Done or StageOutcome.Unchanged || result.Reason == Ends;

    /// <summary>Runs it in a folder.</summary>
    public StageResult Run(string folder) => run(folder);
}

/// <summary>Tries a fault at the places of a run: nothing may claim success, a reader finds old or new files, and the same
/// run once more ends where an undisturbed one ends.</summary>
/// <remarks><c>QUANT_FAULT_SWEEP=full</c> tries every place; otherwise some of them, the first and the last among
/// them.</remarks>
internal static class FaultSweep
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("QUANT_FAULT_SWEEP") == "full";
    private static readonly Func<int, int> RealFlush = NativeDisk.Synchronise;

    /// <summary>Tries one kind of fault.</summary>
    /// <param name="verb">What is run.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="places">How many places are tried where not all are.</param>
    /// <returns>How many places were tried.</returns>
    public static int Run(SweptVerb verb, DiskFault fault, int places)
    {
        SortedDictionary<string, string> before = WorkspaceTree.Read(verb.Root);
        string undisturbed = Copy(verb);
        List<string> passed = Recorded(() => verb.Run(undisturbed), fault, out StageResult reference);
        Assert.True(reference.Outcome == StageOutcome.Done || reference.Reason == verb.Ends, reference.Message);
        SortedDictionary<string, string> after = WorkspaceTree.Read(undisturbed);
        Directory.Delete(undisturbed, recursive: true);
        int[] tried = [.. Places(fault, passed)];
        Assert.NotEmpty(tried);
        foreach (int place in IsFull ? tried : Some(tried, places))
            Try(verb, fault, place, passed[place], before, after);
        return tried.Length;
    }

    private static void Try(
        SweptVerb verb, DiskFault fault, int place, string step, SortedDictionary<string, string> before,
        SortedDictionary<string, string> after)
    {
        string folder = Copy(verb);
        string where = $"{fault} at {place} {step}";
        bool claims = Disturbed(verb, folder, fault, place, where);
        SortedDictionary<string, string> found = WorkspaceTree.Read(folder);
        if (claims)
            Assert.True(WorkspaceTree.Differences(after, found).Count == 0, $"{where}: it claims success and is not done.");
        foreach ((string path, string content) in found.Where(file => verb.IsOneChange && IsReadByOthers(file.Key)))
        {
            bool isOldOrNew = content == before.GetValueOrDefault(path) || content == after.GetValueOrDefault(path);
            Assert.True(isOldOrNew || (path.EndsWith(".db", StringComparison.Ordinal) && !before.ContainsKey(path)), $"{where}: {path} is neither old nor new.");
        }

        StageResult again = verb.Run(folder);

        IReadOnlyList<string> differences = WorkspaceTree.Differences(after, WorkspaceTree.Read(folder));
        Assert.True(differences.Count == 0, $"{where}: {string.Join("; ", differences)} ({again.Reason}: {again.Message})");
        Assert.True(verb.IsSuccess(again) || again.Reason == "WORKSPACE_EXISTS", $"{where}: {again.Reason}: {again.Message}");
        Directory.Delete(folder, recursive: true);
    }

    // Whether the run said that it did what was asked, in spite of the fault.
    private static bool Disturbed(SweptVerb verb, string folder, DiskFault fault, int place, string where)
    {
        int passed = 0;
        bool struck = false;
        void Strike(string _)
        {
            if (passed++ != place)
                return;
            struck = true;
            if (fault == DiskFault.ShortWrite)
                HalveNewestTemporary(folder);
            throw fault == DiskFault.End ? new EndOfProcessException() : new IOException("No space left on device");
        }

        try
        {
            if (fault == DiskFault.FlushFails)
                NativeDisk.Synchronise = descriptor => passed++ == place ? Failed(out struck) : RealFlush(descriptor);
            else
                FaultPoint.Install(Strike);
            return verb.IsSuccess(verb.Run(folder));
        }
        catch (Exception wrong) when (wrong is EndOfProcessException or IOException or StorageException)
        {
            return false;
        }
        finally
        {
            FaultPoint.Install(null);
            NativeDisk.Synchronise = RealFlush;
            Assert.True(struck, $"{where}: it did not happen.");
        }
    }

    private static int Failed(out bool struck)
    {
        struck = true;
        return -1;
    }

    private static List<string> Recorded(Func<StageResult> run, DiskFault fault, out StageResult result)
    {
        var passed = new List<string>();
        try
        {
            if (fault == DiskFault.FlushFails)
            {
                NativeDisk.Synchronise = descriptor =>
                {
                    passed.Add("flush");
                    return RealFlush(descriptor);
                };
            }
            else
            {
                FaultPoint.Install(passed.Add);
            }

            result = run();
            return passed;
        }
        finally
        {
            FaultPoint.Install(null);
            NativeDisk.Synchronise = RealFlush;
        }
    }

    // After durable.flush nothing but the flush and the rename of a whole file comes: half of it is a short write.
    private static IEnumerable<int> Places(DiskFault fault, List<string> passed)
    {
        string? only = fault switch
        {
            DiskFault.ShortWrite => "durable.flush",
            DiskFault.RenameFails => "durable.rename",
            _ => null,
        };
        return Enumerable.Range(0, passed.Count).Where(place => only is null || passed[place] == only);
    }

    private static IEnumerable<int> Some(int[] places, int most) => Enumerable.Range(0, most)
        .Select(part => places[most == 1 ? 0 : (int)((long)part * (places.Length - 1) / (most - 1))]).Distinct();

    private static void HalveNewestTemporary(string folder)
    {
        FileInfo newest = new DirectoryInfo(folder).EnumerateFiles("*.tmp", SearchOption.AllDirectories)
            .OrderByDescending(file => file.LastWriteTimeUtc).ThenByDescending(file => file.FullName).First();
        byte[] half = new byte[newest.Length / 2];
        // The writer holds the file, so it is read without asking and put there anew.
        using (SafeFileHandle handle = NativeDisk.OpenUnlocked(newest.FullName, "read"))
            RandomAccess.Read(handle, half, 0);
        newest.Delete();
        File.WriteAllBytes(newest.FullName, half);
    }

    private static string Copy(SweptVerb verb) => WorkspaceTree.Copy(verb.Root, MemoryFolder.New("quant-swept-"));

    private static bool IsReadByOthers(string path) =>
        !path.EndsWith(".tmp", StringComparison.Ordinal) && !path.StartsWith(ChangeSet.JournalFolder, StringComparison.Ordinal)
        && !path.Contains($"/{ChangeSet.JournalFolder}/", StringComparison.Ordinal) && !path.EndsWith("-journal", StringComparison.Ordinal)
        && !path.EndsWith(".lock", StringComparison.Ordinal);

    private sealed class EndOfProcessException : Exception;
}
