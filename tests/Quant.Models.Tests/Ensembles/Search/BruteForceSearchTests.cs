using Quant.Metrics;
using Quant.Models.Ensembles.Search;
using Quant.Portfolios;
using Quant.Signals;

namespace Quant.Models.Tests.Ensembles.Search;

public sealed class BruteForceSearchTests
{
    public static TheoryData<string, int, int, SearchOptions, double, int, bool> Cases => new()
    {
        { "weekly", 70, 41, new SearchOptions { TopK = 7 }, 0, 0, false },
        { "daily", 100, 30, new SearchOptions { TopK = 10, RebalanceSessions = 1 }, 0, 0, false },
        { "holes", 90, 33, new SearchOptions { TopK = 9, RebalanceSessions = 3 }, 0.2, 0, false },
        { "ties", 130, 33, new SearchOptions { TopK = 11, RebalanceSessions = 2, Normalisation = ScoreNormalisation.Rank }, 0.1, 1, false },
        { "few names", 5, 33, new SearchOptions { TopK = 20 }, 0.1, 0, false },
        { "one name", 64, 33, new SearchOptions { TopK = 1, RebalanceSessions = 9 }, 0, 0, false },
        { "at the open", 80, 44, new SearchOptions { TopK = 8, RebalanceSessions = 7 }, 0.1, 0, true },
        { "all but one", 65, 26, new SearchOptions { TopK = 64, RebalanceSessions = 12 }, 0, 2, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Score_EqualsReAddAndSort(
        string situation, int names, int dates, SearchOptions options, double gaps, int levels, bool atOpen)
    {
        HoldingReturns returns = SearchScene.Returns(dates, names, situation.Length, gaps / 4, atOpen);
        SearchPanel panel = SearchPanel.Of(SearchScene.Models(returns, 6, 3, gaps, levels), returns, options);
        CombinationSpace space = CombinationSpace.Of(panel.Models, options);
        var search = new BruteForceSearch(panel, options, space, 2, dates - 2);

        foreach (CombinationScore score in search.Score(0, search.Runs, 1, CancellationToken.None))
        {
            (double[] earned, double turnover) = SearchScene.Plain(panel, options, score.Members, 2, dates - 2);
            Assert.Equal(
                search.Decisions.Select(row => SearchScene.Ranked(panel, score.Members, row).Take(options.TopK).Order()),
                search.Held(score.Members).Select(held => held.AsEnumerable()));
            Performance plain = Performance.Of(earned, [], 252);
            Assert.Equal(plain.Cumulative, score.Value - 1, 1e-12);
            Assert.Equal(plain.MaxDrawdown, score.MaxDrawdown, 1e-12);
            Assert.Equal(earned.Average(), score.ReturnMean, 1e-14);
            Assert.Equal(plain.Volatility / Math.Sqrt(252), score.ReturnDeviation, 1e-12);
            Assert.Equal(earned.Average() - search.Benchmark.Average(), score.ExcessMean, 1e-14);
            Assert.Equal(turnover, score.Turnover, 1e-12);
            Assert.Equal(0, earned.Zip(search.Replay(score.Members), (left, right) => Math.Abs(left - right)).Max(), 1e-13);
        }
    }

    [Fact]
    public void Coefficients_EqualThoseOfTheMixedScores()
    {
        HoldingReturns returns = SearchScene.Returns(40, 50, 1, 0.02);
        var options = new SearchOptions { TopK = 5 };
        SearchPanel panel = SearchPanel.Of(SearchScene.Models(returns, 7, 2, 0.1, skill: 20), returns, options);
        CombinationSpace space = CombinationSpace.Of(panel.Models, options);
        var search = new BruteForceSearch(panel, options, space, 0, 39);

        foreach (CombinationScore score in search.Coefficients(2, CancellationToken.None))
        {
            Panel mixed = returns.Axes.NewPanel();
            Panel followed = returns.Axes.NewPanel();
            for (int row = 0; row + 2 + 5 - 1 <= 39; row++)
            {
                panel.Combined(score.Members, row).CopyTo(mixed[row]);
                for (int column = 0; column < 50; column++)
                    followed[row, column] = Enumerable.Range(row + 2, 5).Aggregate(1.0, (value, day) =>
                        value * (1 + (double.IsNaN(returns.Close[day, column]) ? 0 : returns.Close[day, column]))) - 1;
            }

            CoefficientSummary plain = CoefficientSummary.Of(InformationCoefficient.Pearson(mixed, followed), 0);
            Assert.Equal(plain.Mean, score.CoefficientMean, 1e-12);
            Assert.Equal(plain.Ratio, score.CoefficientRatio, 1e-9);
        }
    }

    [Fact]
    public void Score_DoesNotDependOnThreadsOrOnWhatFollowsTheRange()
    {
        HoldingReturns returns = SearchScene.Returns(60, 70, 5);
        var options = new SearchOptions { TopK = 10, SizeMost = 4 };
        ImmutableArray<Prediction> models = SearchScene.Models(returns, 12, 6);
        SearchPanel panel = SearchPanel.Of(models, returns, options);
        CombinationSpace space = CombinationSpace.Of(panel.Models, options);
        var search = new BruteForceSearch(panel, options, space, 0, 44);
        CombinationScore[] one = search.Score(0, search.Runs, 1, CancellationToken.None);
        CombinationScore[] parts =
            [.. search.Score(0, 1, 3, CancellationToken.None), .. search.Score(1, search.Runs - 1, 3, CancellationToken.None)];
        for (int row = 45; row < 60; row++)
        {
            returns.Close[row].Fill(0.5);
            models[0].Scores[row].Fill(1);
        }

        var later = new BruteForceSearch(SearchPanel.Of(models, returns, options), options, space, 0, 44);

        Assert.Equal(12 + 66 + 220 + 495, one.Length);
        Assert.Equal(one, parts);
        Assert.Equal(one, later.Score(0, later.Runs, 1, CancellationToken.None));
    }

    [Fact]
    public void Held_IsWhatTheRuleOfOrdersHolds()
    {
        HoldingReturns returns = SearchScene.Returns(80, 60, 8, 0.05);
        var options = new SearchOptions { TopK = 10, DropN = 2, BuySuggestionFactor = 3, RebalanceSessions = 2 };
        SearchPanel panel = SearchPanel.Of(SearchScene.Models(returns, 3, 9, 0.2, 2), returns, options);
        CombinationSpace space = CombinationSpace.Of(panel.Models, options);
        var search = new BruteForceSearch(panel, options, space, 1, 79);
        var rule = new TopKDropNOptions
        {
            TopK = 10, DropN = 2, BuySuggestionFactor = 3, SaleProceeds = SaleProceeds.SameSession,
        };

        foreach (ulong members in space.Members)
        {
            ImmutableArray<InstrumentId> names = returns.Axes.Instruments;
            InstrumentId[] book = [];
            foreach ((int row, ImmutableArray<int> held) in search.Decisions.Zip(search.Held(members)))
            {
                TopKDecisions decisions = TopKDropN.Decide(
                    panel.Combined(members, row).Select((score, column) => new ScoredInstrument(names[column], score)),
                    book.Select(name => new HeldShares(name, 100, 100)), Tradability.Everything, rule);
                book =
                [
                    .. book.Except(decisions.With(DecisionAction.Sell).Select(decision => decision.Instrument))
                        .Concat(decisions.With(DecisionAction.Buy).Select(decision => decision.Instrument)).Order(),
                ];
                Assert.Equal(book, held.Select(column => names[column]));
            }
        }
    }

    [Fact]
    public void Space_TakesOneOfEachGroup()
    {
        var options = new SearchOptions
        {
            Groups = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty
                .Add("linear", ["a", "c"]).Add("trees", ["b"]),
        };

        CombinationSpace space = CombinationSpace.Of(["a", "b", "c", "d"], options);

        Assert.Equal([0b001UL, 0b011, 0b010, 0b110, 0b100], space.Members.AsEnumerable());
        Assert.Throws<InputException>(() => CombinationSpace.Of(["a"], options));
    }
}
