namespace Quant.Factors;

/// <summary>What factors read must be in the snapshot; otherwise the factor and the nearest name are named.</summary>
internal static class FactorNeeds
{
    /// <summary>Looks up every field and instrument of a set.</summary>
    /// <exception cref="InputException">The snapshot lacks one.</exception>
    public static void Require(FactorSet set, MarketSnapshot snapshot)
    {
        for (int factor = 0; factor < set.Expressions.Length; factor++)
        {
            foreach (ExpressionNode leaf in FactorExpression.Leaves(set.Expressions[factor].Tree))
            {
                if (Missing(leaf, snapshot) is { } missing)
                    throw Refusal(set, factor, leaf, missing);
            }
        }
    }

    private static (string Expected, string? Nearest, string Remedy)? Missing(ExpressionNode leaf, MarketSnapshot snapshot)
    {
        switch (leaf)
        {
            case FieldNode field when !snapshot.Has(field.Name):
                return ($"a field of the snapshot ({string.Join(", ", snapshot.Fields)})",
                    NearestName.Of(field.Name, snapshot.Fields) is { } name ? $"${name}" : null,
                    "Import a source that has this field or leave the factor out.");
            case PeriodFieldNode field when snapshot.PeriodField(field.Name) is null:
                string known = string.Join(", ", snapshot.PeriodFields);
                return ($"a point-in-time field of the snapshot ({(known.Length > 0 ? known : "it has none")})",
                    NearestName.Of(field.Name, snapshot.PeriodFields) is { } period ? $"$${period}" : null,
                    "Use a source with this field in financial/ or leave the factor out.");
            case TextNode code when snapshot.Axes.ColumnOf(InstrumentId.Parse(code.Value)) < 0:
                return ("an instrument of the snapshot", null, "Use a source that has this instrument or leave the factor out.");
            default:
                return null;
        }
    }

    private static InputException Refusal(
        FactorSet set, int factor, ExpressionNode leaf, (string Expected, string? Nearest, string Remedy) missing) => new(
        $"factor {set.Definitions[factor].Name}",
        $"character {leaf.Position + 1} of '{set.Expressions[factor].Text}'",
        missing.Expected,
        leaf.ToString(),
        missing.Nearest is { } nearest ? $"Did you mean {nearest}?" : missing.Remedy);
}
