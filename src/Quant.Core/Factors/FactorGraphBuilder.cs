using Quant.Kernels;

namespace Quant.Factors;

/// <summary>
/// Turns the trees of a set into one graph: equal parts become one node, windows become merges of parts.
/// </summary>
internal sealed class FactorGraphBuilder
{
    private readonly List<GraphNode> nodes = [];
    private readonly Dictionary<(Kernel Kernel, string Sources), GraphNode> kernels = [];
    private readonly Dictionary<string, GraphNode> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WindowDraft> drafts = new(StringComparer.Ordinal);
    private readonly ExpressionDialect dialect;
    private readonly bool isQuery;

    private FactorGraphBuilder(ExpressionDialect dialect, bool isQuery) => (this.dialect, this.isQuery) = (dialect, isQuery);

    // The quantile that is the median.
    private const double Median = 0.5;

    private bool Qlib => dialect == ExpressionDialect.Qlib;

    /// <summary>Makes the graph of some trees.</summary>
    /// <param name="trees">What is computed.</param>
    /// <param name="dialect">Whose rules the trees follow.</param>
    /// <param name="isQuery">Whether the first row is where Qlib would begin to load, so that what its running sums
    /// keep from there on is reproduced as well.</param>
    public static FactorGraph Build(
        ImmutableArray<ExpressionNode> trees, ExpressionDialect dialect, bool isQuery = false)
    {
        var builder = new FactorGraphBuilder(dialect, isQuery);
        ImmutableArray<GraphSlot> outputs = [.. trees.Select(builder.Series)];
        foreach (WindowDraft draft in builder.drafts.Values)
            draft.Complete();
        return FactorGraph.Of(builder.nodes, outputs);
    }

    private GraphSlot Series(ExpressionNode node) => node switch
    {
        FieldNode leaf => Field(leaf.Name),
        PeriodFieldNode leaf => Field(leaf.Name),
        NumberNode number => Add(new Constant(number.Value)),
        CallNode { Arguments: [_, _] } call when Elementwise(call) is { } slot => slot,
        CallNode call => Call(call),
        _ => throw new InvalidOperationException($"{node} is no series."),
    };

    private GraphSlot Call(CallNode call) => call.Operator switch
    {
        "Abs" => Add(new Unary<Functions.Abs>(), Series(call.Arguments[0])),
        "Negate" => Add(new Unary<Functions.Negate>(), Series(call.Arguments[0])),
        "Log" => Add(new Unary<Functions.Log>(), Series(call.Arguments[0])),
        "Sign" => Add(new Unary<Functions.Sign>(), Series(call.Arguments[0])),
        "Not" => Add(new Unary<Functions.Not>(), Series(call.Arguments[0])),
        "If" => Add(
            new Choice(MissingIsTrue: Qlib), Series(call.Arguments[0]), Series(call.Arguments[1]), Series(
                call.Arguments[2])),
        "IsNull" => Add(new Unary<CellTests.IsMissing>(), Series(call.Arguments[0])),
        "IsInf" => Add(new Unary<CellTests.IsInfinite>(), Series(call.Arguments[0])),
        "FFillNan" => Add(new FillForward(), Series(call.Arguments[0])),
        "Cut" => Add(new WithoutFirst(call.Rows(1)), Series(call.Arguments[0])),
        "Ref" => Shifted(Series(call.Arguments[0]), call.Rows(1)),
        "Delta" => Delta(Series(call.Arguments[0]), call.Rows(1)),
        "Corr" or "Cov" => Pair(call, Series(call.Arguments[0]), Series(call.Arguments[1]), call.Rows(2)),
        _ => Rolling(call, Series(call.Arguments[0]), call.Number(1)),
    };

    private GraphSlot? Elementwise(CallNode call) => call.Operator switch
    {
        "Add" => Binary<Functions.Add>(call),
        "Sub" => Binary<Functions.Subtract>(call),
        "Mul" => Binary<Functions.Multiply>(call),
        "Div" => Binary<Functions.Divide>(call),
        "Power" => Binary<Functions.Power>(call),
        "Greater" => Binary<Functions.Greater>(call),
        "Less" => Binary<Functions.Less>(call),
        "Gt" => Binary<Functions.IsGreater>(call),
        "Ge" => Binary<Functions.IsGreaterOrEqual>(call),
        "Lt" => Binary<Functions.IsLess>(call),
        "Le" => Binary<Functions.IsLessOrEqual>(call),
        "Eq" => Binary<Functions.IsEqual>(call),
        "Ne" => Binary<Functions.IsUnequal>(call),
        "And" => Binary<Functions.And>(call),
        "Or" => Binary<Functions.Or>(call),
        "Select" => Binary<CellTests.Where>(call),
        _ => null,
    };

    private GraphSlot Binary<T>(CallNode call)
        where T : struct, IBinary => call.Arguments switch
    {
        [NumberNode left, var right] => Add(new BinaryLeft<T>(left.Value), Series(right)),
        [var left, NumberNode right] => Add(new BinaryRight<T>(right.Value), Series(left)),
        [var left, var right] => Add(new Binary<T>(), Series(left), Series(right)),
        _ => throw new InvalidOperationException($"{call} does not have two arguments."),
    };

    // In Qlib a shift by nothing gives the first value of all.
    private GraphSlot Shifted(GraphSlot series, int rows) => rows switch
    {
        > 0 => Add(new Shift(rows), series),
        _ when Qlib => Add(new FirstValue(), series),
        _ => series,
    };

    private GraphSlot Delta(GraphSlot series, int rows) =>
        Add(new Binary<Functions.Subtract>(), series, Shifted(series, rows));

    private GraphSlot Rolling(CallNode call, GraphSlot series, double window) => window switch
    {
        > 0 and < 1 => Add(new ExponentialMean(window), series),
        0 => Expanding(call, series),
        _ => Rolling(call, series, (int)window),
    };

    private GraphSlot Rolling(CallNode call, GraphSlot series, int window) => call.Operator switch
    {
        "Mean" => Sums(series).Slot(new(window, WindowStatisticKind.Mean)),
        "Sum" => Sums(series).Slot(new(window, WindowStatisticKind.Sum)),
        "Count" => Sums(Add(new Unary<Functions.IsKnown>(), series)).Slot(new(window, WindowStatisticKind.Sum)),
        "Std" => Moments(series).Slot(new(window, WindowStatisticKind.Deviation)),
        "Var" => Moments(series).Slot(new(window, WindowStatisticKind.Variance)),
        "Max" => Family<ExtremeFamily<LargestEnd>>(series).Slot(new(window, WindowStatisticKind.Extreme)),
        "Min" => Family<ExtremeFamily<SmallestEnd>>(series).Slot(new(window, WindowStatisticKind.Extreme)),
        "IdxMax" => Family<PlaceFamily<LargestEnd>>(series).Slot(new(window, Place)),
        "IdxMin" => Family<PlaceFamily<SmallestEnd>>(series).Slot(new(window, Place)),
        "Quantile" => Sorted(series, window).Slot(new(window, WindowStatisticKind.Quantile, call.Number(2))),
        "Med" => Sorted(series, window).Slot(new(window, WindowStatisticKind.Quantile, Median)),
        "Rank" => Ranked(series, window),
        "Slope" => Trend(series, new(window, WindowStatisticKind.Slope)),
        "Resi" => Trend(series, new(window, WindowStatisticKind.Residual)),
        "Rsquare" => Trend(
            series, new(window, Qlib ? WindowStatisticKind.QlibRSquare : WindowStatisticKind.RSquare)),
        "EMA" => Add(new ExponentialMean(2.0 / (window + 1)), series),
        _ => Walking(call, series, window),
    };

    // Windows of all rows since the first bar merge with one row more, where they have parts.
    private GraphSlot Expanding(CallNode call, GraphSlot series) => call.Operator switch
    {
        "Quantile" => Expanding(series, call.Number(2)),
        "Med" => Expanding(series, Median),
        "Rank" => Walk<Walked.Rank>(series, Kernel.Everything),
        "EMA" => Walk<Walked.ExponentialMean>(series, Kernel.Everything),
        "Rsquare" => Trend(series, new(Kernel.Everything, WindowStatisticKind.RSquare)),
        _ => Rolling(call, series, Kernel.Everything),
    };

    private GraphSlot Expanding(GraphSlot series, double quantile) => Draft(
        "sorted", draft => new ExpandingSorted([.. draft.Asked.Select(ask => ask.Parameter)]), series)
        .Slot(new(Kernel.Everything, WindowStatisticKind.Quantile, quantile));

    private GraphSlot Walking(CallNode call, GraphSlot series, int window) => call.Operator switch
    {
        "Skew" => Walk<Walked.Skewness>(series, window),
        "Kurt" => Walk<Walked.Kurtosis>(series, window),
        "Mad" => Walk<Walked.MeanAbsoluteDeviation>(series, window),
        "WMA" => Walk<Walked.WeightedMean>(series, window),
        _ => throw new InvalidOperationException($"There is no kernel for {call.Operator}."),
    };

    private GraphSlot Walk<T>(GraphSlot series, int window)
        where T : struct, IWalked => Add(new WalkedWindow<T>(window, Qlib), series);

    private GraphSlot Pair(CallNode call, GraphSlot x, GraphSlot y, int window)
    {
        bool covariance = call.Operator == "Cov";
        if (window == 0)
            return Family<PairFamily>(x, y).Slot(new(
                Kernel.Everything, covariance ? WindowStatisticKind.Covariance : WindowStatisticKind.Correlation));
        if (covariance)
            return Family<PairFamily>(x, y).Slot(new(window, WindowStatisticKind.Covariance));
        if (!Qlib)
            return Family<PairFamily>(x, y).Slot(new(window, WindowStatisticKind.Correlation));
        var constant = new WindowAsk(window, WindowStatisticKind.IsConstant);
        ImmutableArray<GraphSlot> flags = [Moments(x).Slot(constant), Moments(y).Slot(constant)];
        return Family<PairFamily>(x, y).Slot(new(window, WindowStatisticKind.QlibCorrelation), flags);
    }

    private GraphSlot Ranked(GraphSlot series, int window)
    {
        GraphSlot count = Sums(series).Slot(new(window, WindowStatisticKind.Count));
        GraphSlot filled = Add(new Filled(), series);
        return Draft("ranks", draft => new RankWindow([.. draft.Asked.Select(ask => ask.Window)]), filled)
            .Slot(new(window, WindowStatisticKind.Rank), count);
    }

    private WindowDraft Sorted(GraphSlot series, int window) => Draft(
        $"sorted {window}", draft => new SortedWindow(window, [.. draft.Asked.Select(ask => ask.Parameter)]), series);

    private WindowDraft Sums(GraphSlot series) => Family<SumFamily>(series);

    // A trend has the moments of its values beside those of its positions, so one family gives both.
    private WindowDraft Moments(GraphSlot series) => Draft(
        "moments",
        draft => draft.Asked.Any(ask => ask.Kind >= WindowStatisticKind.Slope)
            ? new WindowFamily<TrendFamily>(draft.Asked)
            : new WindowFamily<MomentFamily>(draft.Asked),
        series);

    private GraphSlot Trend(GraphSlot series, WindowAsk ask)
    {
        GraphSlot trend = Moments(series).Slot(ask);
        return Qlib && isQuery ? Add(new UntilInfinity(), series, trend) : trend;
    }

    private WindowDraft Family<T>(params ImmutableArray<GraphSlot> sources)
        where T : struct, IWindowFamily =>
        Draft(typeof(T).ToString(), draft => new WindowFamily<T>(draft.Asked), sources);

    private WindowDraft Draft(string name, Func<WindowDraft, Kernel> kernel, params ImmutableArray<GraphSlot> sources)
    {
        string key = $"{name} {Key(sources)}";
        if (!drafts.TryGetValue(key, out WindowDraft? draft))
            drafts.Add(key, draft = new WindowDraft(Node(null, "", sources), kernel));
        return draft;
    }

    private GraphSlot Field(string name)
    {
        if (!fields.TryGetValue(name, out GraphNode? node))
            fields.Add(name, node = Node(null, name, []));
        return new GraphSlot(node, 0);
    }

    private WindowStatisticKind Place => Qlib ? WindowStatisticKind.QlibPlace : WindowStatisticKind.Place;

    private GraphSlot Add(Kernel kernel, params ImmutableArray<GraphSlot> sources)
    {
        (Kernel, string) key = (kernel, Key(sources));
        if (!kernels.TryGetValue(key, out GraphNode? node))
            kernels.Add(key, node = Node(kernel, "", sources));
        return new GraphSlot(node, 0);
    }

    private static string Key(ImmutableArray<GraphSlot> sources) =>
        string.Join(' ', sources.Select(source => $"{source.Node.Id}.{source.Slot}"));

    private GraphNode Node(Kernel? kernel, string field, ImmutableArray<GraphSlot> sources)
    {
        var node = new GraphNode(nodes.Count, kernel, field, sources);
        nodes.Add(node);
        return node;
    }
}
