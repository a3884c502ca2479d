using System.Collections.Frozen;

namespace Quant.Factors;

/// <summary>How many rows before a row an expression depends on.</summary>
internal static class FactorMemory
{
    private static readonly FrozenSet<string> Pointwise = FrozenSet.ToFrozenSet(
    [
        "Abs", "Log", "Sign", "Negate", "Add", "Sub", "Mul", "Div", "Power", "Greater", "Less",
        "Gt", "Ge", "Lt", "Le", "Eq", "Ne", "And", "Or", "Not", "If",
    ]);

    private static readonly FrozenSet<string> Windowed = FrozenSet.ToFrozenSet(
    [
        "Mean", "Sum", "Std", "Var", "Max", "Min", "Med", "Mad", "Count", "Rank", "IdxMax", "IdxMin", "Slope", "Resi",
        "Rsquare", "WMA", "Skew", "Kurt", "Quantile", "Corr", "Cov",
    ]);

    /// <summary>The rows; null if all, or if nobody says that there is a bound.</summary>
    public static int? Of(ExpressionNode node)
    {
        if (node is FieldNode or NumberNode)
            return 0;
        if (node is not CallNode call || Own(call) is not { } rows)
            return null;
        int most = 0;
        foreach (ExpressionNode argument in call.Arguments)
        {
            if (Of(argument) is not { } inner)
                return null;
            most = Math.Max(most, inner);
        }

        return (int)Math.Min(rows + (long)most, int.MaxValue);
    }

    private static int? Own(CallNode call)
    {
        if (Pointwise.Contains(call.Operator))
            return 0;
        if (call.Operator is "Ref" or "Delta")
            return call.Number(1) >= 1 ? call.Rows(1) : null;
        int window = call.Operator is "Corr" or "Cov" ? 2 : 1;
        return Windowed.Contains(call.Operator) && call.Arguments[window] is NumberNode { Value: >= 1 }
            ? call.Rows(window) - 1
            : null;
    }
}
