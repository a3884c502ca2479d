using System.Text.Json.Nodes;
using Quant.Data;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary>What <c>demo</c> is asked for.</summary>
public sealed record DemoRequest
{
    /// <summary>The folder to make, absolute.</summary>
    public required string Target { get; init; }

    /// <summary>The folder of the bundled data set.</summary>
    public required string Sample { get; init; }

    /// <summary>The one clock; it dates records and decides nothing.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Told the story line by line, while it happens.</summary>
    public required Action<string> Say { get; init; }

    /// <summary>How many threads to compute with; 0 means one per core.</summary>
    public int Threads { get; init; }

    /// <summary>How many weeks to live through, at least 1. Default 8.</summary>
    public int Weeks { get; init; } = 8;

    /// <summary>Set when the user wants to stop.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary><c>demo</c>: a workspace from the bundled data that lives through real weeks, by the very stages of the other verbs.</summary>
/// <remarks>
/// At the close of each week: predict, fuse, post-trade, order-gen. The orders trade at the next session's opening price,
/// with costs; the sessions after the last week are left for the user.
/// </remarks>
public static class DemoStage
{
    /// <summary>Runs the demo in a folder that is empty or does not exist.</summary>
    public static StageResult Run(DemoRequest request)
    {
        if (!Directory.Exists(request.Sample))
            return new StageResult(StageOutcome.Failed, "SAMPLE_MISSING", $"The bundled data set is not at {request.Sample}. Build or install quant anew.", []);
        StageResult made = InitStage.Run(new InitRequest { Target = request.Target, Template = "demo-cn" });
        if (made.Outcome != StageOutcome.Done)
            return made with { Message = $"{made.Message}\nThe demo itself needs a folder of its own." };
        using Workspace workspace = Workspace.OpenForWriting(request.Target, "demo");
        var context = new StageContext(
            workspace, request.Clock, new Silence(), DryRun: false, request.Threads, request.Cancellation);
        return new Performance(context, request).Run();
    }

    private sealed class Silence : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
        }
    }

    private sealed class Performance(StageContext context, DemoRequest request)
    {
        private readonly DemoStory story = new(context.Workspace.Options.Quant.Account.InitialCash, request.Say);

        public StageResult Run()
        {
            request.Say(DemoStory.Opening);
            StageResult? failure = Step(Import) ?? Step(Train);
            if (failure is not null)
                return failure;
            using MarketData market = MarketData.Open(context.Workspace, null, out _)!;
            ImmutableArray<TradeDate> closes = Closes(market);
            for (int week = 0; week < closes.Length; week++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                failure = Close(closes[week], market, isLast: week == closes.Length - 1);
                if (failure is not null)
                    return failure;
            }

            return story.End(context.Workspace.Root, market.Sessions[^1]);
        }

        // The last close only settles: what to do next is the user's.
        private StageResult? Close(TradeDate session, MarketData market, bool isLast)
        {
            StageResult settled = PostTradeStage.Run(context, new PostTradeRequest { End = session });
            if (IsFailure(settled))
                return settled;
            story.Settled(settled, session, market.Index(context.Workspace.Options.Model.Benchmark)?.CloseOn(session) ?? double.NaN);
            if (isLast)
                return null;
            StageResult? failure = Step(() => PredictStage.Run(context, new PredictRequest { Session = session }))
                ?? Step(() => FuseStage.Run(context, new FuseRequest { All = true, Session = session }))
                ?? Step(() => RankStage.Run(context, new RankRequest { Session = session }));
            if (failure is not null)
                return failure;
            StageResult ordered = OrderStage.Run(context, new OrderRequest { Anchor = session });
            if (IsFailure(ordered))
                return ordered;
            story.Ordered(ordered);
            return null;
        }

        private StageResult Import()
        {
            StageResult result = DataStage.Import(context, new DataImportRequest
            {
                Import = new ImportRequest { Dataset = context.Workspace.Options.Quant.Data.Dataset, Path = request.Sample },
            });
            request.Say(result.Message);
            return result;
        }

        private StageResult Train()
        {
            StageResult result = TrainStage.Run(
                context, new TrainRequest { Session = context.Workspace.Options.Quant.Account.Start });
            request.Say(result.Message);
            return result;
        }

        // The start, then the last session of each of the weeks that follow.
        private ImmutableArray<TradeDate> Closes(MarketData market)
        {
            TradeDate start = context.Workspace.Options.Quant.Account.Start;
            IEnumerable<TradeDate> ends = market.Sessions.Zip(market.Sessions.Skip(1))
                .Where(pair => pair.First > start && Week(pair.First) != Week(pair.Second))
                .Select(pair => pair.First);
            return [start, .. ends.Take(request.Weeks)];
        }

        // Day 0 of the calendar was a Monday.
        private static int Week(TradeDate date) => date.Day.DayNumber / 7;

        private static StageResult? Step(Func<StageResult> stage) => stage() is var result && IsFailure(result) ? result : null;

        private static bool IsFailure(StageResult result) => result.Outcome is not (StageOutcome.Done or StageOutcome.Unchanged);
    }
}
