using Quant.Accounting;
using Quant.Execution.Brokers;

namespace Quant.Execution.Tests.Brokers;

public sealed class ExRightsPaymentTests
{
    private static readonly InstrumentId X = InstrumentId.Parse("600000.SH");

    public static TheoryData<string, decimal?, decimal?, string> Cases => new()
    {
        { "an ordinary day", 10m, 10m, "" },
        { "a dividend of 22 fen", 13.00m, 12.78m, "220.00" },
        { "a bonus of one for one keeps the value too", 20m, 10m, "10000.00" },
        { "a reference above the close pays nothing", 10m, 10.5m, "" },
        { "no close the day before", null, 10m, "" },
        { "no reference today", 10m, null, "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_PaysWhatTheReferencePriceLeavesOut(string situation, decimal? close, decimal? reference, string paid)
    {
        ImmutableArray<AccountEvent> events = ExRightsPayment.Of(
            [KeyValuePair.Create(X, 1000L)], Session("2024-06-03", 1m, close), Session("2024-06-04", reference, 1m));

        Assert.True(string.Join(",", events.Select(happened => happened.Cash)) == paid, situation);
        Assert.All(events, happened => Assert.Equal((EventKind.Dividend, "2024-06-04"), (happened.Kind, happened.Session.ToString())));
    }

    private static SessionQuotes Session(string day, decimal? reference, decimal? close)
    {
        static Price? Of(decimal? value) => value is { } price ? Price.FromDecimal(price) : null;
        return new SessionQuotes(
            TradeDate.Parse(day), [new Quote(X, Of(reference), null, null, null, Of(close), null, null, 1, false, false, 1)]);
    }
}
