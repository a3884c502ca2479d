namespace Quant.Factors;

/// <summary>What an expression, or a part of it, stands for.</summary>
public enum ValueKind
{
    /// <summary>One number, the same everywhere.</summary>
    Number,

    /// <summary>A number per date and instrument.</summary>
    Series,

    /// <summary>True or false per date and instrument.</summary>
    Flags,

    /// <summary>A text, such as the code of an instrument.</summary>
    Text,
}

/// <summary>A part of a typed expression.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Position">The character where it begins, from 0.</param>
public abstract record ExpressionNode(ValueKind Kind, int Position)
{
    /// <summary>The longest way down to a leaf, this node included.</summary>
    public abstract int Depth { get; }

    /// <summary>The canonical text: operators by name, no spaces, numbers in their shortest form.</summary>
    public abstract override string ToString();
}

/// <summary>A number.</summary>
/// <param name="Value">The number; finite.</param>
/// <param name="Position">The character where it begins, from 0.</param>
public sealed record NumberNode(double Value, int Position) : ExpressionNode(ValueKind.Number, Position)
{
    /// <inheritdoc/>
    public override int Depth => 1;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A text in quotes.</summary>
/// <param name="Value">The text within the quotes.</param>
/// <param name="Position">The character where it begins, from 0.</param>
public sealed record TextNode(string Value, int Position) : ExpressionNode(ValueKind.Text, Position)
{
    /// <inheritdoc/>
    public override int Depth => 1;

    /// <inheritdoc/>
    public override string ToString() => $"'{Value}'";
}

/// <summary>A field of the snapshot, written <c>$name</c>.</summary>
/// <param name="Name">The name in lower case, without <c>$</c>.</param>
/// <param name="Position">The character where it begins, from 0.</param>
public sealed record FieldNode(string Name, int Position) : ExpressionNode(ValueKind.Series, Position)
{
    /// <inheritdoc/>
    public override int Depth => 1;

    /// <inheritdoc/>
    public override string ToString() => $"${Name}";
}

/// <summary>A point-in-time field, a value per fiscal period and announcement, written <c>$$name</c>.</summary>
/// <param name="Name">The name in lower case, without <c>$$</c>; it ends in <c>_q</c> or <c>_a</c>.</param>
/// <param name="Position">The character where it begins, from 0.</param>
public sealed record PeriodFieldNode(string Name, int Position) : ExpressionNode(ValueKind.Series, Position)
{
    /// <inheritdoc/>
    public override int Depth => 1;

    /// <inheritdoc/>
    public override string ToString() => $"$${Name}";
}

/// <summary>An operator with its arguments.</summary>
/// <param name="Operator">The operator's name, such as <c>Mean</c>; infix signs have names too, such as
/// <c>Add</c>.</param>
/// <param name="Arguments">The arguments, in the order of the text.</param>
/// <param name="Kind">What it gives.</param>
/// <param name="Position">The character where it begins, from 0.</param>
public sealed record CallNode(string Operator, ImmutableArray<ExpressionNode> Arguments, ValueKind Kind, int Position)
    : ExpressionNode(Kind, Position)
{
    /// <inheritdoc/>
    public override int Depth { get; } = 1 + Arguments.Max(argument => argument.Depth);

    /// <inheritdoc/>
    public override string ToString() => $"{Operator}({string.Join(",", Arguments)})";

    /// <summary>The value of a number among the arguments.</summary>
    internal double Number(int argument) => ((NumberNode)Arguments[argument]).Value;

    /// <summary>The window or shift among the arguments.</summary>
    internal int Rows(int argument) => (int)Number(argument);
}
