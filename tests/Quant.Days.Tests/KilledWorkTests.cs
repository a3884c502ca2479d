using System.Diagnostics;
using System.IO.Compression;

namespace Quant.Days.Tests;

/// <summary>Long work that is killed with SIGKILL at any moment goes on with <c>--resume</c> and ends with the same
/// bytes.</summary>
public sealed class KilledWorkTests : IDisposable
{
    // A process may be through before its kill on a busy machine; such a round does not count.
    private const int RoundsMost = 40;

    private readonly string folder = Directory.CreateTempSubdirectory("quant-killed-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Train_KilledTenTimes_LosesNoFinishedModel()
    {
        string untouched = Path.Combine(folder, "untouched");
        string data = Path.Combine(folder, "qlib");
        ZipFile.ExtractToDirectory(
            Path.Combine(QuantProcess.Repository, "tests", "Quant.Data.Tests", "Data", "qlib_small.zip"), data);
        Succeeds(untouched, "init", "--template", "demo-cn", "--start", "2018-03-01");
        Configure(untouched);
        Succeeds(untouched, "data", "import", "--qlib", data);

        IsResumed(10, untouched, ["train"], path => Path.GetFileName(path) == "manifest.json"
            && path.Contains("train-", StringComparison.Ordinal));
    }

    [Fact]
    public void BruteForceFast_Killed_GoesOnFromItsParts()
    {
        string untouched = Path.Combine(folder, "untouched");
        WriteSearch(untouched, models: 16, days: 120, names: 40);

        IsResumed(
            5, untouched,
            ["brute-force", "fast", "--predictions", "{0}/scores", "--returns", "{0}/returns.csv", "--output", "{0}/search", "--top-k", "10"],
            path => Path.GetDirectoryName(path) is { } parent && Path.GetFileName(parent) == "scores" && path.Contains("/search/", StringComparison.Ordinal));
    }

    // Each round kills one process at a random moment, then lets another go on. What was finished at the kill, as isFinished
    // tells by the path, must be neither lost nor written again.
    private void IsResumed(int kills, string untouched, string[] command, Func<string, bool> isFinished)
    {
        string expectedFolder = WorkspaceTree.Copy(untouched, Path.Combine(folder, "undisturbed"));
        long started = Stopwatch.GetTimestamp();
        Succeeds(expectedFolder, Within(expectedFolder, command));
        TimeSpan whole = Stopwatch.GetElapsedTime(started);
        SortedDictionary<string, string> expected = WorkspaceTree.Read(expectedFolder);
        var random = new Random(7);
        int killed = 0;
        int amid = 0;
        for (int round = 0; killed < kills; round++)
        {
            Assert.True(round < RoundsMost, $"Only {killed} of {round} processes were still running when they were to be killed.");
            string workspace = WorkspaceTree.Copy(untouched, Path.Combine(folder, $"round{round}"));
            if (!QuantProcess.RunAndKill(workspace, whole * (0.2 + (0.75 * random.NextDouble())), Within(workspace, command)))
                continue;
            killed++;
            Dictionary<string, DateTime> finished = Directory.EnumerateFiles(workspace, "*", SearchOption.AllDirectories)
                .Where(isFinished).ToDictionary(path => path, File.GetLastWriteTimeUtc);
            amid += finished.Count > 0 ? 1 : 0;

            Succeeds(workspace, [.. Within(workspace, command), "--resume"]);

            Assert.Empty(WorkspaceTree.Differences(expected, WorkspaceTree.Read(workspace)));
            Assert.All(finished, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
            Directory.Delete(workspace, recursive: true);
        }

        Assert.True(amid > 0, "No kill came after anything was finished.");
    }

    private static string[] Within(string workspace, string[] command) =>
        [.. command.Select(word => word.Replace("{0}", workspace, StringComparison.Ordinal))];

    // A killed run's half-written changes may have been finished first, which is exit code 5.
    private static void Succeeds(string workspace, params string[] command)
    {
        QuantResult result = QuantProcess.Run(workspace, command);
        Assert.True(result.ExitCode is 0 or 5, result.ToString());
    }

    private static void Configure(string workspace)
    {
        void With(string path, string text)
        {
            string file = Path.Combine(workspace, "config", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        const string Split = "split: {kind: expanding, train_sessions: 120, valid_sessions: 20, test_sessions: 40}\n";
        string quant = Path.Combine(workspace, "config", "quant.yaml");
        File.WriteAllText(quant, File.ReadAllText(quant).Replace("cn_csi300_sample", "small", StringComparison.Ordinal));
        With("model_config.json", """
            {"market": "all", "benchmark": "SH000300", "freq": "week", "data_slice_mode": "fixed", "start_time": "2018-01-01",
             "fit_start_time": "2018-01-01", "fit_end_time": "2018-12-31", "valid_start_time": "2019-01-01", "valid_end_time": "2019-06-30",
             "test_start_time": "2019-07-01"}
            """);
        With("factors/few.yaml", "factors:\n  MOM20: $close/Ref($close, 20)-1\n  REV5: Ref($close, 5)/$close\n  CALM20: Std($close, 20)/$close\n  TURN5: Mean($volume, 5)/Mean($volume, 20)\n");
        With("workflow_config_walk.yaml", "model: {kind: ridge, alpha: 10}\nfeatures: few\n" + Split + "sweep: {parameters: {alpha: [1, 100]}, metric: rank_ic}\n");
        With("workflow_config_trees.yaml", "model: {kind: gbdt, num_leaves: 7, num_iterations: 60, seed: 1}\nfeatures: few\n" + Split);
        With("workflow_config_mlp.yaml", "model: {kind: mlp, layers: [8], max_steps: 60}\nfeatures: few\n" + Split);
        With("workflow_config_lasso.yaml", "model: {kind: lasso, alpha: 0.001}\nfeatures: few\n" + Split);
        With("model_registry.yaml", "models: {walk: {dataset: few}, trees: {dataset: few}, mlp: {dataset: few}, lasso: {dataset: few}}\n");
        With("ensemble_config.json", "{\"combos\": {\"all\": {\"models\": [\"walk\", \"trees\", \"mlp\", \"lasso\"], \"method\": \"equal\", \"default\": true}}}");
    }

    private static void WriteSearch(string root, int models, int days, int names)
    {
        Directory.CreateDirectory(Path.Combine(root, "scores"));
        var random = new Random(3);
        void Write(string path, string column) => File.WriteAllLines(Path.Combine(root, path),
        [
            $"datetime,instrument,{column}",
            .. from day in Enumerable.Range(0, days)
               from name in Enumerable.Range(0, names)
               let value = (random.NextDouble() - 0.5) / 20
               select string.Create(
                   CultureInfo.InvariantCulture,
                   $"{new DateOnly(2024, 1, 1).AddDays(day):yyyy-MM-dd},SH{600000 + name},{value:0.000000}"),
        ]);
        Write("returns.csv", "return");
        for (int model = 0; model < models; model++)
            Write($"scores/m{model:00}.csv", "score");
    }
}
