namespace Quant.Days.Tests;

/// <summary>The same demo gives the same bytes whatever the machine is set to; run ids and times apart.</summary>
[Collection(SharedDemo.Name)]
public sealed class SameEverywhereTests(DemoFixture demo)
{
    public static TheoryData<string, string, string> Machines => new()
    {
        { "de_DE.UTF-8", "Pacific/Chatham", "1" },
        { "tr_TR.UTF-8", "America/New_York", "2" },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void Demo_GivesTheSameBytes(string language, string zone, string threads)
    {
        string workspace = demo.NewPath();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LANG"] = language,
            ["LC_ALL"] = language,
            ["TZ"] = zone,
        };

        QuantResult result = QuantProcess.Run(workspace, environment, "demo", "--workspace", workspace, "--threads", threads);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Empty(WorkspaceTree.Differences(WorkspaceTree.Read(demo.Workspace), WorkspaceTree.Read(workspace)));
        Assert.Equal(
            demo.Result.Output.Replace(demo.Workspace, "W", StringComparison.Ordinal),
            result.Output.Replace(workspace, "W", StringComparison.Ordinal));
    }
}
