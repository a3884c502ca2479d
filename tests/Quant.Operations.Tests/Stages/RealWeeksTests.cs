using Quant.Data;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Provenance;

namespace Quant.Operations.Tests.Stages;

/// <summary>Five weeks of the bundled real data, dividends included, with scores drawn by seed: the book against sums of its own files.</summary>
public sealed class RealWeeksTests : IDisposable
{
    private const decimal InitialCash = 1_000_000m;
    private static readonly TradeDate Start = TradeDate.Parse("2024-06-03");
    private readonly string root = Directory.CreateTempSubdirectory("quant-weeks-").FullName;

    [Theory]
    [InlineData("next_session")]
    [InlineData("same_session")]
    public void Loop_KeepsTheBookRight(string proceeds)
    {
        Write("config/quant.yaml", $$"""
            account: {name: weeks, start: {{Start}}, initial_cash: {{InitialCash}}}
            data: {dataset: sample}
            execution: {slippage_bps: 5}
            orders: {sale_proceeds: {{proceeds}}}
            """);
        Write("config/strategy_config.yaml", "strategy: {name: topk_dropout, params: {topk: 12, n_drop: 3, buy_suggestion_factor: 2}}");
        Write("config/model_config.json", """{"market":"all"}""");
        Write("config/workflow_config_m.yaml", "model: {kind: ridge, alpha: 1.0}\nfeatures: Alpha158\nlabel: Ref($close, -6) / Ref($close, -1) - 1\n");
        Write("config/model_registry.yaml", "models: {m: {algorithm: ridge, dataset: Alpha158, market: all, yaml_file: config/workflow_config_m.yaml}}");
        Import();
        using MarketData data = Open(null);
        ImmutableArray<TradeDate> sessions = [.. data.Sessions.Where(session => session >= Start).Take(25)];

        var random = new Random(4);
        for (int day = 0; day < sessions.Length; day++)
        {
            StageResult booked = Run(context => PostTradeStage.Run(context, new PostTradeRequest { End = sessions[day] }));
            Assert.True(booked.Outcome == StageOutcome.Done, booked.Message);
            if (day % 5 == 0)
                OrderFor(data, sessions[day], random);
        }

        CheckBook(data, sessions);
        Assert.Equal(StageOutcome.Unchanged, Run(context => PostTradeStage.Run(context, new PostTradeRequest { End = sessions[^1] })).Outcome);
    }

    private void OrderFor(MarketData data, TradeDate session, Random random)
    {
        IEnumerable<string> lines = data.Quotes(session).All.Select(quote => $"{session},{quote.Instrument.QlibCode},{random.NextDouble():R}\n");
        Write("scores.csv", "datetime,instrument,score\n" + string.Concat(lines));
        StageResult ordered = Run(context => OrderStage.Run(context, new OrderRequest { Anchor = session, PredictionFile = "scores.csv" }));
        Assert.True(ordered.Outcome == StageOutcome.Done, ordered.Message);
    }

    // Adds up the trade log with plain decimals and values it with the quotes: the stages' own arithmetic is not used.
    private void CheckBook(MarketData data, ImmutableArray<TradeDate> sessions)
    {
        string[][] trades = Rows("data/trade_log_full.csv");
        string[][] days = Rows("data/daily_amount_log_full.csv");
        Assert.Equal(sessions.Select(session => session.ToString()), days.Select(day => day[0]));
        Assert.True(trades.Count(trade => trade[1].EndsWith("买入", StringComparison.Ordinal)) >= 15);
        Assert.True(trades.Count(trade => trade[1].EndsWith("卖出", StringComparison.Ordinal)) >= 9);
        Assert.Contains(trades, trade => trade[1].EndsWith("红利入账", StringComparison.Ordinal));
        decimal cash = InitialCash;
        var shares = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        for (int day = 0; day < sessions.Length; day++)
        {
            SessionQuotes quotes = data.Quotes(sessions[day]);
            foreach (string[] trade in trades.Where(trade => trade[9] == days[day][0]))
            {
                cash += Number(trade[5]);
                decimal sign = trade[1].EndsWith("买入", StringComparison.Ordinal) ? 1 : trade[1].EndsWith("卖出", StringComparison.Ordinal) ? -1 : 0;
                Quote quote = quotes.Of(InstrumentId.Parse(trade[0]))!;
                Assert.True(sign == 0 || (!quote.Suspended && Number(trade[2]) >= quote.Low!.Value.ToDecimal() * 0.999m), string.Join(',', trade));
                shares[trade[0]] = shares.GetValueOrDefault(trade[0]) + (sign * Number(trade[3]));
                Assert.True(cash >= 0, $"{days[day][0]}: {cash}");
            }

            decimal value = shares.Sum(held => held.Value == 0 ? 0 : held.Value * quotes.Of(InstrumentId.Parse(held.Key))!.Close!.Value.ToDecimal());
            Assert.Equal(cash + value, Number(days[day][2]));
            Assert.True(shares.Values.All(held => held >= 0) && shares.Values.Count(held => held > 0) <= 12);
        }
    }

    private void Import()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Quant.slnx")))
            folder = folder.Parent;
        var request = new DataImportRequest
        {
            Import = new ImportRequest { Dataset = "sample", Path = Path.Combine(folder!.FullName, "samples", "cn_csi300_sample"), Pattern = "*_2024.csv.gz" },
            From = TradeDate.Parse("2024-05-27"),
            To = TradeDate.Parse("2024-08-15"),
        };
        StageResult imported = Run(context => DataStage.Import(context, request));
        Assert.True(imported.Outcome == StageOutcome.Done, imported.Message);
    }

    private MarketData Open(TradeDate? session)
    {
        using Workspace workspace = Workspace.OpenForReading(root);
        return MarketData.Open(workspace, session, out StageResult? stop) ?? throw new InvalidOperationException(stop!.Message);
    }

    private StageResult Run(Func<StageContext, StageResult> stage)
    {
        using Workspace workspace = Workspace.OpenForWriting(root, "test");
        return stage(new StageContext(workspace, TimeProvider.System, new Progress<StageProgress>(), false, 1, CancellationToken.None));
    }

    private string[][] Rows(string path) =>
        [.. File.ReadAllLines(Path.Combine(root, path)).Skip(1).Select(line => line.Split(','))];

    private void Write(string relative, string content)
    {
        string path = Path.Combine(root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    public void Dispose() => Directory.Delete(root, recursive: true);
}
