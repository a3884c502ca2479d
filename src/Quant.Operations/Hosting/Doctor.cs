using System.Text;
using System.Text.Json.Nodes;
using Quant.Operations.Stages;
using Quant.Storage;

namespace Quant.Operations.Hosting;

/// <summary><c>doctor</c>: looks at the machine and the workspace, and says what is wrong and how to mend it.</summary>
public static class Doctor
{
    /// <summary>Examines the machine, and the workspace if there is one.</summary>
    /// <param name="root">The workspace's folder, absolute; null for the machine alone.</param>
    /// <param name="clock">The clock to judge.</param>
    /// <returns>Done, or failed when anything has to be mended before trading.</returns>
    public static StageResult Run(string? root, TimeProvider clock) => Report(Examine(root, clock));

    /// <summary>The findings, in a fixed order.</summary>
    public static ImmutableArray<DoctorFinding> Examine(string? root, TimeProvider clock)
    {
        var findings = ImmutableArray.CreateBuilder<DoctorFinding>();
        findings.AddRange(MachineChecks.Runtime(), MachineChecks.Culture(), MachineChecks.Clock(clock), MachineChecks.TimeZone());
        if (root is null)
        {
            findings.Add(MachineChecks.Sqlite(null));
            return findings.ToImmutable();
        }

        if (!Directory.Exists(Path.Combine(root, "config")))
        {
            findings.Add(DoctorFinding.Error("workspace", $"{root} has no config folder", $"Make one: quant init --workspace {root} --template demo-cn"));
            return findings.ToImmutable();
        }

        findings.AddRange(MachineChecks.Disk(root));
        findings.AddRange(WorkspaceChecks.Configuration(root, clock));
        findings.AddRange(Underway(root));
        findings.AddRange(WorkspaceChecks.Database(root), WorkspaceChecks.Stop(root));
        return findings.ToImmutable();
    }

    // What writes a probe needs the lock; while another process holds it, that is itself the finding.
    private static ImmutableArray<DoctorFinding> Underway(string root)
    {
        try
        {
            using WorkspaceLock held = WorkspaceLock.Acquire(root, "doctor");
            return
            [
                DoctorFinding.Good("lock", "free"),
                WorkspaceChecks.Leftovers(root),
                WorkspaceChecks.Writing(root),
                MachineChecks.Sqlite(root),
            ];
        }
        catch (WorkspaceLockedException locked)
        {
            return [DoctorFinding.Warning("lock", locked.Message, "Wait for it to end; writing and SQLite were not tried.")];
        }
        catch (StorageException wrong)
        {
            return [DoctorFinding.Error("lock", wrong.Message, $"Make {root} writable for this user.")];
        }
    }

    private static StageResult Report(ImmutableArray<DoctorFinding> findings)
    {
        var text = new StringBuilder();
        foreach (DoctorFinding finding in findings)
        {
            string mark = finding.Grade switch { DoctorGrade.Good => "ok     ", DoctorGrade.Warning => "warning", _ => "ERROR  " };
            text.Append(CultureInfo.InvariantCulture, $"{mark}  {finding.Check}: {finding.Observation}\n");
            if (finding.Remedy.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $"         → {finding.Remedy}\n");
        }

        int errors = findings.Count(finding => finding.Grade == DoctorGrade.Error);
        int warnings = findings.Count(finding => finding.Grade == DoctorGrade.Warning);
        text.Append(CultureInfo.InvariantCulture, $"{errors} errors, {warnings} warnings.");
        var details = new JsonObject
        {
            ["errors"] = errors,
            ["warnings"] = warnings,
            ["findings"] = new JsonArray([.. findings.Select(Line)]),
        };
        return errors == 0
            ? StageResult.Done(text.ToString(), details)
            : new StageResult(StageOutcome.Failed, "UNHEALTHY", text.ToString(), details);
    }

    private static JsonObject Line(DoctorFinding finding) => new()
    {
        ["check"] = finding.Check,
        ["grade"] = finding.Grade.ToString().ToLowerInvariant(),
        ["observation"] = finding.Observation,
        ["remedy"] = finding.Remedy,
    };
}
