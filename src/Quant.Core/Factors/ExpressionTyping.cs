namespace Quant.Factors;

/// <summary>Makes typed nodes and refuses what cannot be computed.</summary>
internal sealed class ExpressionTyping(string text, ExpressionDialect dialect, ExpressionUse use)
{
    private const int MostBuckets = 10_000;

    private int nodes;

    public ExpressionNode Number(ExpressionToken token)
    {
        if (!double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            throw new ExpressionException(text, token.Position, "The number is out of range");
        return Counted(new NumberNode(value, token.Position));
    }

    public ExpressionNode Field(ExpressionToken token)
    {
        string name = token.Text.TrimStart('$').ToLowerInvariant();
        if (!token.Text.StartsWith("$$", StringComparison.Ordinal))
            return Counted(new FieldNode(name, token.Position));
        return name.EndsWith("_q", StringComparison.Ordinal) || name.EndsWith("_a", StringComparison.Ordinal)
            ? Counted(new PeriodFieldNode(name, token.Position))
            : throw new ExpressionException(
                text, token.Position, "A point-in-time field's name ends in _q (quarters) or _a (years)", $"$${name}_q");
    }

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
        if (OperatorCatalog.Refusal(name.Text) is { } refusal)
            throw new ExpressionException(text, name.Position, refusal.Reason, refusal.Instead);
        if (name.Text == "Rolling")
            return Rolling(name, arguments);
        OperatorSignature signature = OperatorCatalog.Find(name.Text) ?? throw new ExpressionException(
            text, name.Position, $"There is no operator '{name.Text}'", NearestName.Of(
                name.Text, OperatorCatalog.Names) ?? "");
        if (arguments.Length < signature.Least || arguments.Length > signature.Most)
        {
            string wanted = signature.Least == signature.Most ? $"{signature.Least}" : $"{signature.Least} to {signature.Most}";
            throw new ExpressionException(
                text, name.Position, $"'{name.Text}' takes {wanted} arguments, not {arguments.Length}");
        }

        return Checked(signature, arguments, name.Position, name.Position);
    }

    private ExpressionNode Checked(
        OperatorSignature signature, ImmutableArray<ExpressionNode> arguments, int sign, int position)
    {
        if (arguments.All(argument => argument is NumberNode))
            return Folded(signature, arguments, sign, position);
        for (int index = 0; index < arguments.Length; index++)
            Check(signature, signature.Argument(index), arguments[index]);
        if (!arguments.Any(argument => argument.Kind is ValueKind.Series or ValueKind.Flags))
            throw new ExpressionException(text, sign, $"'{signature.Name}' needs a series");
        if (signature.Name == "Div" && dialect == ExpressionDialect.Quant && arguments.FirstOrDefault(part => part.Kind == ValueKind.Flags) is { } flags)
            throw new ExpressionException(
                text, flags.Position, "True or false cannot be divided", "If(condition, 1, 0)");
        ValueKind kind = signature.Name switch
        {
            "Mask" => arguments[0].Kind,
            "ChangeInstrument" => arguments[1].Kind,
            _ => signature.Result,
        };
        return Node(signature.Name, arguments, kind, position);
    }

    // Qlib's way to name a window's statistic by a text.
    private ExpressionNode Rolling(ExpressionToken name, ImmutableArray<ExpressionNode> arguments)
    {
        if (arguments is not [_, _, TextNode function])
            throw new ExpressionException(
                text, name.Position, "'Rolling' takes a series, a window and the name of a statistic", "Rolling($close, 5, 'mean')");
        string[] names = ["count", "kurt", "max", "mean", "median", "min", "sem", "skew", "std", "sum", "var"];
        string[] operators = ["Count", "Kurt", "Max", "Mean", "Med", "Min", "Std", "Skew", "Std", "Sum", "Var"];
        int index = names.IndexOf(function.Value);
        if (index < 0)
            throw new ExpressionException(
                text, function.Position, $"There is no statistic '{function.Value}'", NearestName.Of(function.Value, names) ?? "");
        ExpressionNode statistic = Operator(operators[index], name.Position, arguments[0], arguments[1]);
        if (function.Value != "sem")
            return statistic;
        // The standard error of the mean; Qlib's library takes one degree of freedom off twice.
        ExpressionNode count = Operator("Count", name.Position, arguments[0], arguments[1]);
        if (dialect == ExpressionDialect.Qlib)
            count = Operator("Sub", name.Position, count, new NumberNode(1, name.Position));
        return Operator(
            "Div", name.Position, statistic, Operator("Power", name.Position, count, new NumberNode(0.5, name.Position)));
    }

    private ExpressionNode Operator(string name, int position, params ImmutableArray<ExpressionNode> arguments) =>
        Checked(OperatorCatalog.Find(name)!, arguments, position, position);

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
            ArgumentKind.Instrument => InstrumentProblem(signature, found),
            _ when found.Kind == ValueKind.Text => $"'{signature.Name}' does not take a text",
            ArgumentKind.Value => "",
            ArgumentKind.Series => found.Kind == ValueKind.Number ? $"'{signature.Name}' needs a series, not a number" : "",
            ArgumentKind.Flags => found.Kind == ValueKind.Flags ? "" : $"'{signature.Name}' needs true or false, such as $close > $open",
            ArgumentKind.Window => WindowProblem(signature, found),
            ArgumentKind.Shift => ShiftProblem(signature, found),
            ArgumentKind.Periods => PeriodScope.Problem(signature, found, text),
            _ => NumberProblem(signature, wanted, found),
        };
        if (signature.Name == "BFillNan" && use == ExpressionUse.Feature)
            problem = "'BFillNan' fills from later rows, and so reads the future, which a feature may not";
        if (problem.Length > 0)
            throw new ExpressionException(text, found.Position, problem);
    }

    private static string InstrumentProblem(OperatorSignature signature, ExpressionNode found) => found switch
    {
        not TextNode => $"'{signature.Name}' needs the code of an instrument in quotes, such as 'SH000300'",
        TextNode { Value: var code } when !InstrumentId.TryParse(code, out _) => $"'{code}' is no instrument's code",
        _ => "",
    };

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

    private string ShiftProblem(OperatorSignature signature, ExpressionNode found) => found switch
    {
        not NumberNode => $"The shift of '{signature.Name}' must be a number",
        NumberNode { Value: < 0 } when use == ExpressionUse.Feature =>
            $"'{signature.Name}' with a negative shift reads the future, which a feature may not",
        NumberNode { Value: var shift } when shift != Math.Floor(shift) || Math.Abs(shift) > FactorExpression.MaxWindow =>
            $"The shift of '{signature.Name}' must be a whole number from 0 to {FactorExpression.MaxWindow}",
        _ => "",
    };

    private string NumberProblem(OperatorSignature signature, ArgumentKind wanted, ExpressionNode found)
    {
        if (found is not NumberNode { Value: var value })
            return $"'{signature.Name}' needs a number here";
        bool whole = value == Math.Floor(value);
        return signature.Name switch
        {
            "Quantile" when value is not (>= 0 and <= 1) => "A quantile must lie from 0 to 1",
            "CSBucket" when !whole || value is < 2 or > MostBuckets => $"The number of buckets must be a whole number from 2 to {MostBuckets}",
            "CSScale" when value <= 0 => "A scale must be greater than 0",
            "Cut" when !whole || Math.Abs(value) > FactorExpression.MaxWindow => "'Cut' takes whole numbers of rows",
            "Cut" when value < 0 && use == ExpressionUse.Feature =>
                "'Cut' at the end knows which rows are the last, and so reads the future, which a feature may not",
            "PRef" when wanted == ArgumentKind.Period && !whole => "A fiscal period is written yyyyqq, such as 201803, or yyyy",
            _ => "",
        };
    }
}
