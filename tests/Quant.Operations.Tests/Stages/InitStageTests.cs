using Quant.Operations.Stages;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Tests.Stages;

public sealed class InitStageTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("demo-cn")]
    [InlineData("empty")]
    public void Run_MakesAWorkspaceWhoseConfigurationIsRight(string template)
    {
        StageResult result = InitStage.Run(Request(template) with { Cash = new Money(25_000_050) });

        Assert.Equal(StageOutcome.Done, result.Outcome);
        AccountOptions account = ConfigurationLoader.Load(folder["new"]).Quant.Account;
        Assert.Equal((TradeDate.Parse("2024-11-08"), new Money(25_000_050)), (account.Start, account.InitialCash));
        foreach (string place in new[] { "data", "output", "archive", "runs" })
            Assert.True(Directory.Exists(folder[$"new/{place}"]));
    }

    [Fact]
    public void Run_RefusesAWorkspaceThatIsThereAndLeavesIt()
    {
        InitStage.Run(Request("demo-cn"));
        var before = folder.Tree("new");

        StageResult again = InitStage.Run(Request("empty"));

        Assert.Equal((StageOutcome.Refused, "WORKSPACE_EXISTS"), (again.Outcome, again.Reason));
        Assert.Equal(before, folder.Tree("new"));
    }

    [Fact]
    public void Run_RefusesAFolderWithOtherFiles()
    {
        folder.With("new/thesis.txt", "years of work");

        Assert.Equal("TARGET_NOT_EMPTY", InitStage.Run(Request("demo-cn")).Reason);
        Assert.Equal("TARGET_NOT_EMPTY", InitStage.Run(Request("demo-cn") with { DryRun = true }).Reason);
        Assert.Equal("years of work", folder.Tree("new")["thesis.txt"]);
    }

    [Fact]
    public void Run_TakesAnEmptyFolder()
    {
        Directory.CreateDirectory(folder["new"]);

        Assert.Equal(StageOutcome.Done, InitStage.Run(Request("demo-cn")).Outcome);
    }

    [Fact]
    public void Run_CopiesConfigurationAndNothingElse()
    {
        InitStage.Run(Request("demo-cn"));
        folder.With("new/config/cashflow.json", "{\"cashflows\": {\"2024-11-05\": 99}}")
            .With("new/config/prod_config.json", "{\"current_cash\": 31250.4}")
            .With("new/config/.env", "TOKEN=canary")
            .With("new/config/secrets.yaml", "token: canary")
            .With("new/data/quant.db", "the book")
            .With("new/data/prod_config.json", "{}")
            .With("new/output/buy_suggestion.csv", "x");

        StageResult result = InitStage.Run(new InitRequest { Target = folder["copy"], Source = folder["new"] });

        Assert.Equal(StageOutcome.Done, result.Outcome);
        var copied = folder.Tree("copy");
        Assert.Equal(
            [
                ".lock", "config/ensemble_config.json", "config/model_config.json", "config/model_registry.yaml", "config/quant.yaml",
                "config/strategy_config.yaml", "config/workflow_config_ridge_a158.yaml", "config/workflow_config_ridge_a158_z.yaml",
                "config/workflow_config_rule_reversal.yaml",
            ],
            copied.Keys);
        Assert.All(copied.Values, content => Assert.DoesNotContain("canary", content, StringComparison.Ordinal));
        Assert.Empty(ConfigurationLoader.Load(folder["copy"]).CashFlows);
    }

    [Fact]
    public void Run_GivesACopyItsOwnCashAndStart()
    {
        InitStage.Run(Request("demo-cn"));
        InitStage.Run(new InitRequest
        {
            Target = folder["copy"], Source = folder["new"], Cash = new Money(700), Start = TradeDate.Parse("2024-12-02"),
        });

        QuantOptions copied = ConfigurationLoader.Load(folder["copy"]).Quant;
        QuantOptions source = ConfigurationLoader.Load(folder["new"]).Quant;

        Assert.Equal((new Money(700), TradeDate.Parse("2024-12-02")), (copied.Account.InitialCash, copied.Account.Start));
        Assert.Equal(source.Processes, copied.Processes);
        Assert.Equal(source with { Account = copied.Account, Processes = copied.Processes }, copied);
    }

    [Fact]
    public void Run_DryWritesNothing()
    {
        StageResult result = InitStage.Run(Request("demo-cn") with { DryRun = true });

        Assert.Equal(StageOutcome.Done, result.Outcome);
        Assert.False(Directory.Exists(folder["new"]));
    }

    [Theory]
    [InlineData("demo-us", "TEMPLATE_NOT_BUNDLED")]
    [InlineData("demo", "TEMPLATE_UNKNOWN")]
    public void Run_RefusesATemplateThatIsNotThere(string template, string reason) =>
        Assert.Equal(reason, InitStage.Run(Request(template)).Reason);

    [Fact]
    public void Run_NeedsAStartForAnEmptyWorkspace() => Assert.Equal(
        "START_MISSING", InitStage.Run(new InitRequest { Target = folder["new"], Template = "empty" }).Reason);

    private InitRequest Request(string template) => new()
    {
        Target = folder["new"], Template = template, Start = TradeDate.Parse("2024-11-08"),
    };
}
