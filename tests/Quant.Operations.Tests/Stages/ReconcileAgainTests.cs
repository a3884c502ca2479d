using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;

namespace Quant.Operations.Tests.Stages;

/// <summary>A comparison that is made more than once.</summary>
public sealed class ReconcileAgainTests : IDisposable
{
    private readonly TradingWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void TheReport_TellsWhatItsComparisonSettled_HoweverOftenItIsMade()
    {
        workspace.PostTrade();
        Sheet("99999.97");
        workspace.Reconcile();
        Sheet("100000.00");

        StageResult first = workspace.Reconcile();
        var tree = workspace.Tree();
        StageResult again = workspace.Reconcile();

        Assert.Contains("SETTLED: CASH_TOTAL", first.Message);
        Assert.Equal(first.Message, again.Message);
        Assert.Equal(first.Message, workspace.Reconcile(dryRun: true).Message);
        Assert.Equal(tree, workspace.Tree());
    }

    private void Sheet(string cash) => workspace.Write(
        "inbox/2024-06-04-account.csv",
        $"session,item,instrument,total,available,frozen\n2024-06-04,cash,,{cash},{cash},0.00\n");
}
