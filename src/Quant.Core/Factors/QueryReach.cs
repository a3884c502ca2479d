namespace Quant.Factors;

/// <summary>How many bars before and after a query Qlib loads to evaluate an expression.</summary>
/// <param name="Before">The bars before the first one asked for.</param>
/// <param name="After">The bars after the last one asked for.</param>
/// <remarks>
/// It is not how many bars the expression depends on: an exponential mean gets as many bars as its span, a window of 0
/// none, and the longest reach of any part is given to all of them. So in Qlib a value can depend on where the query
/// starts (Microsoft Qlib, <c>get_extended_window_size</c>, 2026).
/// </remarks>
public readonly record struct QueryReach(int Before, int After)
{
    private const double SmallestWeight = 1e-6;
    private const int Most = int.MaxValue / 2;

    /// <summary>The reach of an expression.</summary>
    public static QueryReach Of(FactorExpression expression) => Of(expression.Tree);

    internal static QueryReach Of(ExpressionNode node) => node is CallNode call && call.Operator is not ("P" or "PRef")
        ? Extended(call, call.Arguments.Select(Of).Aggregate(default(QueryReach), Widest))
        : default;

    private static QueryReach Widest(QueryReach left, QueryReach right) =>
        new(Math.Max(left.Before, right.Before), Math.Max(left.After, right.After));

    private static QueryReach Extended(CallNode call, QueryReach inner) => call.Operator switch
    {
        "Ref" => Wider(inner, Math.Max(call.Number(1), 0), Math.Max(-call.Number(1), 0)),
        // A difference loads one bar too few, as it is a window to Qlib.
        "Delta" => Wider(inner, Math.Max(call.Number(1) - 1, 0), 0),
        "Cut" => call.Arguments.Skip(1).OfType<NumberNode>().Aggregate(
            inner, (reach, rows) => Wider(reach, Math.Max(rows.Value, 0), Math.Max(-rows.Value, 0))),
        _ when OperatorCatalog.Find(call.Operator)?.Arguments.IndexOf(ArgumentKind.Window) is { } window and >= 0 =>
            Wider(inner, WarmUp(call.Number(window)), 0),
        _ => inner,
    };

    // Shifts within shifts may add up to more rows than any history has.
    private static QueryReach Wider(QueryReach reach, double before, double after) =>
        new((int)Math.Min(reach.Before + before, Most), (int)Math.Min(reach.After + after, Most));

    private static double WarmUp(double window) => window switch
    {
        >= 1 => window - 1,
        > 0 => Math.Truncate(Math.Log(SmallestWeight) / Math.Log(1 - window)) - 1,
        _ => 0,
    };
}
