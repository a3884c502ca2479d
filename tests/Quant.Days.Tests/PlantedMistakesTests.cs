using System.IO.Compression;
using Quant.Storage;

namespace Quant.Days.Tests;

/// <summary>A workspace with a mistake planted in it: each gets its own message and exit code, and nothing is changed.</summary>
[Collection(SharedDemo.Name)]
public sealed class PlantedMistakesTests(DemoFixture demo)
{
    public static TheoryData<Mistake> Mistakes =>
    [
        new("an unknown key", 2, "order-gen", "config/quant.yaml", "acount")
        {
            Plant = w => Append(w, "config/quant.yaml", "acount: {name: typo}\n"),
            Hint = "account",
        },
        new("a wrong type", 2, "order-gen", "config/strategy_config.yaml", "topk")
        {
            Plant = w => Replace(w, "config/strategy_config.yaml", "topk: 20", "topk: many"),
            Hint = "many",
        },
        new("a missing file", 2, "predict", "workflow", "rule_reversal")
        {
            Plant = w => File.Delete(Directory.GetFiles(Path.Combine(w, "config"), "*rule_reversal*").Single()),
            Hint = "model_registry.yaml",
        },
        new("a day that is no session", 0, "predict --date 2024-12-28", "NOT_TRADE_DAY", "2024-12-28"),
        new("a quote dated on a holiday", 1, "data import --source {data}", "bad.csv:3", "2024-12-28")
        {
            Plant = w => Data(w, Row("2024-12-27", 10m), Row("2024-12-28", 10m)),
        },
        new("a corrupt CSV line", 1, "data import --source {data}", "bad.csv:3", "expected 15 fields")
        {
            Plant = w => Data(w, Row("2024-12-27", 10m), "2024-12-30,600000.SH,10.0"),
        },
        new("a row that stands twice", 1, "data import --source {data}", "bad.csv:3", "bad.csv:2")
        {
            Plant = w => Data(w, Row("2024-12-27", 10m), Row("2024-12-27", 10m)),
        },
        new("a negative price", 1, "data import --source {data}", "bad.csv:2", "-10")
        {
            Plant = w => Data(w, Row("2024-12-27", -10m)),
        },
        new("a stale prediction", 3, "fuse --from-config-all", "STALE_PREDICTION", "2024-12-27")
        {
            Plant = w =>
            {
                Assert.Equal(0, QuantProcess.Run(w, "predict").ExitCode);
                foreach (string file in Directory.GetFiles(Path.Combine(w, "output", "predictions"), "ridge_a158_2024-12-27.csv"))
                    File.WriteAllLines(file, File.ReadLines(file).Where(line => !line.StartsWith("2024-12-27", StringComparison.Ordinal)).ToArray());
            },
        },
        new("an unknown model", 2, "predict --models ridge_a159", "ridge_a159", "ridge_a158"),
        new("an unknown model to order from", 2, "order-gen --model ridge_a159", "--model", "ridge_a158"),
        new("an unknown combination to order from", 2, "order-gen --combo tlit", "--combo", "tilt"),
    ];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_IsNamed_AndChangesNothing(Mistake mistake)
    {
        string workspace = demo.Copy();
        mistake.Plant(workspace);
        SortedDictionary<string, string> before = WorkspaceTree.Read(workspace);
        string[] command = [.. mistake.Command.Split(' ')
            .Select(word => word == "{data}" ? Path.Combine(workspace, "planted") : word)];

        QuantResult result = QuantProcess.Run(workspace, command);

        Assert.True(mistake.ExitCode == result.ExitCode, result.ToString());
        foreach (string text in (string[])[mistake.Names, mistake.Says, mistake.Hint])
            Assert.True((result.Output + result.Error).Contains(text, StringComparison.Ordinal), $"'{text}' is not in\n{result}");
        Assert.Empty(WorkspaceTree.Differences(before, WorkspaceTree.Read(workspace)));
    }

    [Fact]
    public void Workspace_LockedByAnotherProcess_IsNamed_AndChangesNothing()
    {
        string workspace = demo.Copy();
        SortedDictionary<string, string> before = WorkspaceTree.Read(workspace);
        QuantResult result;
        using (WorkspaceLock.Acquire(workspace, "the other one"))
            result = QuantProcess.Run(workspace, "predict");

        Assert.Equal(75, result.ExitCode);
        Assert.Contains("the other one", result.Error + result.Output, StringComparison.Ordinal);
        Assert.Empty(WorkspaceTree.Differences(before, WorkspaceTree.Read(workspace)));
    }

    [Fact]
    public void Session_ThatArrivedHalf_IsNotReady()
    {
        string workspace = demo.Copy();
        string sample = Path.Combine(QuantProcess.Repository, "samples", "cn_csi300_sample");
        string folder = Path.Combine(workspace, "planted");
        WorkspaceTree.Copy(Path.Combine(sample, "calendars"), Path.Combine(folder, "calendars"));
        string[] year = [.. Lines(Path.Combine(sample, "cn_csi300_sample_2024.csv.gz"))];
        IEnumerable<string> half = year
            .Where(line => line.StartsWith("2024-12-30", StringComparison.Ordinal))
            .Where((_, position) => position % 2 == 0);
        File.WriteAllLines(Path.Combine(folder, "half.csv"), half.Prepend(year[0]));

        QuantResult import = QuantProcess.Run(workspace, "data", "import", "--source", folder);
        QuantResult predict = QuantProcess.Run(workspace, "predict");
        QuantResult before = QuantProcess.Run(workspace, "predict", "--date", "2024-12-27");

        Assert.True(import.ExitCode == 0, import.ToString());
        Assert.True(predict.ExitCode == 75, predict.ToString());
        Assert.Contains("DATA_NOT_READY", predict.Output, StringComparison.Ordinal);
        Assert.True(before.ExitCode == 0, before.ToString());
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static void Append(string workspace, string file, string text) =>
        File.AppendAllText(Path.Combine(workspace, file), text);

    private static void Replace(string workspace, string file, string old, string text)
    {
        string path = Path.Combine(workspace, file);
        string content = File.ReadAllText(path);
        Assert.Contains(old, content, StringComparison.Ordinal);
        File.WriteAllText(path, content.Replace(old, text, StringComparison.Ordinal));
    }

    private static string Row(string date, decimal close) => string.Create(
        CultureInfo.InvariantCulture,
        $"{date},600000.SH,{close},{close},{close},{close},{close},1000,10000,0.1,1,11,9,0,0");

    // A data set like the bundled one, with the calendar of the real one and a panel that is wrong.
    private static void Data(string workspace, params string[] rows)
    {
        string sample = Path.Combine(QuantProcess.Repository, "samples", "cn_csi300_sample");
        string folder = Path.Combine(workspace, "planted");
        WorkspaceTree.Copy(Path.Combine(sample, "calendars"), Path.Combine(folder, "calendars"));
        File.WriteAllLines(
            Path.Combine(folder, "bad.csv"),
            ["date,symbol,open,high,low,close,preclose,volume,amount,turnover,adj_factor,limit_up,limit_down,is_st,suspended", .. rows]);
    }

    public sealed record Mistake(string Situation, int ExitCode, string Command, string Names, string Says)
    {
        public Action<string> Plant { get; init; } = _ => { };

        public string Hint { get; init; } = "";

        public override string ToString() => Situation;
    }
}
