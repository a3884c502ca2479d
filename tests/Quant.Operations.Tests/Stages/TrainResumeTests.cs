using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Operations.Stages;
using Quant.Storage;

namespace Quant.Operations.Tests.Stages;

/// <summary>Training that is killed: what was finished is kept, and the same command ends where an undisturbed run ends.</summary>
[Collection(UsesFaultPoints.Name)]
public sealed class TrainResumeTests
{
    [Fact]
    public void Train_KilledAtAnyStepAndResumedEndsAsIfUndisturbed()
    {
        using var undisturbed = new SyntheticWorkspace();
        var points = new List<string>();
        SortedDictionary<string, string> expected = Undisturbed(undisturbed, points);
        Assert.NotEmpty(points);

        // Some steps and the last: training takes a while, and all steps of the writer have their own tests.
        int[] steps = [.. Enumerable.Range(0, 5).Select(part => (points.Count * part / 5) + part), points.Count - 1];
        foreach (int step in steps)
        {
            using var killed = new SyntheticWorkspace();
            KillAt(step, killed);
            StageResult result = killed.Run(context => TrainStage.Run(context, new TrainRequest { Resume = true }));

            Assert.True(result.Outcome is StageOutcome.Done or StageOutcome.Unchanged, $"{points[step]}: {result.Message}");
            Assert.Equal(expected, killed.State());
        }
    }

    [Fact]
    public void Resume_DoesNotFitFinishedModelsAgain()
    {
        using var workspace = new SyntheticWorkspace();
        var points = new List<string>();
        using (var other = new SyntheticWorkspace())
            Undisturbed(other, points);
        KillAt(points.Count / 2, workspace);
        TrainingRunState state = TrainingRunState.Read("s", File.ReadAllBytes(workspace[TrainingRunState.FilePath]));
        Assert.InRange(state.Completed.Count, 1, 2);
        var written = Directory.GetFiles(workspace["models"], "*", SearchOption.AllDirectories).ToDictionary(path => path, File.GetLastWriteTimeUtc);

        workspace.Run(context => TrainStage.Run(context, new TrainRequest { Resume = true }));

        Assert.All(written, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.Equal(3, TrainingRecord.Read("r", File.ReadAllBytes(workspace[TrainingRecord.FilePath])).Models.Count);
    }

    [Fact]
    public void Resume_RefusesOtherDataThanTheRunBeganWith()
    {
        using var workspace = new SyntheticWorkspace();
        var points = new List<string>();
        using (var other = new SyntheticWorkspace())
            Undisturbed(other, points);
        KillAt(points.Count / 2, workspace);
        workspace.Import(241);

        Assert.Equal("RESUME_MISMATCH", workspace.Run(context => TrainStage.Run(context, new TrainRequest { Resume = true })).Reason);
        Assert.Equal(StageOutcome.Done, workspace.Run(context => TrainStage.Run(context, new TrainRequest())).Outcome);
    }

    private static SortedDictionary<string, string> Undisturbed(SyntheticWorkspace workspace, List<string> points)
    {
        FaultPoint.Install(points.Add);
        try
        {
            workspace.Run(context => TrainStage.Run(context, new TrainRequest()));
        }
        finally
        {
            FaultPoint.Install(null);
        }

        return workspace.State();
    }

    private static void KillAt(int step, SyntheticWorkspace workspace)
    {
        int passed = 0;
        FaultPoint.Install(point =>
        {
            if (passed++ == step)
                throw new KilledException(point);
        });
        try
        {
            Assert.Throws<KilledException>(() => workspace.Run(context => TrainStage.Run(context, new TrainRequest())));
        }
        finally
        {
            FaultPoint.Install(null);
        }
    }

    private sealed class KilledException(string point) : Exception(point);
}
