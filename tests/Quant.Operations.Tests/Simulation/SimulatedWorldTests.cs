using Quant.Operations.Simulation;
using Quant.Operations.Stages;
using Quant.Orders;

namespace Quant.Operations.Tests.Simulation;

/// <summary>The simulator itself: the same again from the same seed, and a referee who sees what is wrong.</summary>
/// <remarks>The many days are lived by <c>SimulatedDaysTests</c>.</remarks>
[Collection(UsesFaultPoints.Name)]
public sealed class SimulatedWorldTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ASeed_MakesTheSameDays()
    {
        StageResult first = Simulate(days: 60, seed: 41, TimeProvider.System);
        StageResult again = Simulate(days: 60, seed: 41, TimeProvider.System);
        StageResult other = Simulate(days: 60, seed: 43, TimeProvider.System);

        Assert.True(first.Outcome == StageOutcome.Done, first.Message);
        Assert.Equal(first.Message, again.Message);
        Assert.NotEqual(first.Message, other.Message);
        Assert.Equal(60, (long)first.Details["counts"]!["days"]!);
    }

    [Theory]
    [InlineData("shares that were signed for are sold the next day", 1000618, 3)]
    [InlineData("a document that lay there twice is corrected", 7, 40)]
    [InlineData("a comparison is made twice", 11, 16)]
    public void ASeedThatBrokeAPromiseOnce_DoesNotAgain(string situation, int seed, int days)
    {
        StageResult result = Simulate(days, seed, TimeProvider.System);

        Assert.True(result.Outcome == StageOutcome.Done, $"{situation}: {result.Message}");
    }

    [Fact]
    public void AWorld_DoesNotDependOnHowManyOfItsDaysAreLived()
    {
        var shorter = new SimulationTally();
        var longer = new SimulationTally();
        var first = new SimulatedWorld(5, folder["a"], TimeProvider.System, shorter);
        var second = new SimulatedWorld(5, folder["b"], TimeProvider.System, longer);
        first.Begin();
        second.Begin();
        for (int day = 0; day < 5; day++)
            first.LiveDay();
        for (int day = 0; day < 5; day++)
            second.LiveDay();

        Assert.Equal(shorter.Counts, longer.Counts);
        second.LiveDay();
        Assert.NotEqual(shorter.Counts, longer.Counts);
    }

    [Fact]
    public void TheReferee_SeesACent()
    {
        var world = new SimulatedWorld(6, folder["w"], TimeProvider.System, new SimulationTally());
        world.Begin();
        world.LiveDay();
        world.Expected.Account.Move(new Money(1), null, 0);

        var broken = Assert.Throws<BrokenPromiseException>(world.LiveDay);

        Assert.Contains("The cash must be", broken.Message);
    }

    [Fact]
    public void TheReferee_SeesAShare()
    {
        var world = new SimulatedWorld(6, folder["w"], TimeProvider.System, new SimulationTally());
        world.Begin();
        world.LiveDay();
        world.Expected.Account.Move(Money.Zero, InstrumentId.Parse("600001.SH"), 1);

        Assert.Contains("The positions", Assert.Throws<BrokenPromiseException>(world.LiveDay).Message);
    }

    [Fact]
    public void TheReferee_WantsEveryOrderExplained()
    {
        InstrumentId name = InstrumentId.Parse("600001.SH");
        BrokerSession Day(long filled, params ImmutableArray<OrderRefusal> refusals) => new(
            TradeDate.Parse("2024-06-04"), [], [new OrderOutcome(Side.Sell, name, 300, filled, false, refusals)], Money.Zero, [], false);
        OrderRefusal Refusal(long shares, RefusalReason reason) => new(Side.Sell, name, shares, reason, "why");

        DayReferee.JudgeExecution(Day(200, Refusal(100, RefusalReason.VolumeTooThin)), wasRight: true, salesPay: false);
        Assert.Throws<BrokenPromiseException>(() => DayReferee.JudgeExecution(Day(200), wasRight: true, salesPay: false));
        Assert.Throws<BrokenPromiseException>(() => DayReferee.JudgeExecution(
            Day(0, Refusal(300, RefusalReason.SellableSharesExceeded)), wasRight: true, salesPay: false));
        DayReferee.JudgeExecution(
            Day(0, Refusal(300, RefusalReason.SellableSharesExceeded)), wasRight: false, salesPay: false);
    }

    [Fact]
    public void ABrokenDay_SaysHowToSeeItAgain()
    {
        StageResult result = Simulate(days: 30, seed: 8, new BrokenClock());

        Assert.Equal((StageOutcome.Failed, "PROMISE_BROKEN"), (result.Outcome, result.Reason));
        Assert.Contains("Seed 8, day 1: ", result.Message);
        Assert.Contains("See it again: quant simulate --seed 8 --days 1 --keep FOLDER", result.Message);
        Assert.Empty(Directory.EnumerateDirectories(folder["scratch"]));
    }

    [Fact]
    public void AKeptWorld_StaysWhereItWasAskedFor()
    {
        var request = Request(days: 2, seed: 9, TimeProvider.System) with { Keep = folder["kept"] };

        Assert.Equal(StageOutcome.Done, SimulateStage.Run(request).Outcome);

        Assert.True(File.Exists(folder["kept/data/quant.db"]));
        Assert.Throws<InputException>(() => SimulateStage.Run(request));
    }

    private StageResult Simulate(int days, int seed, TimeProvider clock) => SimulateStage.Run(Request(days, seed, clock));

    private SimulateRequest Request(int days, int seed, TimeProvider clock) => new()
    {
        Days = days, Seed = seed, Scratch = folder.Root, Clock = clock, Progress = new Progress<StageProgress>(),
    };

    private sealed class BrokenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("The clock stands.");
    }
}
