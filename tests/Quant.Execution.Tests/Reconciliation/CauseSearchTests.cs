using Quant.Execution.Reconciliation;
using Quant.Orders;

namespace Quant.Execution.Tests.Reconciliation;

public sealed class CauseSearchTests
{
    private static readonly TradeDate Session = TradeDate.Parse("2024-06-05");
    private static readonly InstrumentId A = InstrumentId.Parse("600100.SH");

    /// <summary>A closed at 10.00 the day before; its reference price today is the third word; 1000 shares are held.</summary>
    public static TheoryData<string, string, string, string, string> Cases => new()
    {
        { "95 of 100 bought, broker says 100", "buy 100 95", "10.00", "shares 5", "MISSING_FILL" },
        { "a part of what is open", "buy 100 0", "10.00", "shares 40", "MISSING_FILL" },
        { "a sale that we do not have", "sell 300 0", "10.00", "shares -300", "MISSING_FILL" },
        { "sold by hand", "", "10.00", "shares -200, cash 200000", "MANUAL_TRADE" },
        { "bonus shares on an ex-rights day", "", "7.15", "shares 400", "BONUS_OR_SPLIT" },
        { "shares came from nowhere", "", "10.00", "shares 400", "TIMING" },
        { "a dividend of 0.50", "", "9.50", "cash 50000", "DIVIDEND" },
        { "a dividend less its tax", "", "9.50", "cash 45000", "DIVIDEND" },
        { "a fee", "buy 1000 1000", "10.00", "cash -37", "FEE_RULE" },
        { "a deposit", "", "10.00", "cash 500000", "TRANSFER" },
        { "bought by hand", "buy 0 100", "10.00", "bought 100", "MANUAL_TRADE" },
        { "sold by hand beyond an order", "sell 100 200", "10.00", "sold 100", "MANUAL_TRADE" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_PutsTheLikeliestCauseFirst(string situation, string order, string reference, string gaps, string expected)
    {
        ImmutableArray<TradedOrder> orders = order.Split(' ') is [var side, var ordered, var filled]
            ? [new(side == "buy" ? Side.Buy : Side.Sell, A, Number(ordered), Number(filled))]
            : [];
        ImmutableArray<Difference> differences = [.. gaps.Split(", ").Select(gap => gap.Split(' ') switch
        {
            ["cash", var cents] => new Difference(AccountItem.CashTotal, null, 1_000_000, 1_000_000 + Number(cents)),
            ["bought", var shares] => new Difference(AccountItem.BoughtShares, A, 0, Number(shares)),
            ["sold", var shares] => new Difference(AccountItem.SoldShares, A, 100, 100 + Number(shares)),
            [_, var shares] => new Difference(AccountItem.PositionTotal, A, 1000, 1000 + Number(shares)),
            _ => throw new ArgumentException(gap),
        })];
        var search = new CauseSearch(
            new ReconciliationEvidence(
                orders,
                new SessionQuotes(Session, [Quote(decimal.Parse(reference, CultureInfo.InvariantCulture))]),
                new SessionQuotes(TradeDate.Parse("2024-06-04"), [Quote(10m)]),
                new OwnAccount(
                    Session, new Money(1_000_000), ImmutableSortedDictionary<InstrumentId, (long, long)>.Empty.Add(A, (1000, 1000)))),
            differences);

        ImmutableArray<ProbableCause> causes = search.Of(differences[0]);

        Assert.True(ReasonCode.Text(causes[0].Reason) == expected, $"{situation}: {string.Join(" | ", causes)}");
        Assert.Equal(causes.OrderByDescending(cause => cause.Weight), causes);
    }

    private static Quote Quote(decimal reference)
    {
        Price price = Price.FromDecimal(reference);
        return new Quote(A, price, price, price, price, price, null, null, 1_000_000, false, false, 1);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
