using System.Text;
using Quant.Factors;
using Quant.Models.Learners;
using Quant.Models.Learners.External;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Tests.Learners.External;

public sealed class ProcessLearnerTests
{
    private static readonly ProcessLearner Learner = new(new Doubler());

    [Fact]
    public void Score_GoesThroughTheFileAndAsksOnlyForCellsWithAFeature()
    {
        TrainingSet set = LearningRows.Set([[1, 2, double.NaN], [4, double.NaN, double.NaN]], [1, 2, 3]);
        ModelSpec spec = LearningRows.Spec(Learner, ("command", "tool"), ("parameters", "{\"a\": 1}"));

        IFittedModel model = Learner.Fit(spec, set, set, 1);
        IFittedModel read = Learner.Read("process.json", model.ToBytes());

        Assert.Equal([2, 4, double.NaN], read.Score(set.Features).Values.ToArray());
        Assert.Equal(model.ToBytes(), read.ToBytes());
        Assert.Contains("\"artifact\": \"CQg=\"", Encoding.UTF8.GetString(model.ToBytes()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("command", "", "the name of a program")]
    [InlineData("parameters", "[1]", "a JSON object")]
    [InlineData("parameters", "{", "a JSON object")]
    [InlineData("comand", "x", "Did you mean 'command'?")]
    public void Check_RefusesWrongParameters(string key, string value, string text)
    {
        (string, string)[] parameters = key == "command" ? [(key, value)] : [("command", "tool"), (key, value)];
        InputException wrong = Assert.Throws<InputException>(() => Learner.Check(LearningRows.Spec(Learner, parameters)));

        Assert.Contains(text, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_RefusesOneLabelForAllAndAMissingWorkspace()
    {
        ModelSpec spec = LearningRows.Spec(Learner, ("command", "tool"));

        Assert.Contains("labels that differ", Assert.Throws<InputException>(() => Learner.Fit(spec, LearningRows.Set([[1, 2]], [3, 3]), LearningRows.Set([[]], []), 1)).Message, StringComparison.Ordinal);
        TrainingSet set = LearningRows.Set([[1, 2]], [1, 2]);
        Assert.Contains("a workspace whose configuration names the program", Assert.Throws<InputException>(() => new ProcessLearner().Fit(spec, set, set, 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quant-process-1", "quant-process-2", "format")]
    [InlineData("CQg=", "!", "artifact")]
    [InlineData("\"parameters\": {}", "\"parameters\": 1", "parameters")]
    public void Read_RefusesWhatItDidNotWrite(string from, string to, string place)
    {
        TrainingSet set = LearningRows.Set([[1, 2]], [1, 2]);
        string text = Encoding.UTF8.GetString(Learner.Fit(LearningRows.Spec(Learner, ("command", "tool")), set, set, 1).ToBytes());

        InputException wrong = Assert.Throws<InputException>(() => Learner.Read("process.json", Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))));

        Assert.Equal(place, wrong.Place);
    }

    // Stands for the outside world: its model is two bytes, and its scores twice the first feature.
    private sealed class Doubler : IModelProgram
    {
        public byte[] Fit(ProgramFit request) => [9, 8];

        public double[] Score(ProgramScoring request)
        {
            Assert.Equal([9, 8], request.Artifact);
            FeaturePanel features = request.Features;
            return [.. request.Cells.Select(cell => 2 * features[request.Names[0]].Values[cell])];
        }
    }
}
