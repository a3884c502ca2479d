using Quant.Models.Inference;
using Quant.Signals;

namespace Quant.Models.Tests.Inference;

public sealed class PredictionJoinTests
{
    private static readonly TradeDate[] Days = [TradeDate.Parse("2024-06-03"), TradeDate.Parse("2024-06-04"), TradeDate.Parse("2024-06-05")];

    private static readonly InstrumentId[] Names = [InstrumentId.Parse("600000.SH"), InstrumentId.Parse("600036.SH"), InstrumentId.Parse("000001.SZ")];

    // A file of predictions lacks what has no score at all; a fold that is read back is judged with it.
    [Fact]
    public void Over_GivesNoScoreToWhatThePredictionLacks()
    {
        var kept = new PanelAxes([Days[0], Days[1]], [.. new[] { Names[0], Names[2] }.Order()]);
        Panel scores = kept.NewPanel();
        for (int cell = 0; cell < scores.Values.Length; cell++)
            scores.Values[cell] = cell + 1;
        var wanted = new PanelAxes([Days[1], Days[2]], [.. Names.Order()]);

        Prediction over = PredictionJoin.Over(new Prediction("one", kept, scores), wanted);

        Assert.Equal(("one", wanted), (over.Model, over.Axes));
        foreach (InstrumentId name in Names)
        {
            double expected = kept.ColumnOf(name) < 0 ? double.NaN : scores[1, kept.ColumnOf(name)];
            Assert.Equal(expected, over.Scores[0, wanted.ColumnOf(name)]);
            Assert.Equal(double.NaN, over.Scores[1, wanted.ColumnOf(name)]);
        }
    }
}
