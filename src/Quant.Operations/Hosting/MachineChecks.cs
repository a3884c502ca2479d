using System.Runtime.InteropServices;
using Quant.Storage;

namespace Quant.Operations.Hosting;

/// <summary>What the machine must offer: a runtime, SQLite, time zones, a clock, room on the disk.</summary>
internal static class MachineChecks
{
    private const long RoomLeast = 200L << 20;
    private const long RoomGood = 2L << 30;

    private static readonly DateTimeOffset EarliestClock = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LatestClock = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ImmutableArray<string> NetworkFormats = ["nfs", "nfs4", "cifs", "smb2", "smbfs", "9p", "fuse.sshfs", "vboxsf"];

    /// <summary>The runtime and the processor.</summary>
    public static DoctorFinding Runtime() => DoctorFinding.Good("runtime", string.Create(
        CultureInfo.InvariantCulture,
        $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture}), {Environment.ProcessorCount} cores"));

    /// <summary>Whether text and numbers are the same everywhere.</summary>
    public static DoctorFinding Culture() => CultureInfo.CurrentCulture.Equals(CultureInfo.InvariantCulture)
        ? DoctorFinding.Good("culture", "invariant")
        : DoctorFinding.Warning(
            "culture", $"{CultureInfo.CurrentCulture.Name}", "The host must force the invariant culture at its start, as the command line does.");

    /// <summary>The system's SQLite, asked for its version.</summary>
    /// <param name="folder">A folder that may be written to, or null to skip what needs one.</param>
    public static DoctorFinding Sqlite(string? folder)
    {
        const string Remedy = "Install the system's SQLite; on Debian: apt-get install libsqlite3-0.";
        if (folder is null)
            return DoctorFinding.Warning("sqlite", "not asked: there is no workspace to try it in", "Name a workspace with --workspace.");
        string path = Path.Combine(folder, "data", ".doctor.db");
        try
        {
            string version;
            using (var database = WorkspaceDatabase.Open(path, readOnly: false))
                version = database.Query("SELECT sqlite_version()", row => row.GetText(0))[0];
            DurableFile.Delete(path);
            return Version.TryParse(version, out Version? parsed) && parsed >= new Version(3, 35, 0)
                ? DoctorFinding.Good("sqlite", $"{version}, opens, writes and checks")
                : DoctorFinding.Error("sqlite", $"{version} is older than 3.35", Remedy);
        }
        catch (StorageException wrong)
        {
            return DoctorFinding.Error("sqlite", wrong.Message, Remedy);
        }
    }

    /// <summary>Whether the clock can be right.</summary>
    public static DoctorFinding Clock(TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string text = now.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return now > EarliestClock && now < LatestClock
            ? DoctorFinding.Good("clock", text)
            : DoctorFinding.Error("clock", $"it says {text}", "Set the machine's clock, and keep it set with NTP.");
    }

    /// <summary>Whether the market's time zone is known.</summary>
    public static DoctorFinding TimeZone() => TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Shanghai", out _)
        ? DoctorFinding.Good("time zones", "Asia/Shanghai is known")
        : DoctorFinding.Warning("time zones", "Asia/Shanghai is not known", "Install the time zone data; on Debian: apt-get install tzdata.");

    /// <summary>Room and kind of the file system.</summary>
    public static ImmutableArray<DoctorFinding> Disk(string folder)
    {
        try
        {
            DriveInfo drive = new(folder);
            return [Room(drive.AvailableFreeSpace), Format(drive.DriveFormat)];
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [DoctorFinding.Warning("disk", wrong.Message, "Check by hand that the disk has room.")];
        }
    }

    private static DoctorFinding Room(long free)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB free");
        return free < RoomLeast
            ? DoctorFinding.Error("disk", text, "Free at least 200 MiB; a full disk stops every verb before it changes anything.")
            : free < RoomGood ? DoctorFinding.Warning("disk", text, "Free 2 GiB or archive old runs.")
            : DoctorFinding.Good("disk", text);
    }

    private static DoctorFinding Format(string format) => NetworkFormats.Contains(format)
        ? DoctorFinding.Warning(
            "file system", $"{format} is a network file system", "Keep the workspace on a local disk: locks and flushes over the network are not certain.")
        : DoctorFinding.Good("file system", format);
}
