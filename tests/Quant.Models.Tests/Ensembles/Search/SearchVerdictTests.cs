using Quant.Models.Ensembles.Search;

namespace Quant.Models.Tests.Ensembles.Search;

public sealed class SearchVerdictTests
{
    private const int Dates = 250;
    private const int Names = 60;

    // The claim of the search itself: luck is called luck in at least 95 of 100 markets.
    [Fact]
    public void Of_PureNoise_SaysNoise()
    {
        int[] fooled = [.. Enumerable.Range(0, 200).Where(seed => Judge(seed, skill: 0).IsSignal)];

        Assert.True(fooled.Length <= 10, $"Noise was taken for skill in seeds {string.Join(", ", fooled)}.");
    }

    [Fact]
    public void Of_OneModelThatKnowsSomething_SaysSignal()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            SearchVerdict verdict = Judge(seed, skill: 30);

            Assert.True(verdict.IsSignal, $"Seed {seed}: {verdict.Deflated} {verdict.Overfitting}");
            Assert.Equal(1UL, verdict.Best & 1);
        }
    }

    private static SearchVerdict Judge(int seed, double skill)
    {
        HoldingReturns returns = SearchScene.Returns(Dates, Names, 1000 + seed);
        var options = new SearchOptions { TopK = 10, BuyCost = 0, SellCost = 0 };
        SearchPanel panel = SearchPanel.Of(SearchScene.Models(returns, 7, seed, skill: skill), returns, options);
        var search = new BruteForceSearch(panel, options, CombinationSpace.Of(panel.Models, options), 0, Dates - 1);
        return SearchVerdict.Of(search, search.Score(0, search.Runs, 1, CancellationToken.None), 10);
    }
}
