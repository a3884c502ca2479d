using Quant.Accounting;

namespace Quant.Tests.Accounting;

public sealed class LedgerTests
{
    private static readonly Commodity Share = Commodity.Of(InstrumentId.Parse("600000.SH"));

    public static TheoryData<string, JournalEntry, PostStatus> Cases => new()
    {
        { "balanced in one commodity", Entry("b", "2024-06-04", Cny(5), Cny(-5)), PostStatus.Posted },
        { "balanced in two commodities", Entry("b", "2024-06-04", Cny(5), Cny(-5), Shares(1), Shares(-1)), PostStatus.Posted },
        { "the very same again", Entry("a", "2024-06-04", Cny(7), Cny(-7)), PostStatus.AlreadyPosted },
        { "another under a taken id", Entry("a", "2024-06-04", Cny(8), Cny(-8)), PostStatus.IdTaken },
        { "a taken id goes before imbalance", Entry("a", "2024-06-04", Cny(8), Cny(-7)), PostStatus.IdTaken },
        { "no legs", Entry("b", "2024-06-04"), PostStatus.TooFewLegs },
        { "one leg", Entry("b", "2024-06-04", Cny(0)), PostStatus.TooFewLegs },
        { "a cent off", Entry("b", "2024-06-04", Cny(5), Cny(-4)), PostStatus.Unbalanced },
        { "cents against shares", Entry("b", "2024-06-04", Cny(5), Shares(-5)), PostStatus.Unbalanced },
        { "an earlier day", Entry("b", "2024-06-03", Cny(5), Cny(-5)), PostStatus.OutOfOrder },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Post_GivesTheFirstReasonThatHolds(string situation, JournalEntry entry, PostStatus expected)
    {
        var ledger = new Ledger();
        ledger.Post(Entry("a", "2024-06-04", Cny(7), Cny(-7)));

        PostStatus status = ledger.Post(entry);

        Assert.True(status == expected, $"{situation}: {status}");
        Assert.Equal(expected == PostStatus.Posted ? 2 : 1, ledger.Journal.Count);
        Assert.Equal(expected == PostStatus.Posted ? 12 : 7, ledger.Balance("a", Commodity.Cny));
    }

    [Fact]
    public void Replay_RefusesAJournalThatIsNotOne() =>
        Assert.Throws<ArgumentException>(() => Ledger.Replay([Entry("b", "2024-06-04", Cny(5), Cny(-4))]));

    private static JournalEntry Entry(string id, string date, params Leg[] legs)
    {
        // The legs alternate between two accounts.
        IEnumerable<Leg> placed = legs.Select((leg, index) => leg with { Account = index % 2 == 0 ? "a" : "b" });
        return new JournalEntry(id, TradeDate.Parse(date), EventKind.CashFlow, "", [.. placed]);
    }

    private static Leg Cny(long cents) => new("", Commodity.Cny, cents);

    private static Leg Shares(long count) => new("", Share, count);
}
