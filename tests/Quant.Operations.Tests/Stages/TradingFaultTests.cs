using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;
using Quant.Storage;

namespace Quant.Operations.Tests.Stages;

/// <summary>Tests that install faults, which every thread of the process would meet.</summary>
[CollectionDefinition("fault points", DisableParallelization = true)]
public sealed class FaultPointTests;

[Collection("fault points")]
public sealed class TradingFaultTests
{
    [Theory]
    [InlineData("post-trade")]
    [InlineData("order-gen")]
    public void Stage_EndsInTheSameState_WhereverItIsKilled(string verb)
    {
        using TradingWorkspace prepared = Prepare(verb);
        using TradingWorkspace undisturbed = prepared.Copy();
        var marks = new List<string>();
        WithHandler(marks.Add, () => Run(undisturbed, verb));
        var expected = undisturbed.Tree();

        Assert.True(marks.Count > 10, $"{marks.Count} fault points");
        for (int position = 0; position < marks.Count; position++)
        {
            using TradingWorkspace killed = prepared.Copy();
            int passed = 0;
            int fatal = position;
            Assert.Throws<SimulatedKill>(() => WithHandler(
                _ =>
                {
                    if (passed++ == fatal)
                        throw new SimulatedKill();
                },
                () => Run(killed, verb)));

            StageResult again = Run(killed, verb);

            Assert.True(again.Outcome is StageOutcome.Done or StageOutcome.Unchanged, $"{marks[position]}: {again.Message}");
            var found = killed.Tree();
            Assert.True(expected.SequenceEqual(found), $"Killed at {position} {marks[position]}: {Difference(expected, found)}");
        }
    }

    private static TradingWorkspace Prepare(string verb)
    {
        var workspace = new TradingWorkspace();
        workspace.Write("config/cashflow.json", """{"cashflows":{"2024-06-05":-100}}""");
        workspace.PostTrade();
        workspace.Score("ABCDEFGH");
        if (verb == "post-trade")
        {
            workspace.OrderGen();
            workspace.Today = 3;
        }

        return workspace;
    }

    private static StageResult Run(TradingWorkspace workspace, string verb) =>
        verb == "post-trade" ? workspace.PostTrade() : workspace.OrderGen();

    private static void WithHandler(Action<string> handler, Action deed)
    {
        int thread = Environment.CurrentManagedThreadId;
        FaultPoint.Install(name =>
        {
            if (Environment.CurrentManagedThreadId == thread)
                handler(name);
        });
        try
        {
            deed();
        }
        finally
        {
            FaultPoint.Install(null);
        }
    }

    private static string Difference(
        ImmutableSortedDictionary<string, string> expected, ImmutableSortedDictionary<string, string> found) =>
        string.Join("; ", expected.Keys.Union(found.Keys).Where(key => expected.GetValueOrDefault(key) != found.GetValueOrDefault(key)));

    /// <summary>Stands for the end of the process: nothing in the product catches it.</summary>
    private sealed class SimulatedKill : Exception;
}
