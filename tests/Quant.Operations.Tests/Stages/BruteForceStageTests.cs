using System.Text.Json.Nodes;
using Quant.Models.Ensembles.Search;
using Quant.Operations.Stages;
using Quant.Storage;

namespace Quant.Operations.Tests.Stages;

/// <summary>Fast and exact search in a workspace of made-up data, and the fast one on plain files.</summary>
[Collection(UsesFaultPoints.Name)]
public sealed class BruteForceStageTests : IDisposable
{
    private const string Fast = "output/ensemble_runs/brute_force_fast_2023-12-01";
    private const string Exact = "output/ensemble_runs/brute_force_exact_2023-12-01/is/results.csv";

    private readonly SyntheticWorkspace workspace = new();
    private readonly TestFolder files = new();

    public void Dispose()
    {
        FaultPoint.Install(null);
        workspace.Dispose();
        files.Dispose();
    }

    [Fact]
    public void FastThenExact_ScoreTheSameCombinations_AndDryRunsLeaveNothing()
    {
        Train();
        SortedDictionary<string, string> before = workspace.State();

        StageResult would = RunFast(dryRun: true);

        Assert.Equal(before, workspace.State());
        StageResult fast = RunFast();
        Assert.Equal(StageOutcome.Done, fast.Outcome);
        Assert.Equal(would.Details.ToJsonString(), fast.Details.ToJsonString());
        Assert.Equal(7, fast.Details["combinations"]!.GetValue<int>());
        JsonObject manifest = Manifest("brute-force-fast");
        Assert.Equal(9, manifest["outputs"]!.AsObject().Count);
        before = workspace.State();
        StageResult dry = RunExact(dryRun: true);
        Assert.Equal(before, workspace.State());

        StageResult exact = RunExact();

        Assert.Equal(StageOutcome.Done, exact.Outcome);
        Assert.Equal(dry.Details.ToJsonString(), exact.Details.ToJsonString());
        string[] lines = File.ReadAllLines(workspace[Exact]);
        Assert.Equal(1 + 3, lines.Length);
        string[] bestOfFast = [.. File.ReadLines(workspace[$"{Fast}/is/results.csv"]).Skip(1).Take(3).Select(line => line.Split('"')[1])];
        Assert.Equal(bestOfFast.Order(), lines.Skip(1).Select(line => line.Split('"')[1]).Order());
        Assert.All(lines.Skip(1), line =>
        {
            string[] cells = line.Split('"')[2].Split(',');
            Assert.InRange(decimal.Parse(cells[7], CultureInfo.InvariantCulture), 500_000m, 2_000_000m);
            Assert.True(decimal.Parse(cells[11], CultureInfo.InvariantCulture) > 0m, line);
        });
        Assert.Single(Manifest("brute-force-exact")["outputs"]!.AsObject());
    }

    [Fact]
    public void Exact_RefusesASearchOfOtherScoresOrAnotherMarket()
    {
        Train();
        RunFast();
        string prediction = Directory.GetFiles(workspace["output/predictions"], "ridge_a_*.csv").Single();
        string scored = File.ReadAllText(prediction);
        int last = scored.LastIndexOf(',') + 1;
        File.WriteAllText(prediction, scored[..last] + "0.5\n");

        InputException refused = Assert.Throws<InputException>(() => RunExact());

        Assert.Equal("inputs", refused.Place);
        Assert.Contains("brute-force fast' again", refused.Remedy);
        Assert.False(File.Exists(workspace[Exact]));
        File.WriteAllText(prediction, scored);
        Assert.Equal(StageOutcome.Done, RunExact().Outcome);
        JsonObject old = JsonNode.Parse(File.ReadAllText(workspace[$"{Fast}/run_metadata.json"]))!.AsObject();
        old.Remove("inputs");
        workspace.With($"{Fast}/run_metadata.json", old.ToJsonString());
        Assert.Equal("none", Assert.Throws<InputException>(() => RunExact()).Found);
    }

    [Fact]
    public void Exact_WantsCashAndAFastSearch()
    {
        InputException noCash = Assert.Throws<InputException>(() => RunExact(cash: Money.Zero));
        InputException noSearch = Assert.Throws<InputException>(() => RunExact());

        Assert.Equal(("--cash", "0.00"), (noCash.Origin, noCash.Found));
        Assert.Contains("brute-force fast' first", noSearch.Remedy);
    }

    // Nine files that only make sense together: killed anywhere, there are all of them or none, whatever was there before.
    [Fact]
    public void Fast_KilledWhileWriting_LeavesAllOrNothingOfItsTables()
    {
        Train();
        var points = new List<string>();
        using (FaultPoints(point => points.Add(point)))
            RunFast();
        SortedDictionary<string, string> whole = Tables();
        Assert.Equal(9, whole.Count);
        foreach (int step in Enumerable.Range(0, points.Count).Where(step => step % 7 == 0 || step == points.Count - 1))
        {
            if (Directory.Exists(workspace[Fast]))
                Directory.Delete(workspace[Fast], recursive: true);
            KillAt(step, () => RunFast());
            workspace.Run(_ => StageResult.Done("", []));
            SortedDictionary<string, string> left = Tables();
            Assert.True(left.Count == 0 || left.SequenceEqual(whole), $"{points[step]}: {string.Join(' ', left.Keys)}");
        }
    }

    [Fact]
    public void FastOnFiles_DescribesWhatIsThere_WhateverStepItIsKilledAt()
    {
        Scene();
        var points = new List<string>();
        using (FaultPoints(point => points.Add(point)))
            OnFiles();
        SortedDictionary<string, string> first = files.Tree("search");
        SortedDictionary<string, string> second = Searched(new SearchOptions { TopK = 1, RebalanceSessions = 2 });
        Assert.NotEqual(first["is/results.csv"], second["is/results.csv"]);
        // The search that is killed also takes away the parts and the description of the one before it.
        for (int step = 0; step < points.Count + 8; step++)
        {
            Searched(new SearchOptions { TopK = 1, RebalanceSessions = 1 });
            KillAt(step, () => OnFiles(new SearchOptions { TopK = 1, RebalanceSessions = 2 }));

            // What is described must be there, of one search or the other.
            SortedDictionary<string, string> left = files.Tree("search");
            if (left.TryGetValue("run_metadata.json", out string? described))
                Assert.Equal((described == first["run_metadata.json"] ? first : second)["is/results.csv"], left["is/results.csv"]);
        }
    }

    // up holds A, which earned 1 % and 2 % in turn; after the cost of buying it that is what it must have earned unseen.
    [Fact]
    public void Fast_TriesWhatWasChosenOnTheSessionsAfterTheSearch()
    {
        Scene();

        OnFiles();

        string[] lines = File.ReadAllLines(files["search/oos/oos_multi_analysis.csv"]);
        string up = Assert.Single(lines, line => line.StartsWith("\"up\",", StringComparison.Ordinal));
        string[] cells = up.Split('"')[2].Split(',');
        Assert.Equal((0.9995 * Math.Pow(1.01 * 1.02, 4)) - 1, double.Parse(cells[6], CultureInfo.InvariantCulture), 1e-12);
        Assert.Equal("Yield_Top | Robust_Top | Defensive_Top | MVP_Base", cells[14]);
        string inSample = File.ReadLines(files["search/is/results.csv"]).Single(line => line.StartsWith("\"up\",", StringComparison.Ordinal));
        Assert.Equal(inSample.Split('"')[2].Split(',')[5], cells[15]);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    public void Fast_TriesNothing_WhereTooFewSessionsAreLeft(int left, int lines)
    {
        Scene();

        OnFiles(to: Dates[^(left + 1)]);

        Assert.Equal(lines, Math.Min(2, File.ReadAllLines(files["search/oos/oos_multi_analysis.csv"]).Length));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(24_276)]
    [InlineData(13_000_000)]
    public void Fast_SaysThatNothingIsLeft_HoweverManyMonthsAreKeptOut(int months)
    {
        Scene();

        Assert.Equal("--end-date", Assert.Throws<InputException>(() => BruteForceStage.RunOnFiles(
            Request() with { ExcludeMonths = months }, new Silent(), CancellationToken.None)).Origin);
    }

    private static ImmutableArray<TradeDate> Dates => SyntheticWorkspace.Calendar[..40];

    private void Train()
    {
        Assert.Equal(StageOutcome.Done, workspace.Run(context => TrainStage.Run(context, new TrainRequest())).Outcome);
        Assert.Equal("2023-12-01", SyntheticWorkspace.Calendar[239].ToString());
    }

    private StageResult RunFast(bool dryRun = false) => workspace.Run(
        context => BruteForceStage.Run(context, new BruteForceRequest { Options = new SearchOptions() }, null), dryRun);

    private StageResult RunExact(Money? cash = null, bool dryRun = false) =>
        workspace.Run(context => BruteForceExactStage.Run(context, null, 3, cash), dryRun);

    private SortedDictionary<string, string> Tables() => Directory.Exists(workspace[Fast])
        ? new(workspace.State().Where(file => file.Key.StartsWith(Fast, StringComparison.Ordinal)
            && !file.Key.Contains("/scores/", StringComparison.Ordinal)).ToDictionary())
        : [];

    private JsonObject Manifest(string stage) => JsonNode.Parse(File.ReadAllText(Assert.Single(
        Directory.GetFiles(workspace["runs"], "manifest.json", SearchOption.AllDirectories),
        path => path.Contains($"{stage}-", StringComparison.Ordinal))))!.AsObject();

    private void Scene()
    {
        string[] names = ["SH600000", "SH600001", "SH600002"];
        string Rows(string column, Func<int, int, double> value) => $"datetime,instrument,{column}\n" + string.Concat(
            Dates.SelectMany((date, row) => names.Select((name, number) =>
                FormattableString.Invariant($"{date},{name},{value(row, number):R}\n"))));
        files.With("scores/up.csv", Rows("score", (_, name) => 3 - name))
            .With("scores/down.csv", Rows("score", (_, name) => name))
            .With("returns.csv", Rows("return", (row, name) => (1 - name) * (row % 2 == 0 ? 0.01 : 0.02)));
    }

    private BruteForceRequest Request(SearchOptions? options = null, TradeDate? to = null) => new()
    {
        Predictions = files["scores"],
        Returns = files["returns.csv"],
        Output = files["search"],
        Options = options ?? new SearchOptions { TopK = 1, RebalanceSessions = 1 },
        To = to ?? Dates[29],
        Threads = 1,
    };

    private void OnFiles(SearchOptions? options = null, TradeDate? to = null) => Assert.Equal(
        StageOutcome.Done,
        BruteForceStage.RunOnFiles(Request(options, to), new Silent(), CancellationToken.None).Outcome);

    private SortedDictionary<string, string> Searched(SearchOptions options)
    {
        OnFiles(options);
        return files.Tree("search");
    }

    private static Installed FaultPoints(Action<string> at)
    {
        FaultPoint.Install(at);
        return new Installed();
    }

    // A run that has less to do may be through before the step.
    private static void KillAt(int step, Action deed)
    {
        int at = 0;
        try
        {
            using (FaultPoints(_ =>
            {
                if (at++ == step)
                    throw new Killed();
            }))
                deed();
        }
        catch (Killed)
        {
            Assert.Equal(step + 1, at);
        }
    }

    private sealed class Installed : IDisposable
    {
        public void Dispose() => FaultPoint.Install(null);
    }

    private sealed class Killed : Exception;

    private sealed class Silent : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
        }
    }
}
