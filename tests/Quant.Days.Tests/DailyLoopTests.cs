namespace Quant.Days.Tests;

/// <summary>The verbs that go on from the demo: run twice, and killed at any moment.</summary>
[Collection(SharedDemo.Name)]
public sealed class DailyLoopTests(DemoFixture demo)
{
    // Each verb with the ones that come before it in the session after the demo.
    private static readonly string Import = $"data import --source {Path.Combine(QuantProcess.Repository, "samples", "cn_csi300_sample")} --to 2024-12-30";

    private static readonly ImmutableArray<string> Loop = ["predict", "fuse --from-config-all", "order-gen", Import, "post-trade"];

    public static TheoryData<string> Verbs =>
        [.. Loop, "rank", "train --incremental --models rule_reversal", "train"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Verb_RunTwice_ChangesNothingTheSecondTime(string verb)
    {
        string workspace = Before(verb, demo.Copy());

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
        string start = Before(verb, demo.Copy());
        string undisturbed = WorkspaceTree.Copy(start, demo.NewPath());
        QuantResult reference = QuantProcess.Run(undisturbed, verb.Split(' '));
        Assert.True(reference.ExitCode == 0, reference.ToString());
        SortedDictionary<string, string> expected = WorkspaceTree.Read(undisturbed);
        var moments = new Random(verb.Length);
        string workspace = WorkspaceTree.Copy(start, demo.NewPath());

        for (int kill = 0; kill < 4; kill++)
            QuantProcess.RunAndKill(workspace, TimeSpan.FromMilliseconds(moments.Next(150, 1500)), verb.Split(' '));
        QuantResult last = QuantProcess.Run(workspace, verb.Split(' '));

        Assert.True(last.ExitCode is 0 or 5, last.ToString());
        Assert.Empty(WorkspaceTree.Differences(expected, WorkspaceTree.Read(workspace)));
    }

    private static string Before(string verb, string workspace)
    {
        int position = verb == "rank" ? 2 : Math.Max(0, Loop.IndexOf(verb));
        foreach (string earlier in Loop.Take(position))
        {
            QuantResult step = QuantProcess.Run(workspace, earlier.Split(' '));
            Assert.True(step.ExitCode == 0, step.ToString());
        }

        return workspace;
    }
}
