using Quant.Labels;
using Quant.Models.Inference;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Preprocessing;

namespace Quant.Models.Tests.Training;

public sealed class TrainerTests
{
    internal static TrainingWindows Windows(SyntheticMarket market)
    {
        DateOnly Day(int row) => market.Axes.Dates[row].Day;
        int count = market.Axes.Dates.Length;
        return new TrainingWindows(
            new Segment(Day(0), Day((count / 2) - 1)),
            new Segment(Day(count / 2), Day((count * 3 / 4) - 1)),
            new Segment(Day(count * 3 / 4), Day(count - 1)));
    }

    internal static TrainedModel Train(SyntheticMarket market, ModelSpec? spec = null, int threads = 1) =>
        new Trainer(LearnerCatalog.BuiltIn).Train(new TrainingRequest
        {
            Spec = spec ?? SyntheticMarket.Ridge(),
            Features = market.Features,
            Labels = market.Labels,
            Windows = Windows(market),
            Lineage = SyntheticMarket.Lineage(market.Anchor),
            Threads = threads,
        });

    [Fact]
    public void Train_FindsWhatWasPlantedAndJudgesItWhereItHadNotLooked()
    {
        var market = new SyntheticMarket(200, 40, 4);

        TrainedModel trained = Train(market);

        Assert.Equal("ridge_f", trained.Prediction.Model);
        Assert.Equal(market.Anchor, trained.Prediction.Anchor);
        Assert.Equal(50, trained.Prediction.Axes.Dates.Length);
        Assert.InRange(trained.Card.Valid!.MeanIc, 0.7, 1);
        Assert.InRange(trained.Card.Test!.MeanRankIc, 0.7, 1);
        Assert.Equal(50 - 6, trained.Card.Test!.Sessions);
        Assert.Equal(44, trained.Card.Valid!.Sessions);
        Assert.Equal(94 * 40, trained.Card.TrainingCells);
        Assert.Equal(market.Axes.Dates[93], trained.Card.Window.TrainLast);
        Assert.Equal(6, trained.Card.Window.PurgeSessions);
    }

    [Theory]
    [InlineData(0, 200, true)]
    [InlineData(0, 94, true)]
    [InlineData(0, 93, false)]
    [InlineData(94, 200, false)]
    public void Train_RefusesAFeatureThatTheTrainingSessionsLack(int from, int to, bool isRefused)
    {
        var market = new SyntheticMarket(200, 20, 4);
        for (int row = from; row < to; row++)
            market.Features.Panels[2][row].Fill(double.NaN);
        ModelSpec filled = SyntheticMarket.Ridge() with
        {
            FeatureProcessors = [.. new[] { "RobustZScoreNorm", "Fillna" }.Select(name => new ProcessorSpec(name, ImmutableSortedDictionary<string, string>.Empty))],
        };

        Exception? wrong = Record.Exception(() => Train(market, filled));

        Assert.Equal(isRefused, wrong is not null);
        if (isRefused)
            Assert.Contains($"expected a value of every feature in at least one sample, found none of {market.Features.Names[2]}.", Assert.IsType<InputException>(wrong).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NothingAfterTheTrainingSegmentChangesTheModel()
    {
        var market = new SyntheticMarket(200, 20, 4);
        var other = new SyntheticMarket(200, 20, 4);
        var random = new Random(99);
        // Row 93 is the last fitted on; its label ends in row 99, so from row 94 on anything may happen to features and labels.
        for (int cell = 94 * 20; cell < other.Labels.Values.Values.Length; cell++)
        {
            other.Labels.Values.Values[cell] *= SyntheticMarket.Normal(random);
            foreach (Panel panel in other.Features.Panels)
                panel.Values[cell] *= 100 * SyntheticMarket.Normal(random);
        }

        TrainedModel one = Train(market);
        TrainedModel two = Train(other);

        Assert.Equal(one.Weights, two.Weights);
        Assert.Equal(one.Card.Preprocessing.ToJson(), two.Card.Preprocessing.ToJson());
        Assert.NotEqual(one.Prediction.Scores.Values.ToArray(), two.Prediction.Scores.Values.ToArray());
    }

    [Fact]
    public void Train_AgainOrWithMoreThreadsGivesTheSameBytes()
    {
        var market = new SyntheticMarket(200, 20, 4);

        TrainedModel one = Train(market);
        TrainedModel two = Train(market, threads: 3);

        Assert.Equal(ModelCardFile.ToBytes(one.Card), ModelCardFile.ToBytes(two.Card));
        Assert.Equal(one.Weights, two.Weights);
        Assert.Equal(PredictionFile.ToBytes(one.Prediction.Axes, one.Prediction.Scores), PredictionFile.ToBytes(two.Prediction.Axes, two.Prediction.Scores));
    }

    [Fact]
    public void Version_NamesTheAnchorAndChangesWithWhatIsFitted()
    {
        var market = new SyntheticMarket(200, 10, 2);

        string version = Train(market).Card.Version;

        Assert.StartsWith(market.Anchor.Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + "-", version, StringComparison.Ordinal);
        Assert.NotEqual(version, Train(market, SyntheticMarket.Ridge("ridge_f", ("alpha", "2"))).Card.Version);
        Assert.Equal(version, Train(market, SyntheticMarket.Ridge() with { Tags = ["other"], Notes = "other" }).Card.Version);
    }

    [Fact]
    public void Train_TheRuleScoreHasACardToo()
    {
        var market = new SyntheticMarket(200, 30, 4);
        ModelSpec spec = SyntheticMarket.Ridge("rule", ("F0", "1"), ("F1", "-0.5")) with { Algorithm = "rule_score" };

        TrainedModel trained = Train(market, spec);

        Assert.Equal("F0 F1", string.Join(" ", trained.Model.Features));
        Assert.InRange(trained.Card.Test!.MeanIc, 0.5, 1);
        Assert.Equal(4, trained.Card.Features.Length);
    }

    [Fact]
    public void Train_LabelsThatDoNotCoverTheFeaturesAreABug()
    {
        var market = new SyntheticMarket(50, 10, 2);
        LabelPanel shorter = new SyntheticMarket(40, 10, 2).Labels;

        Assert.Throws<ArgumentException>(() => new Trainer(LearnerCatalog.BuiltIn).Train(new TrainingRequest
        {
            Spec = SyntheticMarket.Ridge(),
            Features = market.Features,
            Labels = shorter,
            Windows = Windows(market),
            Lineage = SyntheticMarket.Lineage(market.Anchor),
        }));
    }

    [Fact]
    public void Train_AnUnknownLearnerNamesTheNearest()
    {
        var market = new SyntheticMarket(50, 10, 2);

        InputException wrong = Assert.Throws<InputException>(() => Train(market, SyntheticMarket.Ridge() with { Algorithm = "rigde" }));

        Assert.Contains("Did you mean 'ridge'?", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_TakesFeaturesThatBeginLaterThanTheLabels()
    {
        var market = new SyntheticMarket(200, 20, 3);
        TrainedModel trained = new Trainer(LearnerCatalog.BuiltIn).Train(new TrainingRequest
        {
            Spec = SyntheticMarket.Ridge(),
            Features = market.Features.Rows(30, 199),
            Labels = market.Labels,
            Windows = Windows(market) with { Train = new Segment(market.Axes.Dates[30].Day, market.Axes.Dates[99].Day) },
            Lineage = SyntheticMarket.Lineage(market.Anchor),
        });

        Assert.Equal(64 * 20, trained.Card.TrainingCells);
        Assert.InRange(trained.Card.Test!.MeanIc, 0.5, 1);
    }
}
