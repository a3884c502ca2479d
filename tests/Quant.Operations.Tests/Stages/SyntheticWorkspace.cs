using Quant.Data.Snapshots;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Tests.Stages;

/// <summary>A workspace with made-up daily bars of twelve instruments and three models, small enough to train in a moment.</summary>
public sealed class SyntheticWorkspace : IDisposable
{
    public const int Instruments = 12;

    private static readonly DateTimeOffset Clock = new(2026, 1, 10, 9, 0, 0, TimeSpan.Zero);

    private readonly TestFolder folder = new();

    /// <summary>Makes the workspace with data of this many sessions.</summary>
    public SyntheticWorkspace(int sessions = 240)
    {
        folder.With("config/quant.yaml", "account: {name: test, start: 2023-11-01, initial_cash: 1000000}\ndata: {dataset: synthetic}\n")
            .With("config/strategy_config.yaml", "strategy: {name: topk_dropout, params: {topk: 4, n_drop: 1}}\n")
            .With("config/cashflow.json", "{\"cashflows\": {}}\n")
            .With("config/model_config.json", """
                {"market": "all", "freq": "week", "data_slice_mode": "fixed",
                 "fit_start_time": "2023-03-27", "fit_end_time": "2023-07-14", "valid_start_time": "2023-07-15",
                 "valid_end_time": "2023-08-18", "test_start_time": "2023-08-19"}
                """)
            .With("config/ensemble_config.json", """
                {"combos": {
                  "core": {"models": ["ridge_a", "rule"], "method": "equal", "default": true},
                  "tilt": {"models": ["ridge_a", "ridge_b", "rule"], "method": "icir_weighted"},
                  "hand": {"models": ["ridge_a", "rule"], "method": "manual", "manual_weights": {"ridge_a": 3, "rule": 1}}}}
                """)
            .With("config/model_registry.yaml", """
                models:
                  ridge_a: {algorithm: ridge, dataset: Alpha158, yaml_file: config/workflow_config_ridge_a.yaml, tags: [linear]}
                  ridge_b: {dataset: Alpha158, yaml_file: config/workflow_config_ridge_b.yaml, tags: [linear]}
                  rule: {algorithm: rule_score, dataset: Alpha158, yaml_file: config/workflow_config_rule.yaml, tags: [rule]}
                """)
            .With("config/workflow_config_ridge_a.yaml", "model: {kind: ridge, alpha: 10}\nfeatures: Alpha158\nfeature_processors: [RobustZScoreNorm, Fillna]\nlabel_processors: [DropnaLabel, CSRankNorm]\n")
            .With("config/workflow_config_ridge_b.yaml", "model: {kind: ridge, alpha: 1000}\nfeatures: Alpha158\nfeature_processors: [RobustZScoreNorm, Fillna]\nlabel_processors: [DropnaLabel, CSRankNorm]\n")
            .With("config/workflow_config_rule.yaml", "model: {kind: rule_score, weights: {ROC5: 1.0, STD20: -1.0}}\nfeatures: Alpha158\nfeature_processors: [RobustZScoreNorm, Fillna]\n");
        Directory.CreateDirectory(folder["data"]);
        Import(sessions);
    }

    public string Root => folder.Root;

    public string this[string relative] => folder[relative];

    public static ImmutableArray<TradeDate> Calendar { get; } = Weekdays("2023-01-02", 300);

    /// <summary>Stores the bars of the first sessions; those stored before stay.</summary>
    public void Import(int sessions)
    {
        using WorkspaceDatabase database = WorkspaceDatabase.Open(folder[MarketData.StorePath], readOnly: false);
        new SnapshotStore(database).Append(
            new ImportBatch
            {
                Dataset = "synthetic",
                SourceName = "test",
                Sources = [],
                Calendar = new TradingCalendar("TEST", Calendar),
                Sessions = Bars(sessions),
                Universes = [],
                Indexes = [],
            },
            new IngestStamp(Clock, RunId.Parse("data-0123456789ab"), ""));
    }

    /// <summary>Runs a stage with the workspace open, as the command line does.</summary>
    public StageResult Run(Func<StageContext, StageResult> stage, bool dryRun = false, int threads = 1)
    {
        using Workspace workspace = dryRun ? Workspace.OpenForReading(Root) : Workspace.OpenForWriting(Root, "test");
        return stage(new StageContext(workspace, TimeProvider.System, new Silent(), dryRun, threads, CancellationToken.None));
    }

    /// <summary>The content of everything that a stage may write, but the times in manifests.</summary>
    public SortedDictionary<string, string> State()
    {
        SortedDictionary<string, string> tree = folder.Tree();
        foreach (string path in tree.Keys.Where(path => path.StartsWith("data/snapshots.db", StringComparison.Ordinal) || path.EndsWith("lock", StringComparison.Ordinal)).ToArray())
            tree.Remove(path);
        foreach (string path in tree.Keys.Where(path => path.EndsWith("manifest.json", StringComparison.Ordinal)).ToArray())
        {
            tree[path] = string.Join('\n', tree[path].Split('\n')
                .Where(line => !line.Contains("\"started_at\"", StringComparison.Ordinal) && !line.Contains("\"finished_at\"", StringComparison.Ordinal)));
        }

        return tree;
    }

    public SyntheticWorkspace With(string relative, string content)
    {
        folder.With(relative, content);
        return this;
    }

    public void Dispose() => folder.Dispose();

    private static ImmutableArray<TradeDate> Weekdays(string first, int count) =>
    [
        .. Enumerable.Range(0, count * 2)
            .Select(day => DateOnly.Parse(first, CultureInfo.InvariantCulture).AddDays(day))
            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            .Select(day => new TradeDate(day))
            .Take(count),
    ];

    // What fell tends to come back, so that models have something to find.
    private static ImmutableArray<SessionBlock> Bars(int sessions)
    {
        var random = new Random(17);
        ImmutableArray<InstrumentId> instruments = [.. Enumerable.Range(0, Instruments).Select(number => InstrumentId.Parse($"{600000 + number}.SH"))];
        ImmutableArray<string> fields = ["amount", "close", "high", "low", "open", "volume"];
        double[] price = [.. Enumerable.Repeat(10.0, Instruments)];
        double[] drift = new double[Instruments];
        var blocks = ImmutableArray.CreateBuilder<SessionBlock>(sessions);
        for (int session = 0; session < sessions; session++)
        {
            var values = new double[fields.Length * Instruments];
            for (int column = 0; column < Instruments; column++)
            {
                double change = (0.03 * (random.NextDouble() - 0.5)) - (0.3 * drift[column]);
                drift[column] = (0.7 * drift[column]) + (0.3 * change);
                double open = price[column];
                price[column] *= 1 + change;
                double volume = 10_000 + Math.Floor(90_000 * random.NextDouble());
                double[] bar = [volume * (open + price[column]) / 2, price[column], 1.005 * Math.Max(open, price[column]), 0.995 * Math.Min(open, price[column]), open, volume];
                for (int field = 0; field < bar.Length; field++)
                    values[(field * Instruments) + column] = bar[field];
            }

            blocks.Add(new SessionBlock(Calendar[session], instruments, fields, values));
        }

        return blocks.ToImmutable();
    }

    private sealed class Silent : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
        }
    }
}
