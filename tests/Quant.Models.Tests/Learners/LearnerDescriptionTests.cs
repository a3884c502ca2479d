using Quant.Models.Learners;
using Quant.Models.Registry;

namespace Quant.Models.Tests.Learners;

/// <summary>What a learner says that it takes is what it takes: configuration files are read by its description alone.</summary>
public sealed class LearnerDescriptionTests
{
    // A rule takes the name of any feature.
    private static readonly ImmutableArray<ILearner> Learners = [.. LearnerCatalog.BuiltIn.Learners.Where(
        learner => learner.Description.Parameters.All(parameter => parameter.Kind != ParameterKind.FeatureWeights))];

    private static readonly ImmutableArray<LearnerParameter> AllParameters =
        [.. Learners.SelectMany(learner => learner.Description.Parameters).DistinctBy(parameter => parameter.Name)];

    public static TheoryData<string> Algorithms => [.. Learners.Select(learner => learner.Algorithm)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void ALearner_TakesWhatItDescribesAndNothingElse(string algorithm)
    {
        ILearner learner = Learners.Single(learner => learner.Algorithm == algorithm);
        foreach (LearnerParameter parameter in AllParameters)
        {
            LearnerParameter? described = learner.Description.Find(parameter.Name);
            Exception? refusal = Record.Exception(() => learner.Check(With(learner, described ?? parameter)));

            if (described is not null)
                Assert.True(refusal is null, $"{parameter.Name} is described and refused: {refusal?.Message}");
            else
                Assert.True(refusal is InputException wrong && wrong.Message.Contains(parameter.Name, StringComparison.Ordinal), $"{parameter.Name} is taken and not described");
        }
    }

    private static ModelSpec With(ILearner learner, LearnerParameter parameter) => LearningRows.Spec(
        learner,
        [
            .. learner.Description.Parameters.Where(other => other.Default is null && other.Name != parameter.Name)
                .Select(other => (other.Name, Sample(other))),
            (parameter.Name, Sample(parameter)),
        ]);

    private static string Sample(LearnerParameter parameter) => parameter switch
    {
        { Default.Length: > 0 } => parameter.Default,
        { Kind: ParameterKind.Choice } => parameter.Choices[0],
        { Kind: ParameterKind.Text } => "2020-01-01",
        _ => "1",
    };
}
