using System.Diagnostics;
using System.Text.Json.Nodes;
using Quant.Data.Formats;
using Quant.Factors;
using Quant.Models.Learners.External;
using Quant.Models.Training;
using Quant.Operations.Processes;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Processes;

/// <summary>Real programs, most of them bad ones: bash scripts in a workspace.</summary>
public sealed class ModelProgramTests : IDisposable
{
    private const double None = double.NaN;

    // The names that a script is given: the request is its last argument and the folder where it works.
    private const string Ok = "awk -F, 'NR == 1 {print \"datetime,instrument,score\"} NR > 1 {print $1 \",\" $2 \",\" 2 * $3}' features.csv > predictions.csv\n";

    private static readonly PanelAxes Axes = new(
        [TradeDate.Parse("2024-01-02"), TradeDate.Parse("2024-01-03")],
        [InstrumentId.Parse("600000.SH"), InstrumentId.Parse("600001.SH"), InstrumentId.Parse("000001.SZ")]);

    private static readonly ProgramCall Call = new("m", "tool", "{\"hidden\":64}");

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Score_TakesWhatTheProgramSays()
    {
        double[] scores = Score(Ok);

        Assert.Equal([2, 4, 6, 8, 10], scores);
        Assert.False(Directory.Exists(folder["scratch"]) && Directory.EnumerateFileSystemEntries(folder["scratch"]).Any());
    }

    [Fact]
    public void Score_RowsMayComeInAnyOrderAndMayHaveNoScore()
    {
        double[] scores = Score("(head -1 features.csv; tail -n +2 features.csv | sort -r) | awk -F, 'NR == 1 {print \"score,instrument,datetime\"} NR > 1 {print ($3 == 3 ? \"\" : $3) \",\" $2 \",\" $1}' > predictions.csv");

        Assert.Equal([1, 2, None, 4, 5], scores);
    }

    [Fact]
    public void Fit_GivesTheSamplesAndTakesTheModel()
    {
        byte[] model = Fit("cat train.csv valid.csv request.json > model.bin; echo learned");

        string[] lines = System.Text.Encoding.UTF8.GetString(model).Split('\n');
        Assert.Equal("datetime,instrument,F0,F1,label,weight", lines[0]);
        Assert.Equal("2024-01-02,SH600000,1,,0.1,1", lines[1]);
        Assert.Equal("2024-01-02,SH600001,2,7,0.2,2", lines[2]);
        JsonNode request = JsonNode.Parse(string.Join('\n', lines.SkipWhile(line => line != "{")))!;
        Assert.Equal("quant-process-1", (string?)request["protocol"]);
        Assert.Equal("fit", (string?)request["task"]);
        Assert.Equal(64, (int?)request["parameters"]!["hidden"]);
        Assert.Equal(["F0", "F1"], request["features"]!.AsArray().Select(name => (string?)name));
        Assert.Equal("valid.csv", (string?)request["inputs"]!["valid"]);
        Assert.Equal("model.bin", (string?)request["outputs"]!["model"]);
        Assert.Equal("learned\n", File.ReadAllText(folder[ModelProgram.LogPathOf("m", "fit")]));
    }

    // The first program carries the features out and fails; the second brings the file in that was made of them.
    [Fact]
    public void Score_SpeaksParquet()
    {
        Assert.Throws<InputException>(() => Score("cp features.parquet {workspace}/carried.parquet; exit 3", "format: parquet"));
        NumberTable features = NumberTableFile.Read(folder["carried.parquet"]);
        Assert.Equal(["datetime", "instrument"], features.KeyNames.AsEnumerable());
        Assert.Equal(["2024-01-02", "2024-01-02", "2024-01-02", "2024-01-03", "2024-01-03"], features.Key("datetime").AsEnumerable());
        Assert.Equal(["SH600000", "SH600001", "SZ000001", "SH600000", "SH600001"], features.Key("instrument").AsEnumerable());
        Assert.Equal([1, 2, 3, 4, 5], features.Number("F0").AsEnumerable());
        Assert.Equal([None, 7, 8, 9, 10], features.Number("F1").AsEnumerable());
        var answer = new NumberTable(features.KeyNames, features.Keys, ["score"], [features.Number("F0")]);
        NumberTableFile.Write(folder["answer.parquet"], answer);

        Assert.Equal([1, 2, 3, 4, 5], Score("cp {workspace}/answer.parquet predictions.parquet", "format: parquet"));

        int half = (int)new FileInfo(folder["answer.parquet"]).Length / 2;
        InputException wrong = Assert.Throws<InputException>(() => Score($"head -c {half} {{workspace}}/answer.parquet > predictions.parquet", "format: parquet"));
        Assert.Contains("predictions.parquet", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crash", "echo before; echo wrong >&2; exit 7", "expected exit code 0, found exit code 7 after '")]
    [InlineData("killed by a signal", "kill -9 $$", "exit code 137")]
    [InlineData("nothing left", "true", "predictions.csv: expected the file that the request names under outputs, found none")]
    [InlineData("an empty file", ": > predictions.csv", "expected a file with something in it, found nothing")]
    [InlineData("a pipe that nobody writes", "mkfifo predictions.csv", "expected a file with something in it, found nothing")]
    [InlineData("a link out", "ln -s /etc/passwd predictions.csv", "found a link")]
    [InlineData("garbage", "head -c 3000 /dev/urandom > predictions.csv", "predictions.csv")]
    [InlineData("another column", "sed 's/score/value/' <(" + Ok + "cat predictions.csv) > p; mv p predictions.csv", "expected the columns datetime, instrument and score")]
    [InlineData("one column more", Ok + "sed -i 's/$/,1/; 1s/,1$/,more/' predictions.csv", "found datetime, instrument and score, more")]
    [InlineData("a row missing", Ok + "sed -i '3d' predictions.csv", "expected 5 rows, one for each of features.csv, found 4")]
    [InlineData("a row too many", Ok + "echo 2024-01-03,SH600001,1 >> predictions.csv", "expected 5 rows, one for each of features.csv, found 6")]
    [InlineData("a row twice", Ok + "sed -i '3p;4d' predictions.csv", "row 3: expected each date and instrument once")]
    [InlineData("a row that was not asked for", Ok + "sed -i 's/2024-01-03,SH600000/2024-01-03,SZ000001/' predictions.csv", "expected a date and instrument of features.csv, found 2024-01-03 SZ000001")]
    [InlineData("a stranger", Ok + "sed -i 's/SH600000/SH601000/' predictions.csv", "found 2024-01-02 SH601000")]
    [InlineData("an infinite score", Ok + "sed -i '2s/,[0-9.]*$/,inf/' predictions.csv", "row 1: expected a finite score, or none, found inf")]
    [InlineData("no score at all", Ok + "sed -i '2,$s/,[0-9.]*$/,/' predictions.csv", "expected at least one score, found none in any row")]
    [InlineData("half a line", "printf 'datetime,instrument,score\\n2024-01-02,SZ00' > predictions.csv", "predictions.csv")]
    public void Score_RefusesWhatABadProgramLeaves(string situation, string script, string text)
    {
        _ = situation;
        InputException wrong = Assert.Throws<InputException>(() => Score(script));

        Assert.Equal("model m", wrong.Origin);
        Assert.Contains(text, wrong.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(folder[ModelProgram.LogPathOf("m", "predict")]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["scratch"]));
    }

    [Fact]
    public void Score_KillsAProgramThatHangsWithItsChildren()
    {
        long started = Stopwatch.GetTimestamp();
        InputException wrong = Assert.Throws<InputException>(() => Score(
            "trap '' TERM; (trap '' TERM; sleep 300) & echo $! > {workspace}/child; (sleep 300 & echo $! > {workspace}/orphan) ; echo $$ > {workspace}/parent; sleep 300", "timeout_seconds: 1"));

        Assert.Contains("expected an end within 1 seconds, found that it was still running", wrong.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
        Assert.All(new[] { "child", "orphan", "parent" }, RequireGone);
    }

    [Fact]
    public void Score_LeavesNobodyBehindThatAProgramStarted()
    {
        Score("sleep 300 > /dev/null 2>&1 & echo $! > {workspace}/orphan\n" + Ok);

        RequireGone("orphan");
    }

    [Fact]
    public void Score_EndsTheProgramWhenTheRunIsCancelled()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        Assert.ThrowsAny<OperationCanceledException>(() => Score("echo $$ > {workspace}/parent; sleep 300", stop: stop.Token));
        RequireGone("parent");
    }

    [Fact]
    public void Score_KeepsTheEndOfAHugeLog()
    {
        Score("head -c 5000000 /dev/zero | tr '\\0' 'x'; echo; printf 'the end\\033[2J\\n' >&2\n" + Ok, "log_kib_most: 4");

        string log = File.ReadAllText(folder[ModelProgram.LogPathOf("m", "predict")]);
        Assert.StartsWith("[", log, StringComparison.Ordinal);
        Assert.Contains(" bytes left out]", log, StringComparison.Ordinal);
        Assert.InRange(log.Length, 3000, 4200);
        Assert.DoesNotContain('\u001b', log);
    }

    [Fact]
    public void Score_ShowsTheEnvironmentThatTheConfigurationNames()
    {
        Environment.SetEnvironmentVariable("QUANT_TEST_TOKEN", "very secret");
        Environment.SetEnvironmentVariable("QUANT_TEST_DEVICE", "gpu7");
        Score("env; cat -\n" + Ok, "environment: [QUANT_TEST_DEVICE]");

        string log = File.ReadAllText(folder[ModelProgram.LogPathOf("m", "predict")]);
        Assert.DoesNotContain("very secret", log, StringComparison.Ordinal);
        Assert.Contains("QUANT_TEST_DEVICE=gpu7", log, StringComparison.Ordinal);
        Assert.Contains("OMP_NUM_THREADS=3", log, StringComparison.Ordinal);
        Assert.Contains("TMPDIR=" + folder["scratch"], log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tool: {command: [\"{workspace}/none.sh\"]}", "expected a program that is there and may be run, found '{workspace}/none.sh'")]
    [InlineData("tool: {command: [no-such-program-anywhere]}", "expected a program that is there and may be run")]
    [InlineData("tool: {command: [tools/run.sh]}", "expected an absolute path, a path below {workspace}/, or a bare name")]
    [InlineData("tool: {command: [bash, \"{workspace}/../x\"]}", "expected a path within the workspace")]
    [InlineData("tool: {command: [\"{workspace}/run.sh\"]}", "expected a program that is there and may be run")]
    [InlineData("tol: {command: [bash]}", "expected a program 'tool', which m names, found tol. Did you mean 'tol'?")]
    public void Score_RunsOnlyWhatTheConfigurationNames(string programs, string text)
    {
        folder.With("run.sh", "no right to run");
        folder.With("config/quant.yaml", $"account: {{name: a, start: 2023-11-01, initial_cash: 1}}\ndata: {{dataset: d}}\nprocesses: {{{programs}}}\n");

        InputException wrong = Assert.Throws<InputException>(() => Run(program => program.Score(Scoring()), CancellationToken.None));

        Assert.Contains(text, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "model.bin: expected the file that the request names under outputs, found none")]
    [InlineData("head -c 2000000 /dev/zero > model.bin", "expected at most 1048576 bytes, found 2000000")]
    public void Fit_RefusesWhatIsNoModel(string script, string text) => Assert.Contains(
        text, Assert.Throws<InputException>(() => Fit(script, "model_mib_most: 1")).Message, StringComparison.Ordinal);

    [Fact]
    public void Fit_RefusesFeaturesNamedAsTheProtocolsColumns()
    {
        Write("true", "");
        FeaturePanel features = Scoring().Features with { Names = ["F0", "label"] };
        InputException wrong = Assert.Throws<InputException>(() => Run(
            program => program.Score(Scoring() with { Features = features, Names = ["F0", "label"] }), CancellationToken.None));

        Assert.Contains("found 'label'", wrong.Message, StringComparison.Ordinal);
    }

    private static ProgramScoring Scoring()
    {
        Panel first = Axes.NewPanel(), second = Axes.NewPanel();
        new[] { 1.0, 2, 3, 4, 5, None }.CopyTo(first.Values);
        new[] { None, 7, 8, 9, 10, None }.CopyTo(second.Values);
        return new ProgramScoring(Call, [1, 2, 3], new FeaturePanel(Axes, ["F0", "F1"], [first, second], ContentHash.Of("f")), ["F0", "F1"], [0, 1, 2, 3, 4]);
    }

    private double[] Score(string script, string options = "", CancellationToken stop = default)
    {
        Write(script, options);
        return Run(program => program.Score(Scoring()), stop);
    }

    private byte[] Fit(string script, string options = "")
    {
        Write(script, options);
        Panel labels = Axes.NewPanel(), weights = Axes.NewPanel();
        new[] { 0.1, 0.2, 0.3, 0.4, 0.5, None }.CopyTo(labels.Values);
        new[] { 1.0, 2, 0, 1, 1, 0 }.CopyTo(weights.Values);
        FeaturePanel features = Scoring().Features;
        return Run(
            program => program.Fit(new ProgramFit(
                Call, TrainingSet.Of(features, labels, weights, new RowRange(0, 0)), TrainingSet.Of(features, labels, weights, new RowRange(1, 1)), 3)),
            CancellationToken.None);
    }

    private void Write(string script, string options)
    {
        folder.With("tools/run.sh", "cd \"$(dirname \"$1\")\"\n" + script.Replace("{workspace}", folder.Root, StringComparison.Ordinal));
        string more = options.Length > 0 ? $", {options}" : "";
        string format = options.Contains("format:", StringComparison.Ordinal) ? "" : ", format: csv";
        folder.With(
            "config/quant.yaml",
            $"account: {{name: a, start: 2023-11-01, initial_cash: 1}}\ndata: {{dataset: d}}\nprocesses: {{tool: {{command: [bash, \"{{workspace}}/tools/run.sh\"]{format}{more}}}}}\n");
    }

    private T Run<T>(Func<ModelProgram, T> ask, CancellationToken stop)
    {
        using Workspace workspace = Workspace.OpenForWriting(folder.Root, "test");
        return ask(new ModelProgram(workspace, 3, TimeProvider.System, stop));
    }

    // A killed process may stay a zombie for a moment until its new parent takes note.
    private void RequireGone(string file)
    {
        string process = File.ReadAllText(folder[file]).Trim();
        string status = $"/proc/{process}/stat";
        for (int attempt = 0; attempt < 50 && File.Exists(status); attempt++)
            Thread.Sleep(20);
        Assert.True(!File.Exists(status) || File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal), $"{file} {process} is still there");
    }
}
