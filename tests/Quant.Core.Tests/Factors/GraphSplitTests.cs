using Quant.Factors;
using Quant.Kernels;

namespace Quant.Core.Tests.Factors;

/// <summary>A graph computed in parts is the graph computed as a whole.</summary>
public sealed class GraphSplitTests
{
    private const int Rows = 500;

    private static readonly FactorGraph Whole = FactorGraphBuilder.Build(
        [.. FactorSets.Alpha158.Expressions.Select(expression => expression.Tree)], FactorSets.Alpha158.Dialect);

    [Fact]
    public void EveryOutputIsInOnePart()
    {
        ImmutableArray<GraphPart> parts = GraphSplit.Of(Whole, Rows);

        Assert.True(parts.Length > 1);
        Assert.Equal(
            Enumerable.Range(0, Whole.Outputs.Length), parts.SelectMany(part => part.Outputs).Order());
        Assert.All(parts, part => Assert.Equal(part.Outputs.Length, part.Graph.Outputs.Length));
    }

    [Fact]
    public void WhatIsDearIsComputedOnce()
    {
        static IEnumerable<Kernel> Dear(FactorGraph graph) => graph.Nodes.Select(node => node.Kernel).OfType<Kernel>()
            .Where(kernel => kernel.StateLengthOf(Rows) > 0);

        Kernel[] inParts = [.. GraphSplit.Of(Whole, Rows).SelectMany(part => Dear(part.Graph))];

        Assert.Equal(inParts.Length, inParts.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(Dear(Whole).Count(), inParts.Length);
    }

    [Fact]
    public void ASingleOutputIsItsOwnPart()
    {
        FactorGraph one = FactorGraphBuilder.Build(
            [FactorExpression.Parse("Mean($close, 5)/$close").Tree], ExpressionDialect.Quant);

        GraphPart part = Assert.Single(GraphSplit.Of(one, Rows));

        Assert.Equal(0, Assert.Single(part.Outputs));
        Assert.Equal(one.Nodes.Length, part.Graph.Nodes.Length);
    }
}
