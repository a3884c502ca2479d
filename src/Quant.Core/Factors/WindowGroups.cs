namespace Quant.Factors;

/// <summary>
/// Which quantiles share a sorted window and which ranks share a walk back, over all expressions of a set.
/// </summary>
/// <remarks>Both are exact, so what shares the work does not change a bit of the results.</remarks>
internal sealed class WindowGroups
{
    /// <summary>The quantile that is the median.</summary>
    public const double Median = 0.5;

    private readonly Dictionary<(string Series, int Window), SortedSet<double>> quantiles = [];
    private readonly Dictionary<string, SortedSet<int>> ranks = new(StringComparer.Ordinal);

    public static WindowGroups Of(FactorSet set)
    {
        var groups = new WindowGroups();
        foreach (FactorExpression expression in set.Expressions)
            groups.Visit(expression.Tree);
        return groups;
    }

    /// <summary>All quantiles asked of a series' window, ascending.</summary>
    public ImmutableArray<double> Quantiles(ExpressionNode series, int window) =>
        [.. quantiles[(series.ToString(), window)]];

    /// <summary>All windows of ranks asked of a series, ascending.</summary>
    public ImmutableArray<int> Ranks(ExpressionNode series) => [.. ranks[series.ToString()]];

    private void Visit(ExpressionNode node)
    {
        if (node is not CallNode call)
            return;
        if (call.Operator is "Quantile" or "Med" && call.Number(1) >= 1)
            Group(quantiles, (call.Arguments[0].ToString(), call.Rows(1)), call.Operator == "Med" ? Median : call.Number(2));
        if (call.Operator == "Rank" && call.Number(1) >= 1)
            Group(ranks, call.Arguments[0].ToString(), call.Rows(1));
        foreach (ExpressionNode argument in call.Arguments)
            Visit(argument);
    }

    private static void Group<TKey, TMember>(Dictionary<TKey, SortedSet<TMember>> groups, TKey key, TMember member)
        where TKey : notnull
    {
        if (!groups.TryGetValue(key, out SortedSet<TMember>? group))
            groups.Add(key, group = []);
        group.Add(member);
    }
}
