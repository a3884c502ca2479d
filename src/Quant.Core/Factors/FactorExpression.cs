namespace Quant.Factors;

/// <summary>A formula in Qlib's language, read and typed; a feature's cannot refer to the future.</summary>
/// <remarks>
/// <para>Nothing is evaluated while reading: the text becomes a tree of known operators or is refused. Limits: 65,536
/// characters, 200 levels, windows up to 1,000,000 rows, 100,000 nodes.</para>
/// <para>Fields are looked up when the expression meets a snapshot, so any field name can be read.</para>
/// </remarks>
public sealed record FactorExpression
{
    /// <summary>The longest text, in characters.</summary>
    public const int MaxLength = 65_536;

    /// <summary>The deepest nesting.</summary>
    public const int MaxDepth = 200;

    /// <summary>The longest window or shift, in rows.</summary>
    public const int MaxWindow = 1_000_000;

    /// <summary>The most operators, fields and numbers.</summary>
    public const int MaxNodes = 100_000;

    private FactorExpression(string text, ExpressionDialect dialect, ExpressionUse use, ExpressionNode tree) =>
        (Text, Dialect, Use, Tree) = (text, dialect, use, tree);

    /// <summary>The text as written.</summary>
    public string Text { get; }

    /// <summary>Whose rules it follows.</summary>
    public ExpressionDialect Dialect { get; }

    /// <summary>What it is for.</summary>
    public ExpressionUse Use { get; }

    /// <summary>The typed tree.</summary>
    public ExpressionNode Tree { get; }

    /// <summary>The fields it reads, ascending, without <c>$</c>.</summary>
    public ImmutableSortedSet<string> Fields => [.. FieldsOf(Tree).Select(leaf => leaf.Name)];

    /// <summary>The point-in-time fields it reads, ascending, without <c>$$</c>.</summary>
    public ImmutableSortedSet<string> PeriodFields =>
        [.. Leaves(Tree).OfType<PeriodFieldNode>().Select(leaf => leaf.Name)];

    /// <summary>The instruments that it names, ascending: a snapshot must hold them too.</summary>
    public ImmutableSortedSet<InstrumentId> Instruments =>
        [.. Leaves(Tree).OfType<TextNode>().Select(leaf => InstrumentId.Parse(leaf.Value))];

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The text.</param>
    /// <param name="dialect">Whose rules it follows.</param>
    /// <param name="use">What it is for.</param>
    /// <exception cref="ExpressionException">It is malformed, of the wrong type, over a limit or, being a feature's,
    /// refers to the future.</exception>
    public static FactorExpression Parse(
        string text, ExpressionDialect dialect = ExpressionDialect.Quant, ExpressionUse use = ExpressionUse.Feature)
    {
        ExpressionNode tree = ExpressionParser.Parse(text, dialect, use);
        return tree.Kind is ValueKind.Series or ValueKind.Flags
            ? new FactorExpression(text, dialect, use, tree)
            : throw new ExpressionException(text, tree.Position, "The expression reads no field");
    }

    /// <summary>The canonical text, the same for every way to write the same formula.</summary>
    public override string ToString() => Tree.ToString();

    /// <summary>Every place that reads a field, from left to right.</summary>
    internal static IEnumerable<FieldNode> FieldsOf(ExpressionNode node) => Leaves(node).OfType<FieldNode>();

    /// <summary>Every leaf, from left to right.</summary>
    internal static IEnumerable<ExpressionNode> Leaves(ExpressionNode node)
    {
        var open = new Stack<ExpressionNode>([node]);
        while (open.TryPop(out ExpressionNode? next))
        {
            if (next is not CallNode call)
            {
                yield return next;
                continue;
            }

            for (int argument = call.Arguments.Length - 1; argument >= 0; argument--)
                open.Push(call.Arguments[argument]);
        }
    }
}
