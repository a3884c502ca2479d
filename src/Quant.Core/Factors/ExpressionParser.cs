namespace Quant.Factors;

/// <summary>Reads tokens into a typed tree, by recursive descent.</summary>
internal sealed class ExpressionParser
{
    private static readonly string[] Comparisons = [">", ">=", "<", "<=", "==", "!="];

    private readonly string text;
    private readonly ExpressionDialect dialect;
    private readonly List<ExpressionToken> tokens;
    private readonly ExpressionTyping typing;
    private int next;
    private int nesting;

    private ExpressionParser(string text, ExpressionDialect dialect, ExpressionUse use)
    {
        (this.text, this.dialect) = (text, dialect);
        tokens = ExpressionTokenizer.Tokens(text);
        typing = new ExpressionTyping(text, dialect, use);
    }

    private ExpressionToken Current => tokens[next];

    /// <summary>The tree of a whole text.</summary>
    /// <exception cref="ExpressionException">The text is no expression.</exception>
    public static ExpressionNode Parse(string text, ExpressionDialect dialect, ExpressionUse use)
    {
        if (text.Length > FactorExpression.MaxLength)
            throw new ExpressionException(
                text, FactorExpression.MaxLength, $"The text is longer than {FactorExpression.MaxLength} characters");
        var parser = new ExpressionParser(text, dialect, use);
        ExpressionNode tree = parser.Whole();
        if (parser.Current.Kind != TokenKind.End)
            throw parser.Unexpected();
        if (PeriodScope.Stray(tree) is { } stray)
            throw new ExpressionException(
                text, stray.Position, $"The point-in-time field '{stray}' can be read within P(…) and PRef(…) only", $"P({stray})");
        return tree;
    }

    private ExpressionNode Whole()
    {
        if (++nesting > FactorExpression.MaxDepth)
            throw new ExpressionException(
                text, Current.Position, $"More than {FactorExpression.MaxDepth} levels of nesting");
        ExpressionNode tree = dialect == ExpressionDialect.Qlib ? ComparisonOf(FlagsOfQlib) : FlagsOfQuant();
        nesting--;
        return tree;
    }

    // What a reader expects: comparisons first, then &, then |.
    private ExpressionNode FlagsOfQuant() =>
        LeftToRight(() => LeftToRight(() => ComparisonOf(Sum), "&"), "|");

    // What Qlib's host language does: & and | before comparisons.
    private ExpressionNode FlagsOfQlib() => LeftToRight(() => LeftToRight(Sum, "&"), "|");

    private ExpressionNode ComparisonOf(Func<ExpressionNode> operand)
    {
        ExpressionNode left = operand();
        if (!IsComparison(Current))
            return left;
        while (true)
        {
            ExpressionToken sign = Take();
            ExpressionNode right = operand();
            bool chained = IsComparison(Current);
            if (chained && dialect == ExpressionDialect.Quant)
                throw new ExpressionException(text, Current.Position, "A comparison cannot follow another", $"($low < $close) & ($close < $high)");
            if (!chained)
                return typing.Infix(sign, left, right);
            // Qlib keeps only the last comparison of a chain.
            left = right;
        }
    }

    private ExpressionNode Sum() => LeftToRight(() => LeftToRight(Signed, "*", "/"), "+", "-");

    private ExpressionNode Signed()
    {
        if (!Current.Is("-") && !Current.Is("+"))
            return Powered();
        if (++nesting > FactorExpression.MaxDepth)
            throw new ExpressionException(
                text, Current.Position, $"More than {FactorExpression.MaxDepth} levels of nesting");
        ExpressionToken sign = Take();
        ExpressionNode operand = Signed();
        nesting--;
        return typing.Signed(sign, operand);
    }

    private ExpressionNode Powered()
    {
        ExpressionNode basis = Primary();
        if (!Current.Is("**"))
            return basis;
        if (++nesting > FactorExpression.MaxDepth)
            throw new ExpressionException(
                text, Current.Position, $"More than {FactorExpression.MaxDepth} levels of nesting");
        ExpressionToken sign = Take();
        ExpressionNode exponent = Signed();
        nesting--;
        return typing.Infix(sign, basis, exponent);
    }

    private ExpressionNode Primary()
    {
        ExpressionToken token = Take();
        return token.Kind switch
        {
            TokenKind.Number => typing.Number(token),
            TokenKind.Field => typing.Field(token),
            TokenKind.Text => new TextNode(token.Text, token.Position),
            TokenKind.Name when Current.Is("(") => Call(token),
            TokenKind.Name => throw Bare(token),
            _ when token.Is("(") => Closed(Whole()),
            _ => throw Unexpected(token),
        };
    }

    private ExpressionNode Call(ExpressionToken name)
    {
        _ = Take();
        var arguments = ImmutableArray.CreateBuilder<ExpressionNode>();
        if (!Current.Is(")"))
        {
            arguments.Add(Whole());
            while (Current.Is(","))
            {
                _ = Take();
                arguments.Add(Whole());
            }
        }

        Expect(")");
        return typing.Call(name, arguments.ToImmutable());
    }

    private ExpressionNode Closed(ExpressionNode inner)
    {
        Expect(")");
        return inner;
    }

    private ExpressionNode LeftToRight(Func<ExpressionNode> operand, params ReadOnlySpan<string> signs)
    {
        ExpressionNode left = operand();
        while (Current.Kind == TokenKind.Sign && signs.Contains(Current.Text))
        {
            ExpressionToken sign = Take();
            left = typing.Infix(sign, left, operand());
        }

        return left;
    }

    private void Expect(string sign)
    {
        if (!Current.Is(sign))
            throw new ExpressionException(text, Current.Position, Current.Kind == TokenKind.End ? $"'{sign}' is missing" : $"'{sign}' was expected");
        next++;
    }

    private ExpressionToken Take()
    {
        ExpressionToken token = Current;
        if (token.Kind == TokenKind.End)
            throw Unexpected(token);
        next++;
        return token;
    }

    private static bool IsComparison(ExpressionToken token) =>
        token.Kind == TokenKind.Sign && Comparisons.Contains(token.Text);

    private ExpressionException Bare(ExpressionToken name) => name.Text switch
    {
        "and" or "or" or "not" => new ExpressionException(
            text, name.Position, $"'{name.Text}' is not part of the language", name.Text switch { "and" => "&", "or" => "|", _ => "Not(…)" }),
        "if" or "else" => new ExpressionException(
            text, name.Position, $"'{name.Text}' is not part of the language", "If(condition, then, else)"),
        _ => new ExpressionException(
            text, name.Position, $"'{name.Text}' is neither a field nor called as an operator", $"${name.Text}"),
    };

    private ExpressionException Unexpected() => Unexpected(Current);

    private ExpressionException Unexpected(ExpressionToken token) => token.Kind switch
    {
        TokenKind.End => new ExpressionException(text, token.Position, "The expression ends too early"),
        TokenKind.Name when token.Text is "and" or "or" or "if" or "else" or "not" => Bare(token),
        _ => new ExpressionException(text, token.Position, $"'{token.Text}' was not expected"),
    };
}
