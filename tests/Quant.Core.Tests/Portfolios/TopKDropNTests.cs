using FsCheck;
using FsCheck.Fluent;
using Quant.Portfolios;
using static Quant.Portfolios.TradeObstacle;

namespace Quant.Tests.Portfolios;

/// <summary>
/// Names are letters, scored best first in the order written: <c>ABCDEFG</c>. A plan reads like <c>A hold, G sell</c>.
/// </summary>
public sealed class TopKDropNTests
{
    public static TheoryData<Case> Cases =>
    [
        new("QuantPits' golden case", 3, 1, 2, "ABCDEFG", "AFG", "", "A:Hold B:Buy C:BuyBackup F:Hold G:Sell"),
        new("an empty book buys K", 2, 1, 2, "ABCDE", "", "", "A:Buy B:Buy C:BuyBackup D:BuyBackup"),
        new("nothing scored, nothing done", 2, 1, 1, "", "", "", ""),
        new("a book inside the pool rests", 2, 1, 1, "ABCD", "AC", "", "A:Hold C:Hold"),
        new("W12: no score is sold first", 2, 1, 1, "ABCDE", "XE", "", "A:Buy E:Hold X:Sell"),
        new("W12: no score is counted even when nothing may be sold", 2, 0, 1, "ABCDE", "XY", "", "X:Hold Y:Hold"),
        new("W12: no score and no quote is listed as blocked", 2, 1, 1, "ABCDE", "XB", "X:NoQuote", "B:Hold X:HoldBlocked"),
        new("W16: D of zero sells none", 2, 0, 1, "ABCDE", "DE", "", "D:Hold E:Hold"),
        new("W16: a book over K shrinks from inside the pool too", 2, 2, 2, "ABCDEFG", "ABCDE", "", "A:Hold B:Hold C:Hold D:Sell E:Sell"),
        new("W16: a book over K shrinks to K, not below", 2, 3, 2, "ABCDEFGH", "ABC", "", "A:Hold B:Hold C:Sell"),
        new("W16: a book over K buys nothing", 2, 1, 2, "ABCDEFG", "CDEF", "", "C:Hold D:Hold E:Hold F:Sell"),
        new("W14: a suspended name keeps its place, the next worst goes", 2, 1, 1, "ABCDE", "DE", "E:Suspended", "A:Buy D:Sell E:HoldBlocked"),
        new("W14: a name locked down is not sold", 2, 1, 1, "ABCDE", "AE", "E:LockedDown", "A:Hold E:HoldBlocked"),
        new("W14: a name locked up can be sold", 2, 1, 1, "ABCDE", "AE", "E:LockedUp", "A:Hold B:Buy E:Sell"),
        new("W14: a name locked up is not bought", 1, 1, 1, "ABCDE", "", "A:LockedUp", "A:BuyBlocked B:Buy"),
        new("W14: a suspended name is not bought", 1, 1, 1, "ABCDE", "", "A:Suspended", "A:BuyBlocked B:Buy"),
        new("a name locked down can be bought", 1, 1, 1, "ABCDE", "", "A:LockedDown", "A:Buy"),
        new("all candidates blocked", 1, 0, 1, "AB", "", "A:Suspended", "A:BuyBlocked"),
        new("unsettled shares are not sold", 2, 1, 1, "ABCDE", "DE*", "", "A:Buy D:Sell E:HoldBlocked"),
        new("fewer names than K", 5, 1, 1, "AB", "B", "", "A:Buy B:Hold"),
        new("next session: today's sale frees no place", 2, 1, 1, "ABCDE", "AE", "", "A:Hold E:Sell") { Proceeds = SaleProceeds.NextSession },
        new("next session: yesterday's sale did", 2, 1, 1, "ABCDE", "A", "", "A:Hold B:Buy") { Proceeds = SaleProceeds.NextSession },
        new("next session: one place free, one sold", 3, 1, 1, "ABCDE", "AE", "", "A:Hold B:Buy E:Sell") { Proceeds = SaleProceeds.NextSession },
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_GivesEachNameItsAction(Case given)
    {
        TopKDecisions decisions = given.Decide();

        IEnumerable<string> acting = decisions.All
            .Where(decision => decision.Action != DecisionAction.Ignore)
            .OrderBy(decision => decision.Instrument)
            .Select(decision => $"{decision.Instrument.Symbol}:{decision.Action}");
        Assert.Equal(given.Expected, string.Join(" ", acting));
    }

    [Fact]
    public void Decide_SaysWhyInOneSentence()
    {
        var given = new Case("", 3, 1, 2, "ABCDEFG", "AFG", "F:Suspended", "");

        TopKDecisions decisions = given.Decide();

        Assert.Equal("It ranks 1 of 7, inside the pool of 5, and is kept.", decisions.Of(Name('A'))!.Sentence);
        Assert.Equal("It ranks 2 of 7 and is among the best for the 1 place of 3 still free.", decisions.Of(Name('B'))!.Sentence);
        Assert.Equal("It ranks 7 of 7, outside the pool of 5, and is among the worst 1.", decisions.Of(Name('G'))!.Sentence);
        Assert.Equal("TURNOVER_LIMIT", ReasonCode.Text(decisions.Of(Name('F'))!.Reason));
    }

    [Fact]
    public void Decide_RefusesANameScoredTwice() => Assert.Throws<ArgumentException>(() => TopKDropN.Decide(
        [new(Name('A'), 1), new(Name('A'), 2)], [], Tradability.Everything,
        new TopKDropNOptions { TopK = 1, DropN = 1, BuySuggestionFactor = 1 }));

    [Fact]
    public void Decide_KeepsItsLimits() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(11, 7),
        Prop.ForAll(ArbMap.Default.ArbFor<(byte, byte, byte, int)>(), input =>
        {
            var random = new Random(input.Item4);
            var options = new TopKDropNOptions
            {
                TopK = 1 + (input.Item1 % 8),
                DropN = input.Item2 % 4,
                BuySuggestionFactor = 1 + (input.Item3 % 3),
                SaleProceeds = (SaleProceeds)random.Next(2),
            };
            var scores = Enumerable.Range(0, random.Next(26))
                .Select(index => new ScoredInstrument(InstrumentId.Parse($"{index:D3}.SZ"), random.Next(10))).ToList();
            var held = Enumerable.Range(0, 30).Where(_ => random.Next(3) == 0)
                .Select(index => new HeldShares(InstrumentId.Parse($"{index:D3}.SZ"), 100, random.Next(2) * 100)).ToList();

            TopKDecisions first = TopKDropN.Decide(scores, held, Tradability.Everything, options);
            TopKDecisions shuffled = TopKDropN.Decide(
                scores.AsEnumerable().Reverse(), held.AsEnumerable().Reverse(), Tradability.Everything, options);

            int Count(DecisionAction action) => first.With(action).Count();
            int after = held.Count - Count(DecisionAction.Sell) + Count(DecisionAction.Buy);
            return first.All.SequenceEqual(shuffled.All)
                && Count(DecisionAction.Sell) <= options.DropN
                && Count(DecisionAction.Buy) <= first.Places
                && Count(DecisionAction.Buy) + Count(DecisionAction.BuyBackup) <= first.Places * options.BuySuggestionFactor
                && (after <= options.TopK || Count(DecisionAction.Buy) == 0)
                && first.All.Length == first.All.Select(decision => decision.Instrument).Distinct().Count();
        }));

    private static InstrumentId Name(char letter) => InstrumentId.Parse($"{letter}.SZ");

    /// <summary>One situation; a star after a held name marks shares that may not be sold yet.</summary>
    public sealed record Case(
        string Situation, int TopK, int DropN, int Factor, string Ranking, string Held, string Obstacles, string Expected)
    {
        public SaleProceeds Proceeds { get; init; } = SaleProceeds.SameSession;

        public TopKDecisions Decide() => TopKDropN.Decide(
            Ranking.Select((letter, index) => new ScoredInstrument(Name(letter), -index)),
            Held.Where(char.IsAsciiLetter).Select(letter => new HeldShares(
                Name(letter), 100, Held.Contains($"{letter}*") ? 0 : 100)),
            new Tradability(
                Obstacles.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToImmutableDictionary(
                    text => Name(text[0]), text => Enum.Parse<TradeObstacle>(text[2..])), None),
            new TopKDropNOptions { TopK = TopK, DropN = DropN, BuySuggestionFactor = Factor, SaleProceeds = Proceeds });

        public override string ToString() => Situation;
    }
}
