using System.Text.Json.Nodes;

namespace Quant.Days.Tests;

/// <summary>The README's first command, as a user sees it.</summary>
[Collection(SharedDemo.Name)]
public sealed class DemoTests(DemoFixture demo)
{
    [Fact]
    public void Demo_Ends_Well()
    {
        Assert.True(demo.Result.ExitCode == 0, demo.Result.ToString());
    }

    [Fact]
    public void Demo_Says_That_Its_Universe_Looks_Back() =>
        Assert.Contains("today's index list applied backward", demo.Result.Output, StringComparison.Ordinal);

    [Fact]
    public void Demo_Trades_In_Every_Week()
    {
        string[] rows = File.ReadAllLines(Path.Combine(demo.Workspace, "data", "trade_log_full.csv"));
        int date = Array.IndexOf(rows[0].Split(','), "成交日期");
        var weeks = rows.Skip(1)
            .Select(row => ISOWeek.GetWeekOfYear(DateTime.Parse(row.Split(',')[date], CultureInfo.InvariantCulture)))
            .Distinct()
            .ToList();

        Assert.Equal(8, weeks.Count);
    }

    [Fact]
    public void Demo_Leaves_Cash_That_Adds_Up()
    {
        string[] rows = File.ReadAllLines(Path.Combine(demo.Workspace, "data", "trade_log_full.csv"));
        int effect = Array.IndexOf(rows[0].Split(','), "资金发生数");
        decimal spent = rows.Skip(1).Sum(row => decimal.Parse(row.Split(',')[effect], CultureInfo.InvariantCulture));
        JsonNode book = JsonNode.Parse(File.ReadAllText(Path.Combine(demo.Workspace, "data", "prod_config.json")))!;
        decimal cash = decimal.Parse(book["current_cash"]!.ToString(), CultureInfo.InvariantCulture);

        Assert.Equal(1_000_000m + spent, cash);
    }

    [Fact]
    public void Demo_IsRefused_OnAFolderThatIsInUse()
    {
        string copy = demo.Copy();
        SortedDictionary<string, string> before = WorkspaceTree.Read(copy);

        QuantResult again = QuantProcess.Run(copy, "demo", "--workspace", copy);

        Assert.Equal(3, again.ExitCode);
        Assert.Contains("order-gen", again.Output + again.Error, StringComparison.Ordinal);
        Assert.Empty(WorkspaceTree.Differences(before, WorkspaceTree.Read(copy)));
    }

    [Fact]
    public void Demo_KilledHalfWay_GoesOn_ToTheSameEnd()
    {
        string workspace = demo.NewPath();
        // A fast machine may be through before the last kill; a second demo in its folder would be refused.
        int kills = ((int[])[2, 5, 7]).TakeWhile(seconds =>
            QuantProcess.RunAndKill(workspace, TimeSpan.FromSeconds(seconds), "demo", "--workspace", workspace)).Count();
        Assert.True(kills > 0);

        if (kills == 3)
        {
            QuantResult last = QuantProcess.Run(workspace, "demo", "--workspace", workspace);
            Assert.True(last.ExitCode == 0, last.ToString());
        }

        Assert.Empty(WorkspaceTree.Differences(WorkspaceTree.Read(demo.Workspace), WorkspaceTree.Read(workspace)));
    }
}
