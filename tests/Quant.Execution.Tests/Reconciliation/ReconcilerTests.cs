using Quant.Execution.Protocol;
using Quant.Execution.Reconciliation;
using Quant.Orders;

namespace Quant.Execution.Tests.Reconciliation;

public sealed class ReconcilerTests
{
    private static readonly TradeDate Session = TradeDate.Parse("2024-06-05");
    private static readonly InstrumentId A = InstrumentId.Parse("600100.SH");
    private static readonly InstrumentId B = InstrumentId.Parse("600101.SH");

    /// <summary>Ours is 1000.00 of cash and 300 shares of A, of which 100 may be sold.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "the same", "cash,,1000.00,1000.00,0.00 position,600100.SH,300,100,0", "" },
        { "a cent more", "cash,,1000.01,1000.01,0.00 position,600100.SH,300,100,0", "CASH_TOTAL 100000/100001" },
        { "a cent not free", "cash,,1000.00,999.99,0.00 position,600100.SH,300,100,0", "CASH_AVAILABLE 100000/99999" },
        { "an order holds cash", "cash,,1000.00,900.00,100.00 position,600100.SH,300,100,0", "CASH_AVAILABLE 100000/90000; CASH_FROZEN 0/10000" },
        { "fewer shares", "cash,,1000.00,1000.00,0.00 position,600100.SH,295,95,0", "POSITION_TOTAL 600100.SH 300/295" },
        { "fewer to sell", "cash,,1000.00,1000.00,0.00 position,600100.SH,300,0,0", "POSITION_SELLABLE 600100.SH 100/0" },
        { "frozen", "cash,,1000.00,1000.00,0.00 position,600100.SH,300,0,100", "POSITION_SELLABLE 600100.SH 100/0; POSITION_FROZEN 600100.SH 0/100" },
        { "missing there", "cash,,1000.00,1000.00,0.00", "POSITION_TOTAL 600100.SH 300/0; POSITION_SELLABLE 600100.SH -200/0" },
        { "a ghost there", "cash,,1000.00,1000.00,0.00 position,600100.SH,300,100,0 position,600101.SH,7,7,0", "POSITION_TOTAL 600101.SH 0/7" },
        { "a line of nothing", "cash,,1000.00,1000.00,0.00 position,600100.SH,300,100,0 position,600101.SH,0,0,0", "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compare_FindsEveryDifferenceOfTheUnion(string situation, string lines, string expected)
    {
        ImmutableArray<Difference> found = Reconciler.Compare(Own(), Read(lines), [], []);

        string text = string.Join("; ", found.Select(difference => $"{difference.Subject} {difference.Ours}/{difference.Theirs}"));
        Assert.True(text == expected, $"{situation}: {text}");
    }

    [Fact]
    public void Compare_NamesFillsBeyondTheirOrders()
    {
        // B was bought and sold by hand in the one session: two differences, each its own subject.
        ImmutableArray<TradedOrder> orders =
            [new(Side.Buy, A, 100, 95), new(Side.Sell, A, 100, 100), new(Side.Buy, B, 0, 200), new(Side.Sell, B, 50, 200)];

        ImmutableArray<Difference> found = Reconciler.Compare(
            Own(), Read("cash,,1000.00,1000.00,0.00 position,600100.SH,300,100,0"), orders, []);

        Assert.Equal(
            [new Difference(AccountItem.BoughtShares, B, 0, 200), new Difference(AccountItem.SoldShares, B, 50, 200)],
            found.AsEnumerable());
        Assert.Equal(["BOUGHT_SHARES 600101.SH", "SOLD_SHARES 600101.SH"], found.Select(difference => difference.Subject));
    }

    [Theory]
    [InlineData("a second cash", "cash,,1,1,0 cash,,1,1,0", "3 item")]
    [InlineData("no cash", "position,600100.SH,1,1,0", "")]
    [InlineData("an instrument twice", "cash,,1,1,0 position,600100.SH,1,1,0 position,SH600100,1,1,0", "4 instrument")]
    [InlineData("a third decimal", "cash,,1.001,1,0", "2 total")]
    [InlineData("a separator", "cash,,\"1,000.00\",1,0", "2 total")]
    [InlineData("half a share", "cash,,1,1,0 position,600100.SH,1.5,1,0", "3 total")]
    [InlineData("an unknown item", "cash,,1,1,0 fund,600100.SH,1,1,0", "3 item")]
    [InlineData("no instrument", "cash,,1,1,0 position,,1,1,0", "3 instrument")]
    [InlineData("too many fields", "cash,,1,1,0,9", "2")]
    public void Read_RefusesWhatIsNotUnderstood(string situation, string lines, string place)
    {
        InputException refused = Assert.Throws<InputException>(() => Read(lines));

        Assert.True(refused.Place == place, $"{situation}: {refused.Message}");
    }

    [Fact]
    public void Read_RefusesAnotherSession() => Assert.Equal(
        "2 session",
        Assert.Throws<InputException>(() => AccountSheet.Read(
            "a.csv", "session,item,instrument,total,available,frozen\n2024-06-04,cash,,1,1,0\n"u8, Session)).Place);

    private static OwnAccount Own() => new(
        Session, new Money(100_000), ImmutableSortedDictionary<InstrumentId, (long, long)>.Empty.Add(A, (300, 100)));

    private static BrokerAccount Read(string lines) => AccountSheet.Read(
        "a.csv",
        System.Text.Encoding.UTF8.GetBytes("session,item,instrument,total,available,frozen\n" + string.Concat(
            lines.Split(' ').Select(line => $"{Session},{line}\n"))),
        Session);
}
