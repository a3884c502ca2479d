namespace Quant.Days.Tests;

/// <summary>The verbs that go on from the demo: run twice, and killed at any moment.</summary>
[Collection(SharedDemo.Name)]
public sealed class DailyLoopTests(DemoFixture demo)
{
    public static TheoryData<string> Verbs =>
    [
        "predict",
        "fuse --from-config-all",
        "order-gen",
        "post-trade",
        "rank",
        "train --incremental --models rule_reversal",
    ];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Verb_RunTwice_ChangesNothingTheSecondTime(string verb)
    {
        string workspace = NextSession(demo.Copy());

        QuantResult first = QuantProcess.Run(workspace, verb.Split(' '));
        SortedDictionary<string, string> before = WorkspaceTree.Read(workspace);
        QuantResult second = QuantProcess.Run(workspace, verb.Split(' '));

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Empty(WorkspaceTree.Differences(before, WorkspaceTree.Read(workspace)));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Verb_KilledAnywhere_EndsInTheSameState(string verb)
    {
        string start = NextSession(demo.Copy());
        string undisturbed = WorkspaceTree.Copy(start, demo.NewPath());
        QuantResult reference = QuantProcess.Run(undisturbed, verb.Split(' '));
        Assert.True(reference.ExitCode == 0, reference.ToString());
        SortedDictionary<string, string> expected = WorkspaceTree.Read(undisturbed);
        var moments = new Random(20241231);
        string workspace = WorkspaceTree.Copy(start, demo.NewPath());

        for (int kill = 0; kill < 4; kill++)
            QuantProcess.RunAndKill(workspace, TimeSpan.FromMilliseconds(moments.Next(150, 1500)), verb.Split(' '));
        QuantResult last = QuantProcess.Run(workspace, verb.Split(' '));

        Assert.True(last.ExitCode is 0 or 5, last.ToString());
        Assert.Empty(WorkspaceTree.Differences(expected, WorkspaceTree.Read(workspace)));
    }

    // The demo stops before the last sessions of the bundled data; this is the next one, up to the verb under test.
    private static string NextSession(string workspace)
    {
        foreach (string verb in (string[])["predict", "fuse --from-config-all", "order-gen"])
        {
            QuantResult step = QuantProcess.Run(workspace, verb.Split(' '));
            Assert.True(step.ExitCode == 0, step.ToString());
        }

        QuantResult import = QuantProcess.Run(
            workspace, "data", "import", "--source", Path.Combine(QuantProcess.Repository, "samples", "cn_csi300_sample"), "--to", "2024-12-30");
        Assert.True(import.ExitCode == 0, import.ToString());
        return workspace;
    }
}
