using Quant.Factors;
using Quant.Preprocessing;

namespace Quant.Core.Tests.Preprocessing;

public sealed class PreprocessorTests
{
    private static readonly PanelAxes Axes = new(
        [.. Enumerable.Range(1, 6).Select(day => TradeDate.Parse($"2024-01-0{day}"))],
        [.. new[] { "600000.SH", "600001.SH", "600002.SH" }.Select(InstrumentId.Parse)]);

    [Fact]
    public void Fit_ReadsTheTrainingWindowAlone()
    {
        FeaturePanel panel = Features();
        FittedPreprocessor before = Preprocessor.Fit(Steps("RobustZScoreNorm", "ZScoreNorm", "MinMaxNorm"), panel, 1, 3);
        panel.Panels[0].Values[..3].Fill(1e9);
        panel.Panels[0][4].Fill(-1e9);
        FittedPreprocessor after = Preprocessor.Fit(Steps("RobustZScoreNorm", "ZScoreNorm", "MinMaxNorm"), panel, 1, 3);
        Assert.Equal(before.ToJson(), after.ToJson());
    }

    [Fact]
    public void FromJson_ReadsWhatToJsonWrote()
    {
        FittedPreprocessor fitted = Preprocessor.Fit(Steps("RobustZScoreNorm", "CSRankNorm", "Fillna"), Features(), 0, 5);
        FittedPreprocessor read = FittedPreprocessor.FromJson(fitted.ToJson());
        Assert.Equal(fitted, read);
        Assert.Equal(fitted.ToJson(), read.ToJson());
        Assert.Equal(fitted.Apply(Features())["A"].Values.ToArray(), read.Apply(Features())["A"].Values.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"names":["A"]}""")]
    [InlineData("""{"names":["A"],"processors":[{"class":"ZScoreNorm"}]}""")]
    [InlineData("""{"names":[1],"processors":[]}""")]
    public void FromJson_RefusesSomethingElse(string json) => Assert.Throws<FormatException>(() => FittedPreprocessor.FromJson(json));

    [Fact]
    public void Apply_LeavesItsInputAsItWas()
    {
        FeaturePanel panel = Features();
        double[] before = panel["A"].Values.ToArray();
        _ = Preprocessor.Fit(Steps("CSZScoreNorm"), panel, 0, 5).Apply(panel);
        Assert.Equal(before, panel["A"].Values.ToArray());
    }

    [Fact]
    public void Apply_RefusesOtherFeatures()
    {
        FittedPreprocessor fitted = Preprocessor.Fit(Steps("CSRankNorm"), Features(), 0, 5);
        Assert.Throws<ArgumentException>(() => fitted.Apply(Features() with { Names = ["A", "C"] }));
    }

    [Fact]
    public void Fillna_LeavesACellWithoutAnyFeatureMissing()
    {
        FeaturePanel panel = Features();
        panel["A"][2, 1] = double.NaN;
        panel["A"][3, 1] = double.NaN;
        panel["B"][3, 1] = double.NaN;
        FeaturePanel filled = Preprocessor.Fit(Steps("Fillna"), panel, 0, 5).Apply(panel);
        Assert.Equal(0, filled["A"][2, 1]);
        Assert.True(double.IsNaN(filled["A"][3, 1]) && double.IsNaN(filled["B"][3, 1]));
    }

    [Fact]
    public void CSRankNorm_RanksTiesByTheirAverage()
    {
        FeaturePanel panel = Features();
        panel["A"][0, 0] = panel["A"][0, 2] = 7;
        panel["A"][0, 1] = double.NaN;
        double tied = Preprocessor.Fit(Steps("CSRankNorm"), panel, 0, 5).Apply(panel)["A"][0, 0];
        Assert.Equal((0.75 - 0.5) * 3.46, tied, 1e-15);
    }

    [Theory]
    [InlineData("ZscoreNorm", "", "")]
    [InlineData("CSZScoreNorm", "method", "median")]
    [InlineData("Fillna", "fill_value", "zero")]
    [InlineData("RobustZScoreNorm", "clip_outlier", "maybe")]
    [InlineData("DropCol", "col_list", "[]")]
    public void Fit_NamesWhatItCannotRead(string name, string argument, string value)
    {
        var arguments = ImmutableSortedDictionary<string, string>.Empty;
        var spec = new ProcessorSpec(name, argument.Length > 0 ? arguments.Add(argument, value) : arguments);
        InputException wrong = Assert.Throws<InputException>(() => Preprocessor.Fit([spec], Features(), 0, 5));
        Assert.Contains(argument.Length > 0 ? $"{name}.{argument}" : name, wrong.Message);
    }

    private static ImmutableArray<ProcessorSpec> Steps(params string[] names) => [.. names.Select(name => new ProcessorSpec(name))];

    private static FeaturePanel Features()
    {
        Panel a = Axes.NewPanel();
        Panel b = Axes.NewPanel();
        for (int cell = 0; cell < a.Values.Length; cell++)
            (a.Values[cell], b.Values[cell]) = ((cell * 7 % 18) + 0.25, Math.Sin(cell));
        return new FeaturePanel(Axes, ["A", "B"], [a, b], ContentHash.Of("test"));
    }
}
