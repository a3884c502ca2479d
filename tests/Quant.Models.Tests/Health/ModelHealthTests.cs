using Quant.Labels;
using Quant.Models.Health;
using Quant.Signals;

namespace Quant.Models.Tests.Health;

public sealed class ModelHealthTests
{
    private static readonly HealthThresholds Limits = new();

    [Theory]
    [InlineData("the same", new[] { 1.0, 2, 3, 4 }, new[] { 1.0, 2, 3, 4 }, 2, 0)]
    [InlineData("half to three quarters: 2·0.25·ln 3", new[] { 1.0, 2, 3, 4 }, new[] { 1.0, 3, 3, 4 }, 2, 0.25 * 1.0986122886681098)]
    [InlineData("gaps do not count", new[] { 1.0, 2, 3, 4, double.NaN }, new[] { 4, 3, double.NaN, 2, 1 }, 2, 0)]
    [InlineData("nothing recent", new[] { 1.0 }, new double[0], 2, double.NaN)]
    [InlineData("one value is one bin", new[] { 5.0, 5, 5 }, new[] { 5.0, 7 }, 10, 0)]
    public void Stability_ByHand(string situation, double[] reference, double[] recent, int bins, double expected)
    {
        _ = situation;
        Assert.Equal(expected, PopulationStability.Of(reference, recent, bins), 1e-12);
    }

    [Fact]
    public void Stability_SeesAShiftOfHalfADeviationAndNoneOfChance()
    {
        var random = new Random(2);
        double[] before = [.. Enumerable.Range(0, 9000).Select(_ => SyntheticMarket.Normal(random))];
        double[] same = [.. Enumerable.Range(0, 2100).Select(_ => SyntheticMarket.Normal(random))];

        Assert.InRange(PopulationStability.Of(before, same), 0, 0.02);
        Assert.True(PopulationStability.Of(before, [.. same.Select(value => value + 0.6)]) > 0.25);
    }

    [Fact]
    public void Of_AModelThatKnowsSomethingIsGood()
    {
        ModelHealth health = Judge(skill: 0.3);

        Assert.Equal(HealthGrade.Good, health.Grade);
        Assert.Empty(health.Findings);
        Assert.Equal(114, health.Ic.Dates);
        Assert.Equal(30, health.Base.Sessions);
        Assert.Equal(7, health.Recent.Sessions);
        Assert.True(health.Base.RankIc > 0.2 && health.Base.AreaUnderCurve > 0.55 && health.Base.Accuracy > 0.55);
        Assert.InRange(health.Base.Coverage, 0.75, 0.85);
        // Places as they are overstate what a modest model knows; both calibrations take that back.
        Assert.True(health.Calibration!.Before.Brier > health.Calibration.Platt.Brier + 0.02);
        Assert.True(health.Calibration.Platt.Brier < 0.25);
        Assert.True(health.Calibration.Before.Brier > health.Calibration.Isotonic.Brier + 0.02);
        Assert.True(health.Calibration.Platt.ExpectedError < 0.05);
        Assert.InRange(health.Calibration.AdaptiveCoverage, 0.75, 0.85);
        // The older half of 114 sessions is fitted on; then a horizon of 6 passes.
        Assert.Equal(57 - 1 + 6, health.Calibration.FirstRow);
        Assert.Equal(SyntheticMarket.Sessions(120)[62], health.CalibratedFrom);
    }

    [Theory]
    [InlineData("scores that point the wrong way", -0.3, 0.0, 120, HealthGrade.Bad, HealthReason.LowRankIc)]
    [InlineData("scores that moved away", 0.3, 2.0, 120, HealthGrade.Bad, HealthReason.ScoresDrifted)]
    [InlineData("little to judge by", 0.3, 0.0, 15, HealthGrade.Watch, HealthReason.TooFewSessions)]
    public void Of_SaysWhatIsWrong(string situation, double skill, double shift, int sessions, HealthGrade grade, HealthReason reason)
    {
        _ = situation;
        ModelHealth health = Judge(skill, shift, sessions);

        Assert.Equal(grade, health.Grade);
        Assert.Contains(health.Findings, finding => finding.Reason == reason && finding.Grade == grade);
    }

    [Fact]
    public void Of_IntervalsFollowVolatilityThatTrebles()
    {
        ModelHealth health = Judge(skill: 0.3, sessions: 200, calm: 110);

        Assert.True(health.Calibration!.SplitCoverage < 0.7);
        Assert.InRange(health.Calibration.AdaptiveCoverage, 0.75, 0.85);
        Assert.DoesNotContain(health.Findings, finding => finding.Reason == HealthReason.CoverageOff);
    }

    [Fact]
    public void Of_NoLabelAtAllIsTooFew()
    {
        ModelHealth health = Judge(skill: 0.3, sessions: 6);

        Assert.Equal([HealthReason.TooFewSessions], health.Findings.Select(finding => finding.Reason));
        Assert.Null(health.Calibration);
        Assert.Equal(0, health.Base.Sessions);
    }

    [Fact]
    public void Of_LabelsOfOtherDatesSayNothing()
    {
        var market = new SyntheticMarket(20, 5, 1);
        var prediction = new Prediction("m", new PanelAxes(SyntheticMarket.Sessions(5, "2021-01-04"), market.Axes.Instruments), new Panel(5, 5));

        Assert.Equal([HealthReason.TooFewSessions], ModelHealth.Of(prediction, market.Labels, Limits).Findings.Select(finding => finding.Reason));
    }

    // A score is skill times the label to come plus noise, so that its correlation with it is about the skill.
    private static ModelHealth Judge(double skill, double shift = 0, int sessions = 120, int calm = int.MaxValue)
    {
        var random = new Random(11);
        var axes = new PanelAxes(SyntheticMarket.Sessions(sessions), [.. Enumerable.Range(0, 100).Select(number => InstrumentId.Parse($"{600000 + number}.SH"))]);
        Panel labels = axes.NewPanel(), weights = axes.NewPanel(), scores = axes.NewPanel();
        weights.Values.Clear();
        for (int row = 0; row < sessions; row++)
        {
            for (int column = 0; column < 100; column++)
            {
                double outcome = SyntheticMarket.Normal(random);
                scores[row, column] = (skill * outcome) + (Math.Sqrt(1 - (skill * skill)) * SyntheticMarket.Normal(random)) + (row >= sessions - 7 ? shift : 0);
                if (row >= sessions - 6)
                    continue;
                labels[row, column] = outcome * (row >= calm ? 3 : 1) * 0.04;
                weights[row, column] = 1;
            }
        }

        var known = new LabelPanel(axes, LabelDefinition.Weekly, labels, weights, [.. new LabelReason[sessions * 100]]);
        return ModelHealth.Of(new Prediction("m", axes, scores), known, Limits);
    }
}
