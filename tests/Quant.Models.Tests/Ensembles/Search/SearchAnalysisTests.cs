using Quant.Models.Ensembles.Search;
using Quant.Storage;

namespace Quant.Models.Tests.Ensembles.Search;

public sealed class SearchAnalysisTests
{
    [Fact]
    public void Clusters_JoinTheNearestFirst()
    {
        // By hand: 0 and 1 at √0.2; then 2 to them by Ward: ((2·1.6) + (2·1.8) − 0.2)/3 = 2.2.
        ImmutableArray<(int Left, int Right, double Distance, int Size)> steps =
            SearchAnalysis.Clusters([1, 0.9, 0.2, 0.9, 1, 0.1, 0.2, 0.1, 1], 3);

        Assert.Equal((0, 1, 2), (steps[0].Left, steps[0].Right, steps[0].Size));
        Assert.Equal(Math.Sqrt(0.2), steps[0].Distance, 1e-12);
        Assert.Equal((2, 3, 3), (steps[1].Left, steps[1].Right, steps[1].Size));
        Assert.Equal(Math.Sqrt(2.2), steps[1].Distance, 1e-12);
    }

    [Fact]
    public void Front_HoldsWhatNothingBeats()
    {
        ImmutableArray<CombinationReport> reports =
        [
            Report(1, excess: 0.3, drawdown: -0.2, turnover: 0.5),
            Report(2, excess: 0.2, drawdown: -0.3, turnover: 0.6),
            Report(3, excess: 0.1, drawdown: -0.3, turnover: 0.4),
            Report(4, excess: 0.3, drawdown: -0.2, turnover: 0.5),
        ];

        Assert.Equal([1UL, 3UL], SearchAnalysis.Front(reports).Select(report => report.Members));
    }

    [Fact]
    public void Attribution_CountsTheBestAndTheWorst()
    {
        HoldingReturns returns = SearchScene.Returns(20, 10, 1);
        var options = new SearchOptions { TopK = 3 };
        SearchPanel panel = SearchPanel.Of(SearchScene.Models(returns, 2, 1), returns, options);

        Assert.Equal(
            [("m00", 2, 1), ("m01", 1, 2)],
            SearchAnalysis.Attribution(
                panel, [Report(1, calmar: 3), Report(2, calmar: 1), Report(3, calmar: 2)], 2).AsEnumerable());
    }

    [Fact]
    public void Complete_GoesOnFromTheLastWholePart()
    {
        string folder = Directory.CreateTempSubdirectory("search-").FullName;
        try
        {
            HoldingReturns returns = SearchScene.Returns(30, 20, 1);
            var options = new SearchOptions { TopK = 5 };
            SearchPanel panel = SearchPanel.Of(SearchScene.Models(returns, 16, 1), returns, options);
            var search = new BruteForceSearch(panel, options, CombinationSpace.Of(panel.Models, options), 0, 29);
            var checkpoint = new SearchCheckpoint(folder, ContentHash.Of("one"));
            using var stop = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => checkpoint.Complete(
                search, 1, true, new Told(_ => stop.Cancel()), stop.Token));
            Assert.False(checkpoint.IsComplete(search));

            CombinationScore[] resumed = checkpoint.Complete(search, 2, true, new Told(_ => { }), CancellationToken.None);

            Assert.True(checkpoint.IsComplete(search));
            Assert.Equal(search.Score(0, search.Runs, 2, CancellationToken.None), resumed);
            Assert.False(new SearchCheckpoint(folder, ContentHash.Of("other")).IsComplete(search));
            checkpoint.Clear();
            Assert.Empty(Directory.EnumerateFiles(folder));
        }
        finally
        {
            _ = DurableFile.RemoveLeftovers(folder);
            Directory.Delete(folder, true);
        }
    }

    private static CombinationReport Report(
        ulong members, double excess = 0, double drawdown = 0, double turnover = 0, double calmar = 0) => new(
        new CombinationScore(members, 1, drawdown, 0, 0, 0, 0, turnover, 0, 0), 0, excess, 0, calmar, 0);

    private sealed class Told(Action<double> deed) : IProgress<double>
    {
        public void Report(double value) => deed(value);
    }
}
