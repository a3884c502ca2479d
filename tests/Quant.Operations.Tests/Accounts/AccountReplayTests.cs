using Quant.Accounting;
using Quant.Costs;
using Quant.Operations.Accounts;
using Quant.Portfolios;
using Quant.Signals;

namespace Quant.Operations.Tests.Accounts;

public sealed class AccountReplayTests
{
    private static readonly ImmutableArray<TradeDate> Sessions = TradingWorkspace.Sessions[..5];
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");

    /// <summary>Open and close of A, B and C in five sessions.</summary>
    private static readonly (decimal Open, decimal Close)[][] Prices =
    [
        [(10.00m, 10.00m), (10.00m, 10.50m), (10.50m, 11.00m), (11.20m, 11.20m), (11.20m, 11.20m)],
        [(20.00m, 20.00m), (20.00m, 20.00m), (20.00m, 20.00m), (20.00m, 20.00m), (20.10m, 20.20m)],
        [(30.00m, 30.00m), (30.00m, 30.00m), (30.00m, 30.00m), (30.00m, 30.00m), (30.00m, 30.00m)],
    ];

    /// <summary>
    /// One name is held. At the first close A is best: 9000 shares are what 100000 buys at its upper limit of 11.00, and
    /// they cost 90000 + 22.50 + 0.90 at the open of 10.00. At the third close B is best and A third: A is sold at 11.20
    /// for 100800 − 25.20 − 50.40 − 1.01. The money buys a session later: 5000 of B at 20.10, 100500 + 25.13 + 1.01.
    /// </summary>
    [Fact]
    public void Run_TradesLotsAtTheOpenAndPaysEveryFee()
    {
        ReplayedAccount account = Replay(SaleProceeds.NextSession);

        Assert.Equal(
            ["100000.00", "104476.60", "108976.60", "110699.99", "111173.85"], account.Values.Select(value => value.ToString()));
        Assert.Equal("291300.00", account.Traded.ToString());
        Assert.Equal("126.15", account.Fees.ToString());
    }

    /// <summary>The money of A buys B in the same session, at 20.00: 4400 shares, since A is counted at its lower limit
    /// of 9.90 when the order is made, which leaves 99008.88, and B at its upper of 22.00.</summary>
    [Fact]
    public void Run_SpendsSaleProceedsInTheSameSession_WhereTheAccountDoes()
    {
        ReplayedAccount account = Replay(SaleProceeds.SameSession);

        // 9976.60 + 100723.39 − (88000 + 22.00 + 0.88) = 22677.11, and 4400 at 20.00, then at 20.20.
        Assert.Equal(
            ["100000.00", "104476.60", "108976.60", "110677.11", "111557.11"], account.Values.Select(value => value.ToString()));
    }

    private static ReplayedAccount Replay(SaleProceeds proceeds)
    {
        var rules = new MarketRules(
            Rules,
            FeeSchedule.ForMarket("cn", new CommissionRule()),
            SettlementSchedule.ForMarket("cn"),
            default,
            new TopKDropNOptions { TopK = 1, DropN = 1, BuySuggestionFactor = 1, SaleProceeds = proceeds },
            new OrderPlannerOptions { CashBufferRatio = 0m });
        return new AccountReplay(rules, Quotes, Money.FromDecimal(100_000m)).Run(Sessions, Scores);
    }

    private static IReadOnlyList<ScoredInstrument>? Scores(TradeDate session) => Sessions.IndexOf(session) switch
    {
        0 => Ranked("ABC"),
        2 => Ranked("BCA"),
        _ => null,
    };

    private static ScoredInstrument[] Ranked(string letters) =>
        [.. letters.Select((letter, place) => new ScoredInstrument(TradingWorkspace.Name(letter), -place))];

    private static SessionQuotes Quotes(TradeDate session)
    {
        int day = Sessions.IndexOf(session);
        return new SessionQuotes(session, Enumerable.Range(0, 3).Select(number =>
        {
            InstrumentId name = TradingWorkspace.Name((char)('A' + number));
            (decimal open, decimal close) = Prices[number][day];
            Price before = Price.FromDecimal(Prices[number][Math.Max(0, day - 1)].Close);
            PriceBand band = Rules.Band(name, session, before, false)!.Value;
            return new Quote(
                name, before, Price.FromDecimal(open), Price.FromDecimal(Math.Max(open, close)),
                Price.FromDecimal(Math.Min(open, close)), Price.FromDecimal(close), band.Up, band.Down, 10_000_000, false, false, 1);
        }));
    }
}
