using System.Text;
using Quant.Models.Inference;
using Quant.Models.Learners;
using Quant.Models.Registry;
using Quant.Models.Training;
using Quant.Models.Tests.Training;
using Quant.Signals;
using Quant.Storage;

namespace Quant.Models.Tests.Registry;

public sealed class ModelFolderTests : IDisposable
{
    private static readonly SyntheticMarket Market = new(120, 12, 4);

    private readonly string root = Directory.CreateTempSubdirectory("quant-models-").FullName;
    private readonly TrainedModel trained;
    private readonly ModelRecord record;

    public ModelFolderTests()
    {
        trained = TrainerTests.Train(Market);
        record = Records.Of(trained);
        DurableFile.Write(Path.Combine(root, record.ArtifactPath, "card.json"), ModelCardFile.ToBytes(trained.Card));
        DurableFile.Write(Path.Combine(root, record.ArtifactPath, "weights.json"), trained.Weights);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Open_GivesBackTheModelAndItsScoresToTheBit()
    {
        StoredModel stored = new ModelFolder(root, LearnerCatalog.BuiltIn).Open(record);
        TrainingRows rows = TrainingRows.Of(TrainerTests.Windows(Market), Market.Axes, 6);

        Prediction again = Predictor.Predict(stored.Card, stored.Model, Market.Features.Rows(rows.Test.First, rows.Test.Last));

        Assert.Equal(ModelCardFile.ToBytes(trained.Card), ModelCardFile.ToBytes(stored.Card));
        Assert.Equal(trained.Prediction.Scores.Values.ToArray(), again.Scores.Values.ToArray());
        Assert.True(trained.Prediction.Axes.Dates.SequenceEqual(again.Axes.Dates));
    }

    [Theory]
    [InlineData("weights.json", "-", "+", "the file with SHA-256")]
    [InlineData("card.json", "F3", "F4", "the file with SHA-256")]
    public void Open_RefusesAnotherFileThanWasRecorded(string file, string old, string other, string expected)
    {
        string path = Path.Combine(root, record.ArtifactPath, file);
        DurableFile.Write(path, Encoding.UTF8.GetBytes(File.ReadAllText(path).Replace(old, other, StringComparison.Ordinal) + " "));

        Assert.Contains(expected, Refusal(record), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RefusesAMissingFile()
    {
        DurableFile.Delete(Path.Combine(root, record.ArtifactPath, "weights.json"));

        Assert.Contains("found none", Refusal(record), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RefusesTheCardOfAnotherModel() =>
        Assert.Contains("the card of other", Refusal(record with { Name = "other" }), StringComparison.Ordinal);

    [Theory]
    [InlineData("../weights.json")]
    [InlineData("/etc/passwd")]
    [InlineData(".hidden")]
    public void Read_RefusesACardThatPointsElsewhere(string file)
    {
        string card = Encoding.UTF8.GetString(ModelCardFile.ToBytes(trained.Card));

        InputException wrong = Assert.Throws<InputException>(() => ModelCardFile.Read(
            "card.json", Encoding.UTF8.GetBytes(card.Replace("\"weights.json\"", $"\"{file}\"", StringComparison.Ordinal))));

        Assert.Equal("weights.file", wrong.Place);
    }

    [Theory]
    [InlineData("\"quant-model-card-1\"", "\"quant-model-card-9\"", "format")]
    [InlineData("\"label\": \"Ref", "\"label\": \"Reff", "spec.label")]
    [InlineData("\"run\": \"train-", "\"run\": \"../", "lineage.run")]
    [InlineData("\"center\"", "\"centre\"", "preprocessing")]
    public void Read_RefusesWhatIsNoCard(string old, string other, string place)
    {
        string card = Encoding.UTF8.GetString(ModelCardFile.ToBytes(trained.Card));
        Assert.Contains(old, card, StringComparison.Ordinal);

        InputException wrong = Assert.Throws<InputException>(() => ModelCardFile.Read(
            "card.json", Encoding.UTF8.GetBytes(card.Replace(old, other, StringComparison.Ordinal))));

        Assert.Equal(place, wrong.Place);
    }

    private string Refusal(ModelRecord asked) =>
        Assert.Throws<InputException>(() => new ModelFolder(root, LearnerCatalog.BuiltIn).Open(asked)).Message;
}
