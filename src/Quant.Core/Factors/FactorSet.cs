namespace Quant.Factors;

/// <summary>Factors that are computed together, in the order of the features of a panel.</summary>
public sealed class FactorSet
{
    /// <summary>Makes a set and reads every expression.</summary>
    /// <exception cref="ArgumentException">A name is empty or there twice, or the set is empty.</exception>
    /// <exception cref="InputException">An expression cannot be read; names the factor and points at the
    /// character.</exception>
    public FactorSet(
        string name,
        ImmutableArray<FactorDefinition> definitions,
        ExpressionDialect dialect = ExpressionDialect.Quant,
        ExpressionUse use = ExpressionUse.Feature)
    {
        if (definitions.IsEmpty)
            throw new ArgumentException($"The factor set '{name}' is empty.", nameof(definitions));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (FactorDefinition definition in definitions)
        {
            if (definition.Name.Length == 0 || !names.Add(definition.Name))
                throw new ArgumentException(
                    $"The factor set '{name}' has the name '{definition.Name}' empty or twice.", nameof(definitions));
        }

        (Name, Definitions, Dialect, Use) = (name, definitions, dialect, use);
        Expressions = [.. definitions.Select(definition => Read(name, definition, dialect, use))];
        Recipe = ContentHash.Of(
            [dialect.ToString(), .. definitions.Zip(
                Expressions, (definition, expression) => $"{definition.Name}={expression}")]);
    }

    /// <summary>The set's name.</summary>
    public string Name { get; }

    /// <summary>The factors in the order of the features.</summary>
    public ImmutableArray<FactorDefinition> Definitions { get; }

    /// <summary>The factors' expressions in the same order.</summary>
    public ImmutableArray<FactorExpression> Expressions { get; }

    /// <summary>Whose rules the expressions follow.</summary>
    public ExpressionDialect Dialect { get; }

    /// <summary>What the expressions are for.</summary>
    public ExpressionUse Use { get; }

    /// <summary>The hash of the dialect, the names and the canonical expressions: what a panel's recipe is.</summary>
    public ContentHash Recipe { get; }

    /// <summary>The fields that the factors read, ascending.</summary>
    public ImmutableSortedSet<string> Fields => [.. Expressions.SelectMany(expression => expression.Fields)];

    /// <summary>The point-in-time fields that the factors read, ascending.</summary>
    public ImmutableSortedSet<string> PeriodFields => [.. Expressions.SelectMany(expression => expression.PeriodFields)];

    /// <summary>The instruments that the factors name, ascending: a snapshot must hold them too.</summary>
    public ImmutableSortedSet<InstrumentId> Instruments => [.. Expressions.SelectMany(expression => expression.Instruments)];

    private static FactorExpression Read(
        string set, FactorDefinition definition, ExpressionDialect dialect, ExpressionUse use)
    {
        try
        {
            return FactorExpression.Parse(definition.Expression, dialect, use);
        }
        catch (ExpressionException wrong)
        {
            throw new InputException(
                $"factor set {set}", definition.Name, "an expression", wrong.Message, "Correct the expression; see docs/reference/expressions.md.");
        }
    }
}
