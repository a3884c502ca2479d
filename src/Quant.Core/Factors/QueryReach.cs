namespace Quant.Factors;

/// <summary>How many bars before and after a query Qlib loads to evaluate an expression.</summary>
/// <param name="Before">The bars before the first one asked for.</param>
/// <param name="After">The bars after the last one asked for.</param>
/// <remarks>
/// In Qlib a value can depend on where the query starts: an exponential mean, a window of 0 and a shift by 0 begin at the
/// first bar loaded, and these are the bars that it loads (Microsoft Qlib, <c>get_extended_window_size</c>, 2026).
/// </remarks>
public readonly record struct QueryReach(int Before, int After)
{
    private const double SmallestWeight = 1e-6;

    /// <summary>The reach of an expression.</summary>
    public static QueryReach Of(FactorExpression expression) => Of(expression.Tree);

    private static QueryReach Of(ExpressionNode node) => node is CallNode call && call.Operator is not ("P" or "PRef")
        ? Extended(call, call.Arguments.Select(Of).Aggregate(default(QueryReach), Widest))
        : default;

    private static QueryReach Widest(QueryReach left, QueryReach right) =>
        new(Math.Max(left.Before, right.Before), Math.Max(left.After, right.After));

    private static QueryReach Extended(CallNode call, QueryReach inner)
    {
        if (call.Operator is "Ref" or "Delta")
        {
            int shift = call.Arguments is [_, NumberNode rows] ? (int)rows.Value : 0;
            return call.Operator == "Delta"
                ? inner with { Before = inner.Before + Math.Max(shift - 1, 0) }
                : inner with { Before = inner.Before + Math.Max(shift, 0), After = inner.After + Math.Max(-shift, 0) };
        }

        int window = OperatorCatalog.Find(call.Operator)?.Arguments.IndexOf(ArgumentKind.Window) ?? -1;
        return window >= 0 && call.Arguments[window] is NumberNode length
            ? inner with { Before = inner.Before + WarmUp(length.Value) }
            : inner;
    }

    private static int WarmUp(double window) => window switch
    {
        >= 1 => (int)window - 1,
        > 0 => (int)(Math.Log(SmallestWeight) / Math.Log(1 - window)) - 1,
        _ => 0,
    };
}
