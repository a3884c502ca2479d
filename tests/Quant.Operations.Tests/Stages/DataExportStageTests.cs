using Quant.Data.Formats;
using Quant.Data.Snapshots;
using Quant.Operations.Stages;

namespace Quant.Operations.Tests.Stages;

public sealed class DataExportStageTests : IDisposable
{
    private readonly SyntheticWorkspace workspace = new(sessions: 100);

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Export_WritesAFolderThatReadsBackAndGrows()
    {
        string folder = workspace["out/qlib"];
        Assert.Contains("Would write", Run(new DataExportRequest { Output = folder, DryRun = true }).Message);
        Assert.False(Directory.Exists(folder));
        Assert.Equal(StageOutcome.Done, Run(new DataExportRequest { Output = folder }).Outcome);
        Assert.Throws<InputException>(() => Run(new DataExportRequest { Output = folder }));
        Assert.Equal(StageOutcome.Unchanged, Run(new DataExportRequest { Output = folder, Append = true }).Outcome);

        workspace.Import(103);
        Assert.Equal(StageOutcome.Done, Run(new DataExportRequest { Output = folder, Append = true }).Outcome);
        DataView view = QlibFolder.Open(folder, "US").View("again", ContentHash.Of("again"), to: null);
        Assert.Equal(SyntheticWorkspace.Calendar[..103].AsEnumerable(), view.Sessions);
        Assert.Equal(SyntheticWorkspace.Calendar.Length, view.Calendar.Sessions.Length);
        Assert.Equal(SyntheticWorkspace.Instruments, view.Snapshot().Axes.Instruments.Length);
        Panel close = view.Snapshot().Field("close");
        Assert.All(close.Values.ToArray(), value => Assert.True(value > 0));
        Assert.Equal((float)close[102, 3], close[102, 3]);
    }

    private StageResult Run(DataExportRequest request) => workspace.Run(context => DataExportStage.Run(context, request));
}
