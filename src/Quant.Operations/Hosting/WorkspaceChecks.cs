using System.Text;
using Quant.Data.Snapshots;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Hosting;

/// <summary>What a workspace must be: well configured, writable, free, and without leftovers.</summary>
internal static class WorkspaceChecks
{
    /// <summary>The configuration, every mistake a finding; if there is none, the data that it names.</summary>
    public static ImmutableArray<DoctorFinding> Configuration(string root, TimeProvider clock)
    {
        try
        {
            WorkspaceOptions options = ConfigurationLoader.Load(root);
            return [DoctorFinding.Good("configuration", string.Create(
                CultureInfo.InvariantCulture, $"{options.Registry.Length} models, {options.Ensemble.Combos.Length} combinations, no mistake")), Data(root, options, clock)];
        }
        catch (ConfigurationException wrong)
        {
            return [.. wrong.Errors.Select(error => DoctorFinding.Error("configuration", error.ToString(), $"Correct {error.File}."))];
        }
    }

    /// <summary>Whether a file can be written, flushed, read back and deleted.</summary>
    public static DoctorFinding Writing(string root)
    {
        string path = Path.Combine(root, "data", ".doctor");
        byte[] probe = Encoding.UTF8.GetBytes("quant doctor\n");
        try
        {
            DurableFile.Write(path, probe);
            bool same = File.ReadAllBytes(path).AsSpan().SequenceEqual(probe);
            DurableFile.Delete(path);
            return same
                ? DoctorFinding.Good("writing", "writes, flushes, reads back and deletes")
                : DoctorFinding.Error("writing", "a file read back differs from what was written", "Do not trade on this disk; replace it.");
        }
        catch (StorageException wrong)
        {
            return DoctorFinding.Error("writing", wrong.Message, $"Make {root} writable for this user.");
        }
    }

    /// <summary>Changes that a killed run began, and temporary files.</summary>
    public static DoctorFinding Leftovers(string root)
    {
        string journal = Path.Combine(root, ChangeSet.JournalFolder);
        int changes = Directory.Exists(journal) ? Directory.EnumerateFileSystemEntries(journal).Count() : 0;
        int temporary = Directory.EnumerateFiles(root, "*.tmp", SearchOption.AllDirectories).Count();
        return changes + temporary == 0
            ? DoctorFinding.Good("leftovers", "none")
            : DoctorFinding.Warning(
                "leftovers",
                string.Create(CultureInfo.InvariantCulture, $"{changes} changes of killed runs, {temporary} temporary files"),
                "Run any verb that writes, such as the one that was killed: it finishes the changes first.");
    }

    /// <summary>The database of record: its pages and that it opens.</summary>
    public static DoctorFinding Database(string root)
    {
        string path = Path.Combine(root, "data", "quant.db");
        if (!File.Exists(path))
            return DoctorFinding.Good("database", "none yet");
        try
        {
            using var database = WorkspaceDatabase.Open(path, readOnly: true);
            return DoctorFinding.Good("database", string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(path).Length >> 10} KiB, every page sound"));
        }
        catch (StorageException wrong)
        {
            return DoctorFinding.Error("database", wrong.Message, "Restore data/quant.db from a backup; do not delete it, it is the book.");
        }
    }

    /// <summary>How old the newest data of the configured data set are, in sessions of its own calendar.</summary>
    public static DoctorFinding Data(string root, WorkspaceOptions options, TimeProvider clock)
    {
        string path = Path.Combine(root, MarketData.StorePath);
        string dataset = options.Quant.Data.Dataset;
        try
        {
            using WorkspaceDatabase? database = File.Exists(path) ? WorkspaceDatabase.Open(path, readOnly: true) : null;
            if (database is null || !new SnapshotStore(database).Datasets().Contains(dataset))
                return DoctorFinding.Warning("data", $"there is no data set '{dataset}'", "Bring it in: quant data import --help");
            DataView view = new SnapshotStore(database).Open(dataset);
            TradeDate newest = view.Sessions[^1];
            var today = new TradeDate(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
            int behind = view.Calendar.Sessions.Count(session => session > newest && session < today);
            string text = string.Create(
                CultureInfo.InvariantCulture, $"'{dataset}' reaches to {newest}, {behind} sessions of the calendar behind today");
            return behind <= 1
                ? DoctorFinding.Good("data", text)
                : DoctorFinding.Warning("data", text, "Import the newer sessions before acting on today; for replaying the past this is right.");
        }
        catch (Exception wrong) when (wrong is StorageException or InputException)
        {
            return DoctorFinding.Error("data", wrong.Message, "Import the data again into a new workspace, or restore data/snapshots.db.");
        }
    }

    /// <summary>The kill switch.</summary>
    public static DoctorFinding Stop(string root) => File.Exists(Path.Combine(root, "STOP"))
        ? DoctorFinding.Warning("STOP", "the file STOP is there: no order leaves", "Delete it when the reason for it is gone.")
        : DoctorFinding.Good("STOP", "not set");
}
