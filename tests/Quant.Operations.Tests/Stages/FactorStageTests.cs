using System.Text.Json.Nodes;
using Quant.Data.FactorFiles;
using Quant.Factors;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Stages;

public sealed class FactorStageTests : IDisposable
{
    private const string Mine = """
        description: of mine
        factors:
          MOM5: $close/Ref($close, 5)-1
          EMA9: {expression: "EMA($close, 9)/$close", category: trend, version: 2, dtype: float32}
          GAP: {type: Quant.Operations.Tests.Stages.HalfGap, assembly: own/factors.dll}
        """;

    private readonly SyntheticWorkspace workspace = new();

    public FactorStageTests()
    {
        workspace.With("config/factors/mine.yaml", Mine);
        Directory.CreateDirectory(workspace["own"]);
        File.Copy(typeof(HalfGap).Assembly.Location, workspace["own/factors.dll"]);
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Build_StoresAFilePerFactorAndAppendsASession()
    {
        StageResult first = Build();
        workspace.Import(242);

        StageResult second = Build();

        Assert.Equal(("DONE", "DONE"), (first.Reason, second.Reason));
        Assert.Contains("wrote MOM5, EMA9, GAP: it was not stored yet; 240 sessions computed", first.Message, StringComparison.Ordinal);
        Assert.Contains("appended MOM5, EMA9, GAP: 2 sessions were added; 2 sessions computed", second.Message, StringComparison.Ordinal);
        Assert.Equal(("UNCHANGED", StageOutcome.Unchanged), (Build().Reason, Build().Outcome));
        Assert.Equal(["EMA9", "GAP", "MOM5"], new FactorStore(workspace["data/factors/mine"]).Stored().AsEnumerable());
        using var file = FactorFile.Open(workspace["data/factors/mine/GAP.qfactor"]);
        Assert.Equal((242, SyntheticWorkspace.Instruments), (file.Dates.Length, file.Instruments.Length));
    }

    [Fact]
    public void Build_WritesNothingInADryRun()
    {
        SortedDictionary<string, string> before = workspace.State();

        StageResult result = workspace.Run(context => FactorStage.Build(context, new FactorBuildRequest { Set = "mine" }), dryRun: true);

        Assert.Contains("would write", result.Message, StringComparison.Ordinal);
        Assert.Equal(before, workspace.State());
    }

    [Fact]
    public void List_And_Show_TellTheState()
    {
        Build();

        Assert.Contains("mine: 3 factors, rules of quant, fields close, open", FactorListStage.List(workspace.Root, null).Message, StringComparison.Ordinal);
        JsonObject gap = FactorListStage.List(workspace.Root, "mine").Details["factors"]![2]!.AsObject();
        Assert.Equal("Quant.Operations.Tests.Stages.HalfGap", gap["type"]!.GetValue<string>());
        Assert.True(gap["stored"]!.GetValue<bool>());
        string shown = FactorListStage.Show(workspace.Root, "mine", "EMA9").Message;
        Assert.Contains("all sessions since the first bar", shown, StringComparison.Ordinal);
        Assert.Contains("240 sessions from 2023-01-02", shown, StringComparison.Ordinal);
        Assert.Contains("float32", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_MayUseTheSet()
    {
        workspace.With("config/workflow_config_rule.yaml", "model: {kind: rule_score, weights: {GAP: 1.0, MOM5: -1.0}}\nfeatures: mine\nfeature_processors: [RobustZScoreNorm, Fillna]\n")
            .With("config/model_registry.yaml", "models:\n  rule: {dataset: mine, yaml_file: config/workflow_config_rule.yaml}\n")
            .With("config/ensemble_config.json", "{\"combos\": {\"core\": {\"models\": [\"rule\"], \"default\": true}}}");

        StageResult trained = workspace.Run(context => TrainStage.Run(context, new TrainRequest()));
        StageResult predicted = workspace.Run(context => PredictStage.Run(context, new PredictRequest()));

        // Training predicts as well, so predicting finds its work done.
        Assert.Equal(("DONE", "UNCHANGED"), (trained.Reason, predicted.Reason));
    }

    [Theory]
    [InlineData("factors: {A: 'Meen($close, 5)'}", "config/factors/bad.yaml:1: factors.A: There is no operator 'Meen' at character 1 of '»Meen($close, 5)'. Did you mean Mean?")]
    [InlineData("factors:\n  A: {expression: 'Ref($close, -1)'}", "config/factors/bad.yaml:2: factors.A.expression: 'Ref' with a negative shift reads the future")]
    [InlineData("factors: {A: {status: active}}", "config/factors/bad.yaml:1: factors.A: expected either an expression, or a type and its assembly.")]
    [InlineData("factors: {A: {expression: $close, categry: x}}", "did you mean 'category'?")]
    [InlineData("factors: {A: {expression: $close, status: retired}}", "factors.A.status: expected active or deprecated, found 'retired'.")]
    [InlineData("factors: {A: $close, a: $open}", "factors.a: expected a name of letters, digits, '_', '-' and '.' that no other factor has, found 'a'.")]
    [InlineData("factors: {}", "factors: expected a section with one section per factor, or its expression, found a section.")]
    [InlineData("factors: {GAP: {type: Quant.Operations.Tests.Stages.HalfGap, assembly: ../factors.dll}}", "expected a path inside the workspace, found '../factors.dll'.")]
    [InlineData("factors: {GAP: {type: Quant.Operations.Tests.Stages.HalfGap, assembly: own/none.dll}}", "expected the file own/none.dll, found none.")]
    [InlineData("factors: {GAP: {type: Quant.Operations.Tests.Stages.HalfGab, assembly: own/factors.dll}}", "Did you mean 'Quant.Operations.Tests.Stages.HalfGap'?")]
    [InlineData("factors: {GAP: {type: Quant.Operations.Tests.Stages.HalfGap, assembly: config/quant.yaml}}", "expected an assembly in config/quant.yaml, found something else.")]
    [InlineData("factors: {PAG: {type: Quant.Operations.Tests.Stages.HalfGap, assembly: own/factors.dll}}", "expected a factor that calls itself PAG, found GAP.")]
    public void Configuration_TellsTheMistake(string content, string expected)
    {
        workspace.With("config/factors/bad.yaml", content);

        var wrong = Assert.Throws<ConfigurationException>(() => FactorListStage.Check(workspace.Root, null, ExpressionDialect.Quant));

        Assert.Contains(expected, Assert.Single(wrong.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_RefusesADivisionOfUnlikeThingsAndEndlessNestingInOneLine()
    {
        string deep = new string('(', 10_000) + "$close" + new string(')', 10_000);
        workspace.With("config/factors/bad.yaml", $"factors:\n  FLAGS: '$close/($close>$open)'\n  DEEP: '{deep}'\n");

        var wrong = Assert.Throws<ConfigurationException>(() => FactorListStage.Check(workspace.Root, null, ExpressionDialect.Quant));

        Assert.Equal(2, wrong.Errors.Length);
        Assert.Contains("True or false cannot be divided", wrong.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("More than 200 levels of nesting", wrong.Errors[1].Message, StringComparison.Ordinal);
        Assert.All(wrong.Errors, error => Assert.True(error.ToString().Length < 300 && !error.ToString().Contains('\n', StringComparison.Ordinal)));
    }

    [Fact]
    public void Configuration_IsOtherWhenTheAssemblyIs()
    {
        using Workspace before = Workspace.OpenForReading(workspace.Root);
        File.WriteAllBytes(workspace["own/factors.dll"], File.ReadAllBytes(typeof(FactorStageTests).Assembly.Location).Append((byte)0).ToArray());
        using Workspace after = Workspace.OpenForReading(workspace.Root);

        Assert.NotEqual(before.Options.Hash, after.Options.Hash);
    }

    [Fact]
    public void Check_NamesAFieldThatTheDataLack()
    {
        workspace.With("config/factors/odd.yaml", "factors: {A: $clse}");

        StageResult result = FactorListStage.Check(workspace.Root, null, ExpressionDialect.Quant);

        Assert.Equal("FACTORS_FAILED", result.Reason);
        Assert.Contains("odd: A reads $clse, which the data do not have. Did you mean 'close'?", result.Message, StringComparison.Ordinal);
    }

    private StageResult Build() => workspace.Run(context => FactorStage.Build(context, new FactorBuildRequest { Set = "mine" }));
}
