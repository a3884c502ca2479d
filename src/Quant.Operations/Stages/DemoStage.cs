using System.Text.Json.Nodes;
using Quant.Data;
using Quant.Operations.Accounts;
using Quant.Operations.Reporting;
using Quant.Operations.Workspaces;
using Quant.Storage;

namespace Quant.Operations.Stages;

/// <summary>What <see cref="DemoStage"/> is asked.</summary>
public sealed record DemoRequest
{
    /// <summary>The folder to make, absolute.</summary>
    public required string Target { get; init; }

    /// <summary>The folder of the bundled data set, absolute.</summary>
    public required string Sample { get; init; }

    /// <summary>The one clock; it dates records and decides nothing.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Told the story line by line, while it happens.</summary>
    public required Action<string> Say { get; init; }

    /// <summary>Told how far each step is.</summary>
    public required IProgress<StageProgress> Progress { get; init; }

    /// <summary>How many threads to compute with; 0, the default, means one per core.</summary>
    public int Threads { get; init; }

    /// <summary>Set when the user wants to stop.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary><c>quant demo</c>: makes a workspace from the bundled data, trains, and lives through eight weeks of the market.</summary>
/// <remarks>
/// Every step is an ordinary verb, run at the close of a session on data that end there. A demo that was killed goes on
/// where it was when it is run again; one that ended is refused, and its workspace is the user's.
/// </remarks>
public static class DemoStage
{
    private const string Marker = "runs/demo.json";
    private const string Living = """{"demo":"living"}""";
    private const string Ended = """{"demo":"ended"}""";
    private const int Weeks = 8;

    /// <summary>Runs the demo.</summary>
    public static StageResult Run(DemoRequest request)
    {
        if (!Directory.Exists(request.Sample))
        {
            return new StageResult(
                StageOutcome.Failed, "SAMPLE_MISSING", $"The bundled data set is not at {request.Sample}. Build or install quant anew.", []);
        }

        if (!IsLiving(request.Target))
        {
            StageResult made = InitStage.Run(new InitRequest { Target = request.Target, Template = "demo-cn" });
            if (made.Outcome is not StageOutcome.Done)
                return Taken(request.Target, made);
        }

        using Workspace workspace = Workspace.OpenForWriting(request.Target, "demo");
        Mark(workspace, Living);
        var context = new StageContext(workspace, request.Clock, request.Progress, DryRun: false, request.Threads, request.Cancellation);
        StageResult? stopped = Live(context, request);
        if (stopped is not null)
            return stopped;
        Mark(workspace, Ended);
        return Farewell(context, request);
    }

    private static StageResult? Live(StageContext context, DemoRequest request)
    {
        TradeDate start = context.Workspace.Options.Quant.Account.Start;
        request.Say(DemoStory.Opening(start, context.Workspace.Options));
        if (Stop(Import(context, request, start)) is { } noData)
            return noData;
        StageResult trained = TrainStage.Run(context, new TrainRequest { Session = start });
        if (Stop(trained) is { } untrained)
            return untrained;
        request.Say(trained.Message);
        if (Stop(PostTradeStage.Run(context, new PostTradeRequest { End = start })) is { } unopened)
            return unopened;

        ImmutableArray<ImmutableArray<TradeDate>> weeks = WeeksAfter(context, start);
        TradeDate decided = start;
        for (int week = 0; week < weeks.Length; week++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress.Report(new StageProgress("demo", (double)week / weeks.Length));
            if (LiveWeek(context, request, decided, weeks[week]) is { } stopped)
                return stopped;
            request.Say(DemoStory.Tell(context, story => story.Week(week + 1, decided, weeks[week])));
            decided = weeks[week][^1];
        }

        context.Progress.Report(new StageProgress("demo", 1));
        request.Say(DemoStory.Tell(context, story => story.Summary(start)));
        return null;
    }

    private static StageResult? LiveWeek(
        StageContext context, DemoRequest request, TradeDate decided, ImmutableArray<TradeDate> week)
    {
        bool isSettled = AccountBook.Use(context, store => AccountBook.Open(store, dryRun: true)).Account?.Session >= week[^1];
        if (isSettled)
            return null;
        return Stop(PredictStage.Run(context, new PredictRequest { Session = decided }))
            ?? Stop(FuseStage.Run(context, new FuseRequest { Session = decided, All = true }))
            ?? Stop(RankStage.Run(context, new RankRequest { Session = decided }))
            ?? Stop(OrderStage.Run(context, new OrderRequest { Anchor = decided }))
            ?? Stop(Import(context, request, week[^1]))
            ?? Stop(PostTradeStage.Run(context, new PostTradeRequest { End = week[^1] }));
    }

    private static StageResult Import(StageContext context, DemoRequest request, TradeDate last) => DataStage.Import(
        context,
        new DataImportRequest
        {
            Import = new ImportRequest { Dataset = context.Workspace.Options.Quant.Data.Dataset, Path = request.Sample },
            To = last,
        });

    // The weeks of the calendar after the start; the first ones, because the user lives through what is left by hand.
    private static ImmutableArray<ImmutableArray<TradeDate>> WeeksAfter(StageContext context, TradeDate start)
    {
        using MarketData data = MarketData.Open(context.Workspace, start, out _)!;
        return
        [
            .. data.Calendar.Sessions
                .Where(session => session > start)
                .GroupBy(session => (ISOWeek.GetYear(Midnight(session)), ISOWeek.GetWeekOfYear(Midnight(session))))
                .Take(Weeks)
                .Select(week => week.ToImmutableArray()),
        ];
    }

    private static DateTime Midnight(TradeDate session) => session.Day.ToDateTime(TimeOnly.MinValue);

    private static StageResult? Stop(StageResult result) =>
        result.Outcome is StageOutcome.Done or StageOutcome.Unchanged ? null : result;

    private static bool IsLiving(string folder)
    {
        string marker = Path.Combine(folder, Marker);
        return File.Exists(marker)
            ? File.ReadAllText(marker) == Living
            : Directory.Exists(Path.Combine(folder, "config")) && !Directory.EnumerateFileSystemEntries(Path.Combine(folder, "data")).Any();
    }

    private static void Mark(Workspace workspace, string state)
    {
        var changes = new ChangeSet(workspace.Root);
        changes.Write(Marker, System.Text.Encoding.UTF8.GetBytes(state));
        changes.Commit("demo");
    }

    private static StageResult Farewell(StageContext context, DemoRequest request)
    {
        using MarketData data = MarketData.Open(context.Workspace, session: null, out _)!;
        string text = DemoStory.Farewell(request.Target, request.Sample, data.Calendar.Next(data.Session));
        return AccountBook.Use(context, store => StageResult.Done(text, DemoStory.Figures(AccountBook.Open(store, dryRun: true))));
    }

    private static StageResult Taken(string folder, StageResult made) => made.Reason == "WORKSPACE_EXISTS"
        ? made with { Message = DemoStory.WayOn(folder) }
        : made;
}
