using Quant.Factors;
using Quant.Preprocessing;

namespace Quant.Core.Tests.Preprocessing;

public sealed class PreprocessorTests
{
    private static readonly PanelAxes Axes = new(
        [.. Enumerable.Range(1, 6).Select(day => TradeDate.Parse($"2024-01-0{day}"))],
        [.. new[] { "600000.SH", "600001.SH", "600002.SH" }.Select(InstrumentId.Parse)]);

    /// <summary>Every step, with arguments where it needs some; a list that misses one fails.</summary>
    public static TheoryData<string, string> EveryStep => new()
    {
        { "CSRankNorm", "" }, { "CSZFillna", "" }, { "CSZScoreNorm", "method=robust" }, { "DropCol", "col_list=B" }, { "DropnaProcessor", "" },
        { "FillMissing", "method=median" }, { "Fillna", "fill_value=1" }, { "FilterCol", "col_list=A" }, { "HashStockFormat", "" },
        { "KeepRaw", "col_list=A" }, { "MinMaxNorm", "" }, { "Neutralize", "group=industry;size=size" }, { "ProcessInf", "" },
        { "RankPercent", "" }, { "RobustZScoreNorm", "" }, { "TanhProcess", "" }, { "TimeRangeFlt", "start_time=2024-01-02 00:00:00;end_time=2024-01-04" },
        { "Winsorize", "scope=fit;lower=0.2;upper=0.8" }, { "ZScoreNorm", "" },
    };

    [Fact]
    public void EveryStep_IsInTheTable() =>
        Assert.Equal(Preprocessor.Classes, EveryStep.Select(step => (string)step[0]));

    [Theory]
    [MemberData(nameof(EveryStep))]
    public void Fit_ReadsTheTrainingWindowAlone(string name, string arguments)
    {
        // What follows learns from what the step makes, so a leak of the step shows in it as well.
        ImmutableArray<ProcessorSpec> steps = [Step(name, arguments), new("RobustZScoreNorm"), new("Winsorize", ScopeOfFit), new("MinMaxNorm")];
        FeaturePanel panel = Features();
        panel.Panels[0][2, 1] = double.NaN;
        FittedPreprocessor before = Preprocessor.Fit(steps, panel, 1, 3, Market());
        foreach (Panel feature in panel.Panels)
        {
            feature[0].Fill(1e9);
            feature[4].Fill(-1e9);
            feature[5].Fill(double.NaN);
        }

        FittedPreprocessor after = Preprocessor.Fit(steps, panel, 1, 3, Market());
        Assert.Equal(before.ToJson(), after.ToJson());
        Assert.Equal((TradeDate.Parse("2024-01-02"), TradeDate.Parse("2024-01-04")), (after.FitFirst, after.FitLast));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Fit_SeesAChangeOfTheWindow(int row, bool seen)
    {
        FeaturePanel panel = Features();
        string before = Preprocessor.Fit(Steps("ZScoreNorm"), panel, 1, 3).ToJson();
        panel.Panels[0][row, 1] += 1;
        Assert.Equal(seen, before != Preprocessor.Fit(Steps("ZScoreNorm"), panel, 1, 3).ToJson());
    }

    [Theory]
    [MemberData(nameof(EveryStep))]
    public void ApplyInPlace_GivesTheNumbersOfApply(string name, string arguments)
    {
        ImmutableArray<ProcessorSpec> steps = [new("CSZFillna"), Step(name, arguments), new("Fillna"), new("ZScoreNorm")];
        FeaturePanel panel = Features();
        panel.Panels[0][2, 1] = double.NaN;
        panel.Panels[1][3, 2] = double.PositiveInfinity;
        FittedPreprocessor fitted = Preprocessor.Fit(steps, panel, 0, 4, Market());
        FeaturePanel copy = fitted.Apply(panel, Market());
        FeaturePanel read = FittedPreprocessor.FromJson(fitted.ToJson()).Apply(panel, Market());
        FeaturePanel inPlace = fitted.ApplyInPlace(panel, Market());
        Assert.Equal(copy.Recipe, inPlace.Recipe);
        Assert.Equal(copy.Names.AsEnumerable(), inPlace.Names);
        foreach (string feature in copy.Names)
        {
            Assert.Equal(copy[feature].Values.ToArray(), inPlace[feature].Values.ToArray());
            Assert.Equal(copy[feature].Values.ToArray(), read[feature].Values.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(EveryStep))]
    public void Apply_ToSomeRowsGivesTheNumbersOfACopyOfThem(string name, string arguments)
    {
        ImmutableArray<ProcessorSpec> steps = [new("CSZFillna"), Step(name, arguments), new("Fillna"), new("ZScoreNorm")];
        FeaturePanel panel = Features();
        panel.Panels[0][2, 1] = double.NaN;
        FeaturePanel part = panel.Rows(1, 4);
        FittedPreprocessor fitted = Preprocessor.Fit(steps, panel, 1, 3, Market());
        FeaturePanel expected = fitted.Apply(part, Market());

        FeaturePanel found = fitted.Apply(panel, 1, 4, Market());

        Assert.Equal(Preprocessor.Fit(steps, part, 0, 2, Market()).ToJson(), fitted.ToJson());
        Assert.Equal(expected.Recipe, found.Recipe);
        Assert.Equal(expected.Axes.Dates.AsEnumerable(), found.Axes.Dates);
        foreach (string feature in expected.Names)
            Assert.Equal(expected[feature].Values.ToArray(), found[feature].Values.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => fitted.Apply(panel, 1, panel.Axes.Dates.Length, Market()));
        Assert.Throws<ArgumentOutOfRangeException>(() => fitted.Apply(panel, 2, 1, Market()));
    }

    [Fact]
    public void KeepRaw_KeepsWhatLaterStepsChange()
    {
        FeaturePanel found = Preprocessor.Fit([Step("KeepRaw", "col_list=B,A"), new("CSZScoreNorm")], Features(), 0, 5).Apply(Features());
        Assert.Equal("A B B_raw A_raw", string.Join(' ', found.Names));
        Assert.Equal(Features()["A"].Values.ToArray(), found["A_raw"].Values.ToArray());
        Assert.Equal(0, found["A"][2].ToArray().Sum(), 1e-12);
    }

    [Theory]
    [InlineData("", 0.05, 2.95)]
    [InlineData("lower=0;upper=0.5", 0, 1.5)]
    [InlineData("method=mad;limit=0.5", 0.7587, 2.2413)]
    public void Winsorize_MovesOutliersOntoTheBoundsOfTheirDate(string arguments, double low, double high)
    {
        var axes = new PanelAxes(Axes.Dates[..1], [.. Enumerable.Range(0, 5).Select(code => InstrumentId.Parse($"{600000 + code}.SH"))]);
        Panel panel = axes.NewPanel();
        double[] values = [3, 0, double.NaN, 1, 2];
        values.CopyTo(panel.Values);
        var features = new FeaturePanel(axes, ["A"], [panel], ContentHash.Of("five"));
        ProcessorSpec step = arguments.Length == 0 ? Step("Winsorize", "lower=0.016666666666666666;upper=0.98333333333333339") : Step("Winsorize", arguments);
        double[] found = Preprocessor.Fit([step], features, 0, 0).Apply(features)["A"].Values.ToArray();
        for (int cell = 0; cell < values.Length; cell++)
            Assert.Equal(Math.Clamp(values[cell], low, high), found[cell], 1e-12);
    }

    [Fact]
    public void TimeRangeFlt_RefusesADayThatIsNotKnownYet()
    {
        InputException wrong = Assert.Throws<InputException>(() => Preprocessor.Fit([Step("TimeRangeFlt", "end_time=2024-01-06")], Features(), 1, 3));
        Assert.Contains("within the training window, 2024-01-02 to 2024-01-04", wrong.Message);
    }

    [Fact]
    public void TimeRangeFlt_DropsWhoDoesNotReach()
    {
        FeaturePanel panel = Features();
        panel["A"][1, 1] = panel["B"][1, 1] = double.NaN;
        FeaturePanel found = Preprocessor.Fit([Step("TimeRangeFlt", "start_time=2024-01-02"), new("Fillna")], panel, 1, 3).Apply(panel);
        Assert.True(double.IsNaN(found["A"][5, 1]) && !double.IsNaN(found["A"][5, 0]));
    }

    [Fact]
    public void FromJson_RefusesAnotherVersion()
    {
        string json = Preprocessor.Fit(Steps("ZScoreNorm"), Features(), 0, 5).ToJson();
        Assert.Contains("quant-preprocessor-1", json);
        FormatException wrong = Assert.Throws<FormatException>(() => FittedPreprocessor.FromJson(json.Replace("preprocessor-1", "preprocessor-2")));
        Assert.Contains("quant-preprocessor-2", wrong.Message);
        Assert.Throws<FormatException>(() => FittedPreprocessor.FromJson(json.Replace("ZScoreNorm", "ZScoreNorms")));
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
    [InlineData("KeepRaw", "col_list", "C")]
    [InlineData("Winsorize", "method", "sigma")]
    [InlineData("Winsorize", "lower", "-0.1")]
    [InlineData("Winsorize", "upper", "0.001")]
    [InlineData("Winsorize", "limit", "0")]
    [InlineData("Neutralize", "group", "")]
    [InlineData("FillMissing", "method", "last")]
    [InlineData("TimeRangeFlt", "start_time", "soon")]
    public void Fit_NamesWhatItCannotRead(string name, string argument, string value)
    {
        var arguments = ImmutableSortedDictionary<string, string>.Empty;
        var spec = new ProcessorSpec(name, argument.Length > 0 ? arguments.Add(argument, value) : arguments);
        InputException wrong = Assert.Throws<InputException>(() => Preprocessor.Fit([spec], Features(), 0, 5).Apply(Features()));
        Assert.Contains(argument.Length > 0 ? $"{name}.{argument}" : name, wrong.Message);
    }

    private static ImmutableSortedDictionary<string, string> ScopeOfFit => ImmutableSortedDictionary<string, string>.Empty.Add("scope", "fit");

    private static ProcessorSpec Step(string name, string arguments) => new(name, arguments.Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(argument => argument.Split('=')).ToImmutableSortedDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));

    private static Exposures Market()
    {
        Panel groups = Axes.NewPanel();
        Panel sizes = Axes.NewPanel();
        groups.Values.Clear();
        for (int cell = 0; cell < sizes.Values.Length; cell++)
            sizes.Values[cell] = 10 + (cell * 5 % 7);
        return new Exposures(Axes, ImmutableSortedDictionary<string, Panel>.Empty.Add("industry", groups).Add("size", sizes));
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
