using Quant.Factors;
using Quant.Models.Inference;
using Quant.Models.Tests.Training;
using Quant.Models.Training;

namespace Quant.Models.Tests.Inference;

public sealed class PredictorTests
{
    private static readonly SyntheticMarket Market = new(120, 12, 4);
    private static readonly TrainedModel Trained = TrainerTests.Train(Market);

    public static TheoryData<string, FeaturePanel, string> Cases => new()
    {
        { "a feature is missing", Market.Features with { Names = Market.Features.Names[..3], Panels = Market.Features.Panels[..3] }, "no F3" },
        { "another order", Market.Features with { Names = [.. Market.Features.Names.Reverse()], Panels = [.. Market.Features.Panels.Reverse()] }, "another order" },
        { "other expressions", Market.Features with { Recipe = ContentHash.Of("other") }, "other expressions" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predict_RefusesOtherFeaturesThanItWasTrainedOn(string situation, FeaturePanel features, string found)
    {
        _ = situation;
        InputException wrong = Assert.Throws<InputException>(() => Predictor.Predict(Trained.Card, Trained.Model, features));

        Assert.Contains(found, wrong.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_ScoresOfADateDoNotDependOnLaterDates()
    {
        Panel all = Predictor.Predict(Trained.Card, Trained.Model, Market.Features).Scores;
        Panel part = Predictor.Predict(Trained.Card, Trained.Model, Market.Features.Rows(100, 110)).Scores;

        Assert.Equal(all.Rows(100, 110).Values.ToArray(), part.Values.ToArray());
    }
}
