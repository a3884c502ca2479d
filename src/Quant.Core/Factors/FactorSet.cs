namespace Quant.Factors;

/// <summary>Factors that are computed together: those with an expression in their order, then those in C#.</summary>
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

        (Name, Dialect, Use) = (name, dialect, use);
        ImmutableArray<FactorDefinition> written = [.. definitions.Where(definition => definition.Own is null)];
        Definitions = [.. written, .. definitions.Where(definition => definition.Own is not null)];
        Expressions = [.. written.Select(definition => Read(name, definition, dialect, use))];
        Recipe = ContentHash.Of([dialect.ToString(), .. Definitions.Select((_, factor) => RecipeOf(factor))]);
    }

    /// <summary>The set's name.</summary>
    public string Name { get; }

    /// <summary>The factors in the order of the features.</summary>
    public ImmutableArray<FactorDefinition> Definitions { get; }

    /// <summary>The expressions of the factors that have one, in the same order; those in C# come after them.</summary>
    public ImmutableArray<FactorExpression> Expressions { get; }

    /// <summary>Whose rules the expressions follow.</summary>
    public ExpressionDialect Dialect { get; }

    /// <summary>What the expressions are for.</summary>
    public ExpressionUse Use { get; }

    /// <summary>The hash of the dialect, the names and the canonical expressions: what a panel's recipe is.</summary>
    public ContentHash Recipe { get; }

    /// <summary>The fields that the factors read, ascending.</summary>
    public ImmutableSortedSet<string> Fields =>
        [.. Enumerable.Range(0, Definitions.Length).SelectMany(FieldsOf)];

    /// <summary>The fields that one factor reads, ascending.</summary>
    public ImmutableSortedSet<string> FieldsOf(int factor) =>
        Definitions[factor].Own is { } own ? [.. own.Fields] : Expressions[factor].Fields;

    /// <summary>How many rows before a row one factor reads; null if all since the first bar.</summary>
    public int? LookbackOf(int factor) => Definitions[factor].Own is { } own
        ? own.Lookback
        : FactorMemory.Of(Expressions[factor].Tree);

    /// <summary>The set of some of its factors, by their places.</summary>
    public FactorSet Only(IEnumerable<int> factors) =>
        new(Name, [.. factors.Select(factor => Definitions[factor])], Dialect, Use);

    /// <summary>What determines a factor's numbers, besides the data and the dialect.</summary>
    public string RecipeOf(int factor)
    {
        FactorDefinition definition = Definitions[factor];
        string formula = definition.Own is { } own ? own.Recipe : Expressions[factor].ToString();
        return $"{definition.Name}={formula}{(definition.Precision == FactorPrecision.Bits32 ? " in 32 bits" : "")}";
    }

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
