namespace Quant.Factors;

/// <summary>What may stand within <c>P(…)</c> and <c>PRef(…)</c>, where a row is a fiscal period.</summary>
internal static class PeriodScope
{
    /// <summary>The first point-in-time field that is not within <c>P(…)</c> or <c>PRef(…)</c>, or null.</summary>
    public static PeriodFieldNode? Stray(ExpressionNode tree) => tree switch
    {
        PeriodFieldNode field => field,
        CallNode { Operator: not ("P" or "PRef") } call => call.Arguments.Select(Stray).FirstOrDefault(stray => stray is not null),
        _ => null,
    };

    /// <summary>What is wrong with an argument of <c>P</c> or <c>PRef</c>; empty if nothing.</summary>
    /// <exception cref="ExpressionException">A part of it has no place there; points at the part.</exception>
    public static string Problem(OperatorSignature signature, ExpressionNode argument, string text)
    {
        if (argument.Kind == ValueKind.Number)
            return $"'{signature.Name}' needs a point-in-time field, not a number";
        PeriodFieldNode? first = null;
        foreach (ExpressionNode leaf in FactorExpression.Leaves(argument))
        {
            if (leaf is FieldNode)
                throw new ExpressionException(
                    text, leaf.Position, $"'{leaf}' has a value per day, and within '{signature.Name}' a row is a period", $"{signature.Name}(…)/{leaf}");
            if (leaf is not PeriodFieldNode field)
                continue;
            first ??= field;
            if (first.Name[^1] != field.Name[^1])
                throw new ExpressionException(
                    text, field.Position, $"'{field}' and '{first}' have periods of different lengths", $"P({first}) beside P({field})");
        }

        RefuseStages(signature, argument, text);
        return first is null ? $"'{signature.Name}' needs a point-in-time field, such as $$roe_q" : "";
    }

    private static void RefuseStages(OperatorSignature signature, ExpressionNode node, string text)
    {
        if (node is not CallNode call)
            return;
        bool later = call.Operator is "Ref" or "Delta" && call.Number(1) < 0;
        if (later || StagedPart.Is(call.Operator))
            throw new ExpressionException(
                text, call.Position, $"'{call.Operator}'{(later ? " with a negative shift" : "")} has no place within '{signature.Name}'");
        foreach (ExpressionNode argument in call.Arguments)
            RefuseStages(signature, argument, text);
    }
}
