using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Quant.Days.Tests;

/// <summary>The verbs that keep an account, as real processes killed with SIGKILL at random moments of their work; run once
/// more, each ends in the state that an undisturbed run reaches.</summary>
/// <remarks><c>QUANT_KILLS</c> sets how many kills there are, 60 without it.</remarks>
public sealed class RandomKillTests : IDisposable
{
    private const int Lanes = 2;
    private const int KillsOfRound = 5;
    private const int SessionsBefore = 3;
    private readonly string folder = Directory.CreateTempSubdirectory("quant-kills-").FullName;
    private int made;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Verbs_KilledAtAnyMoment_EndInTheSameState()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("QUANT_KILLS") ?? "60", CultureInfo.InvariantCulture);
        ImmutableArray<KilledVerb> verbs = Verbs();
        int rounds = Math.Max(verbs.Length, (kills + KillsOfRound - 1) / KillsOfRound);
        int struck = 0;

        await Parallel.ForAsync(
            0, rounds, new ParallelOptions { MaxDegreeOfParallelism = Lanes },
            async (round, stop) => Interlocked.Add(ref struck, await Task.Run(() => Round(verbs[round % verbs.Length], round), stop)));

        // A process may be through before its kill; far most of them must not be.
        Assert.True(struck > rounds * KillsOfRound / 2, $"Only {struck} of {rounds * KillsOfRound} kills struck.");
    }

    // A workspace is hit several times by the same verb before the verb may end.
    private int Round(KilledVerb verb, int round)
    {
        var moments = new Random(round);
        string workspace = WorkspaceTree.Copy(verb.Start, NewPath());
        int struck = 0;
        for (int kill = 0; kill < KillsOfRound; kill++)
            struck += QuantProcess.RunAndKillAtWork(workspace, verb.Work * moments.NextDouble(), verb.Command) ? 1 : 0;

        QuantResult last = QuantProcess.Run(workspace, verb.Command);

        Assert.True(last.ExitCode == verb.ExitCode || last.ExitCode == 5, $"round {round}, {string.Join(' ', verb.Command)}: {last}");
        IReadOnlyList<string> differences = WorkspaceTree.Differences(verb.Expected, WorkspaceTree.Read(workspace));
        Assert.True(differences.Count == 0, $"round {round}, {string.Join(' ', verb.Command)}: {string.Join("; ", differences)}");
        Directory.Delete(workspace, recursive: true);
        return struck;
    }

    private ImmutableArray<KilledVerb> Verbs()
    {
        string few = Source("few", SessionsBefore);
        string all = Source("all", 9);
        string account = NewPath();
        Succeeds(account, "init", "--template", "empty", "--start", "2024-06-03", "--cash", "100000");
        File.AppendAllText(Path.Combine(account, "config", "strategy_config.yaml"), "strategy: {name: topk_dropout, params: {topk: 3, n_drop: 1, buy_suggestion_factor: 2}}\n");
        File.WriteAllText(Path.Combine(account, "config", "model_config.json"), """{"market": "all"}""");
        Succeeds(account, "data", "import", "--source", few);
        Succeeds(account, "post-trade");
        Directory.CreateDirectory(Path.Combine(account, "inbox"));
        string scores = Path.Combine(folder, "scores.csv");
        File.WriteAllText(scores, "datetime,instrument,score\n" + string.Concat(
            Enumerable.Range(0, 6).Select(name => $"2024-06-05,SH{600100 + name},{-name}\n")));
        File.WriteAllText(
            Path.Combine(account, "inbox", "2024-06-05-account.csv"),
            "session,item,instrument,total,available,frozen\n2024-06-05,cash,,99999.00,99999.00,0.00\n2024-06-05,position,600999.SH,100,100,0\n");
        KilledVerb reconcile = Verb(account, 3, "reconcile");
        KilledVerb orders = Verb(account, 0, "order-gen", "--prediction-file", scores);
        KilledVerb import = Verb(orders.End, 0, "data", "import", "--source", all);
        KilledVerb book = Verb(import.End, 0, "post-trade");
        string found = Directory.EnumerateFiles(Path.Combine(reconcile.End, "output", "reconciliation"), "*.json").Single();
        string id = JsonNode.Parse(File.ReadAllText(found))!["breaks"]![0]!["id"]!.GetValue<string>();
        KilledVerb adjust = Verb(reconcile.End, 0, "reconcile", "--accept", id, "--adjust", "--by", "anna", "--note", "ticket 17");
        return [import, book, orders, reconcile, adjust];
    }

    private KilledVerb Verb(string start, int exitCode, params string[] command)
    {
        string end = WorkspaceTree.Copy(start, NewPath());
        QuantResult result = QuantProcess.Run(end, command);
        Assert.True(result.ExitCode == exitCode, $"{string.Join(' ', command)}: {result}");
        string timed = WorkspaceTree.Copy(start, NewPath());
        TimeSpan work = QuantProcess.WorkOf(timed, command);
        return new KilledVerb(start, end, command, exitCode, work, WorkspaceTree.Read(end));
    }

    // Six names that rise by a cent a session, as the reader of CSV folders takes them.
    private string Source(string name, int sessions)
    {
        string source = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.Combine(source, "calendars"));
        string[] days = ["2024-06-03", "2024-06-04", "2024-06-05", "2024-06-06", "2024-06-07", "2024-06-11", "2024-06-12", "2024-06-13", "2024-06-14", "2024-06-17"];
        File.WriteAllText(Path.Combine(source, "calendars", "sessions.csv"), "date\n" + string.Concat(days.Select(day => $"{day}\n")));
        IEnumerable<string> rows =
            from day in Enumerable.Range(0, sessions)
            from letter in Enumerable.Range(0, 6)
            let price = 10m + letter + (day * 0.01m)
            let before = price - 0.01m
            select string.Create(
                CultureInfo.InvariantCulture,
                $"{days[day]},{600100 + letter}.SH,{price},{price},{price},{price},{before},1000000,{price * 1000000},0.1,1,{before * 1.1m:0.00},{before * 0.9m:0.00},0,0\n");
        File.WriteAllText(
            Path.Combine(source, "bars.csv"),
            "date,symbol,open,high,low,close,preclose,volume,amount,turnover,adj_factor,limit_up,limit_down,is_st,suspended\n" + string.Concat(rows));
        return source;
    }

    private static void Succeeds(string workspace, params string[] command)
    {
        QuantResult result = QuantProcess.Run(workspace, command);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    private string NewPath() => Path.Combine(folder, $"w{Interlocked.Increment(ref made)}");

    private sealed record KilledVerb(
        string Start, string End, string[] Command, int ExitCode, TimeSpan Work, SortedDictionary<string, string> Expected);
}
