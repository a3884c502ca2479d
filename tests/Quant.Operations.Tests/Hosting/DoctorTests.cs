using Quant.Operations.Hosting;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Tests.Hosting;

public sealed class DoctorTests : IDisposable
{
    private readonly TestFolder folder = new();

    public DoctorTests() => InitStage.Run(new InitRequest { Target = folder["w"], Template = "demo-cn" });

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_FindsNothingWrongInANewWorkspace()
    {
        Assert.DoesNotContain(Doctor.Examine(folder["w"], new Clock(2026)), finding => finding.Grade == DoctorGrade.Error);
    }

    [Theory]
    [InlineData(1970)]
    [InlineData(2101)]
    public void Examine_DoubtsAnImpossibleClock(int year) =>
        Assert.Contains(Doctor.Examine(null, new Clock(year)), finding => finding is { Check: "clock", Grade: DoctorGrade.Error });

    [Fact]
    public void Examine_ListsEveryMistakeOfTheConfiguration()
    {
        folder.With("w/config/strategy_config.yaml", "strategy: {params: {topk: x, n_drop: y}}");

        Assert.Equal(2, Doctor.Examine(folder["w"], new Clock(2026))
            .Count(finding => finding is { Check: "configuration", Grade: DoctorGrade.Error }));
        Assert.Equal(StageOutcome.Failed, Doctor.Run(folder["w"], new Clock(2026)).Outcome);
    }

    [Fact]
    public void Examine_SaysWhoHoldsTheLock()
    {
        using WorkspaceLock held = WorkspaceLock.Acquire(folder["w"], "train");

        DoctorFinding finding = Doctor.Examine(folder["w"], new Clock(2026)).Single(found => found.Check == "lock");

        Assert.Equal(DoctorGrade.Warning, finding.Grade);
        Assert.Contains("train", finding.Observation, StringComparison.Ordinal);
    }

    [Fact]
    public void Examine_NoticesLeftoversADamagedDatabaseAndTheKillSwitch()
    {
        folder.With("w/output/a.csv.12.0.tmp", "half").With("w/data/quant.db", "not a database at all, but long enough").With("w/STOP", "");

        var findings = Doctor.Examine(folder["w"], new Clock(2026)).ToDictionary(finding => finding.Check);

        Assert.Equal(DoctorGrade.Warning, findings["leftovers"].Grade);
        Assert.Equal(DoctorGrade.Error, findings["database"].Grade);
        Assert.Equal(DoctorGrade.Warning, findings["STOP"].Grade);
    }

    [Fact]
    public void Examine_LeavesNothingBehind()
    {
        var before = folder.Tree("w");
        Doctor.Examine(folder["w"], new Clock(2026));
        Assert.Equal(before, folder.Tree("w"));
    }

    private sealed class Clock(int year) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(year, 6, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
