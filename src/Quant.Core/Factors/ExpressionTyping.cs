namespace Quant.Factors;

/// <summary>Makes typed nodes and refuses what cannot be computed.</summary>
internal sealed class ExpressionTyping(string text, ExpressionDialect dialect)
{
    private int nodes;

    public ExpressionNode Number(ExpressionToken token)
    {
        if (!double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            throw new ExpressionException(text, token.Position, "The number is out of range");
        return Counted(new NumberNode(value, token.Position));
    }

    public ExpressionNode Field(ExpressionToken token) =>
        Counted(new FieldNode(token.Text[1..].ToLowerInvariant(), token.Position));

    public ExpressionNode Signed(ExpressionToken sign, ExpressionNode operand)
    {
        if (operand is NumberNode number)
            return number with { Value = sign.Text == "-" ? -number.Value : number.Value, Position = sign.Position };
        if (operand.Kind != ValueKind.Series)
            throw new ExpressionException(text, sign.Position, $"'{sign.Text}' needs a number or a series");
        return sign.Text == "+" ? operand : Node("Negate", [operand], ValueKind.Series, sign.Position);
    }

    public ExpressionNode Infix(ExpressionToken sign, ExpressionNode left, ExpressionNode right)
    {
        string name = sign.Text switch
        {
            "+" => "Add",
            "-" => "Sub",
            "*" => "Mul",
            "/" => "Div",
            "**" => "Power",
            ">" => "Gt",
            ">=" => "Ge",
            "<" => "Lt",
            "<=" => "Le",
            "==" => "Eq",
            "!=" => "Ne",
            "&" => "And",
            _ => "Or",
        };
        return Checked(OperatorCatalog.Find(name)!, [left, right], sign.Position, left.Position);
    }

    public ExpressionNode Call(ExpressionToken name, ImmutableArray<ExpressionNode> arguments)
    {
        OperatorSignature signature = OperatorCatalog.Find(name.Text) ?? throw new ExpressionException(
            text, name.Position, $"There is no operator '{name.Text}'", NearestName.Of(
                name.Text, OperatorCatalog.Names) ?? "");
        if (arguments.Length != signature.Arguments.Length)
        {
            throw new ExpressionException(
                text, name.Position, $"'{name.Text}' takes {signature.Arguments.Length} arguments, not {arguments.Length}");
        }

        return Checked(signature, arguments, name.Position, name.Position);
    }

    private ExpressionNode Checked(
        OperatorSignature signature, ImmutableArray<ExpressionNode> arguments, int sign, int position)
    {
        if (arguments.All(argument => argument is NumberNode))
            return Folded(signature, arguments, sign, position);
        for (int index = 0; index < arguments.Length; index++)
            Check(signature, signature.Arguments[index], arguments[index]);
        if (!arguments.Any(argument => argument.Kind is ValueKind.Series or ValueKind.Flags))
            throw new ExpressionException(text, sign, $"'{signature.Name}' needs a series");
        if (signature.Name == "Div" && dialect == ExpressionDialect.Quant && arguments.FirstOrDefault(part => part.Kind == ValueKind.Flags) is { } flags)
            throw new ExpressionException(
                text, flags.Position, "True or false cannot be divided", "If(condition, 1, 0)");
        return Node(signature.Name, arguments, signature.Result, position);
    }

    private ExpressionNode Node(string name, ImmutableArray<ExpressionNode> arguments, ValueKind kind, int position)
    {
        var node = new CallNode(name, arguments, kind, position);
        return node.Depth <= FactorExpression.MaxDepth
            ? Counted(node)
            : throw new ExpressionException(text, position, $"More than {FactorExpression.MaxDepth} levels of nesting");
    }

    private ExpressionNode Counted(ExpressionNode node) => ++nodes <= FactorExpression.MaxNodes
        ? node
        : throw new ExpressionException(
            text, node.Position, $"More than {FactorExpression.MaxNodes} operators, fields and numbers");

    private NumberNode Folded(
        OperatorSignature signature, ImmutableArray<ExpressionNode> arguments, int sign, int position)
    {
        double left = ((NumberNode)arguments[0]).Value;
        double right = arguments.Length > 1 ? ((NumberNode)arguments[1]).Value : 0;
        double value = signature.Name switch
        {
            "Add" => left + right,
            "Sub" => left - right,
            "Mul" => left * right,
            "Div" => left / right,
            "Power" => Math.Pow(left, right),
            _ => throw new ExpressionException(text, sign, $"'{signature.Name}' needs a series, not only numbers"),
        };
        return double.IsFinite(value)
            ? new NumberNode(value, position)
            : throw new ExpressionException(text, sign, "The number is out of range");
    }

    private void Check(OperatorSignature signature, ArgumentKind wanted, ExpressionNode found)
    {
        string problem = wanted switch
        {
            _ when found.Kind == ValueKind.Text => $"'{signature.Name}' does not take a text",
            ArgumentKind.Value => "",
            ArgumentKind.Series => found.Kind == ValueKind.Number ? $"'{signature.Name}' needs a series, not a number" : "",
            ArgumentKind.Flags => found.Kind == ValueKind.Flags ? "" : $"'{signature.Name}' needs true or false, such as $close > $open",
            ArgumentKind.Window => WindowProblem(signature, found),
            ArgumentKind.Shift => ShiftProblem(signature, found),
            _ => NumberProblem(signature, found),
        };
        if (problem.Length > 0)
            throw new ExpressionException(text, found.Position, problem);
    }

    private string WindowProblem(OperatorSignature signature, ExpressionNode found)
    {
        if (found is not NumberNode { Value: var window })
            return $"The window of '{signature.Name}' must be a number";
        if (window is > 0 and < 1 && (signature.Name == "EMA" || (dialect == ExpressionDialect.Qlib && signature.Arguments.Length == 2
            && signature.Name is "Mean" or "Sum" or "Std" or "Var" or "Max" or "Min" or "Med" or "Count")))
            return "";
        if (window < 0 || window != Math.Floor(window) || window > FactorExpression.MaxWindow)
            return $"The window of '{signature.Name}' must be a whole number from 0 to {FactorExpression.MaxWindow}";
        return window != 0 && window < signature.LeastWindow
            ? $"The window of '{signature.Name}' must be 0 or at least {signature.LeastWindow}"
            : "";
    }

    private static string ShiftProblem(OperatorSignature signature, ExpressionNode found) => found switch
    {
        not NumberNode => $"The shift of '{signature.Name}' must be a number",
        NumberNode { Value: < 0 } => $"'{signature.Name}' with a negative shift reads the future, which a feature may not",
        NumberNode { Value: var shift } when shift != Math.Floor(shift) || shift > FactorExpression.MaxWindow =>
            $"The shift of '{signature.Name}' must be a whole number from 0 to {FactorExpression.MaxWindow}",
        _ => "",
    };

    private static string NumberProblem(OperatorSignature signature, ExpressionNode found)
    {
        if (found is not NumberNode { Value: var value })
            return $"The last argument of '{signature.Name}' must be a number";
        return signature.Name == "Quantile" && value is not (>= 0 and <= 1) ? "A quantile must lie from 0 to 1" : "";
    }
}
