using Quant.Models.Ensembles.Search;
using Quant.Operations.Stages;
using Quant.Signals;

namespace Quant.Operations.Tests.Stages;

public sealed class SearchInputsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Predictions_AreNamedByTheirFiles()
    {
        folder.With("scores/ridge_2024-01-02.csv", "datetime,instrument,score\n2024-01-02,SH600000,1.5\n")
            .With("scores/tree_v2.csv", "date,symbol,whatever\n2024-01-02 00:00:00,SH600000,-1\n")
            .With("scores/notes.txt", "nothing to read\n");

        ImmutableArray<Prediction> found = SearchInputs.Predictions(folder["scores"], []);

        Assert.Equal(["ridge", "tree_v2"], found.Select(part => part.Model));
        Assert.Equal([1.5, -1], found.Select(part => part.Scores[0, 0]));
    }

    /// <summary>Files, the models asked for, and what the message names.</summary>
    public static TheoryData<string, string, string, string, string> Errors => new()
    {
        { "no folder", "", "", "", "Check --predictions" },
        { "an empty folder", "a.txt", "", "", ".parquet" },
        { "a model twice", "a.csv a_2024-01-02.csv", "", "", "two of a" },
        { "a model that is not there", "ridge.csv", "ridgo", "", "ridge" },
        { "only a header", "a.csv", "", "datetime,instrument,score\n", "only a header" },
        { "no date", "a.csv", "", "day,instrument,score\n20240102,SH600000,1\n", "a column datetime or date" },
        { "no instrument", "a.csv", "", "datetime,name,score\n2024-01-02,1,1\n", "a column instrument or symbol" },
        { "two columns of numbers", "a.csv", "", "datetime,instrument,x,y\n2024-01-02,SH600000,1,2\n", "a column score" },
        { "a date that is none", "a.csv", "", "datetime,instrument,score\n2024-02-30,SH600000,1\n", "2024-02-30" },
        { "an instrument that is none", "a.csv", "", "datetime,instrument,score\n2024-01-02,!!,1\n", "'!!'" },
        { "a row twice", "a.csv", "", "datetime,instrument,score\n2024-01-02,SH600000,1\n2024-01-02,SH600000,2\n", "row 2" },
        { "an infinite score", "a.csv", "", "datetime,instrument,score\n2024-01-02,SH600000,inf\n", "a finite score" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void Predictions_SayWhatIsWrong(string situation, string files, string model, string content, string expected)
    {
        foreach (string file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            folder.With($"scores/{file}", content.Length > 0 ? content : "datetime,instrument,score\n2024-01-02,SH600000,1\n");

        InputException wrong = Assert.Throws<InputException>(() =>
            SearchInputs.Predictions(folder["scores"], model.Length > 0 ? [model] : []));

        Assert.True(wrong.Message.Contains(expected, StringComparison.Ordinal), $"{situation}: {wrong.Message}");
    }

    [Fact]
    public void Returns_LoseAtMostEverything() => Assert.Contains(
        "a return of at least -1",
        Assert.Throws<InputException>(() => SearchInputs.Returns(
            folder.With("r.csv", "datetime,instrument,return\n2024-01-02,SH600000,-1.01\n")["r.csv"])).Message);

    [Fact]
    public void Groups_AreRead() => Assert.Equal(
        ["linear: a b", "trees: c"],
        SearchInputs.Groups(folder.With("g.yaml", "groups: {trees: [c], linear: [a, b]}\n")["g.yaml"])
            .Select(group => $"{group.Key}: {string.Join(' ', group.Value)}"));

    [Theory]
    [InlineData("an empty file", "", "groups of models")]
    [InlineData("no groups", "groups: {}\n", "groups of models")]
    [InlineData("groups of nothing", "groups:\n", "groups of models")]
    [InlineData("another key", "combos: {a: [b]}\n", "groups of models")]
    [InlineData("a group of nothing", "groups:\n  linear:\n  trees: [c]\n", "groups.linear")]
    [InlineData("an empty group", "groups: {linear: []}\n", "groups.linear")]
    [InlineData("an empty name", "groups: {linear: [a, '']}\n", "an empty name")]
    [InlineData("a name of nothing", "groups: {linear: [a, ~]}\n", "an empty name")]
    [InlineData("no list", "groups: {linear: a}\n", "line 1")]
    [InlineData("no YAML", "groups: {linear: [a\n", "line")]
    public void Groups_SayWhatIsWrong(string situation, string content, string expected)
    {
        InputException wrong = Assert.Throws<InputException>(() => SearchInputs.Groups(folder.With("g.yaml", content)["g.yaml"]));

        Assert.True(wrong.Message.Contains(expected, StringComparison.Ordinal), $"{situation}: {wrong.Message}");
    }

    [Theory]
    [InlineData("missing.yaml")]
    [InlineData("nowhere/missing.yaml")]
    [InlineData("")]
    public void Groups_WantAFileThatCanBeRead(string path) => Assert.Equal(
        "Check --group-config.", Assert.Throws<InputException>(() => SearchInputs.Groups(folder[path])).Remedy);

    /// <summary>Each changes one thing that a search depends on.</summary>
    [Fact]
    public void HashOf_DependsOnEverythingThatIsSearched()
    {
        var axes = new PanelAxes(
            [TradeDate.Parse("2024-01-02"), TradeDate.Parse("2024-01-03")], [InstrumentId.Parse("600000.SH"), InstrumentId.Parse("600001.SH")]);
        var later = new PanelAxes([TradeDate.Parse("2024-01-02"), TradeDate.Parse("2024-01-04")], axes.Instruments);
        Prediction model = new("a", axes, Filled(axes, 1));
        HoldingReturns returns = HoldingReturns.AtNextClose(axes, Filled(axes, 0.01));
        ContentHash[] hashes =
        [
            SearchInputs.HashOf([model], returns),
            SearchInputs.HashOf([model with { Model = "b" }], returns),
            SearchInputs.HashOf([model, model with { Model = "b" }], returns),
            SearchInputs.HashOf([model with { Scores = Filled(axes, 2) }], returns),
            SearchInputs.HashOf([model with { Axes = later }], returns),
            SearchInputs.HashOf([model], returns with { Axes = later }),
            SearchInputs.HashOf([model], returns with { Close = Filled(axes, 0.02) }),
            SearchInputs.HashOf([model], returns with { Benchmark = [0, 0.01] }),
            SearchInputs.HashOf([model], returns with { FirstSession = 1 }),
            SearchInputs.HashOf([model], returns with { Entry = Filled(axes, 0), Exit = Filled(axes, 0) }),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], SearchInputs.HashOf([model with { Scores = Filled(axes, 1) }], returns));
    }

    private static Panel Filled(PanelAxes axes, double value)
    {
        Panel panel = axes.NewPanel();
        panel.Values.Fill(value);
        return panel;
    }
}
