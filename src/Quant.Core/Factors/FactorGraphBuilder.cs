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
    private readonly WindowGroups groups;
    private readonly ExpressionDialect dialect;

    private FactorGraphBuilder(FactorSet set) => (dialect, groups) = (set.Dialect, WindowGroups.Of(set));

    private bool Qlib => dialect == ExpressionDialect.Qlib;

    public static FactorGraph Build(FactorSet set)
    {
        var builder = new FactorGraphBuilder(set);
        ImmutableArray<GraphSlot> outputs = [.. set.Expressions.Select(expression => builder.Series(expression.Tree))];
        return new FactorGraph([.. builder.nodes], outputs);
    }

    private GraphSlot Series(ExpressionNode node) => node switch
    {
        FieldNode leaf => Field(leaf.Name),
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
        _ when Qlib => Add(new GatheredWindow(0, WindowStatistics.First, 0), series),
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
        "Mean" => Add(new MeanOf(), Sums(series, window)),
        "Sum" => Add(new SumOf(), Sums(series, window)),
        "Count" => Add(new SumOf(), Sums(Add(new Unary<Functions.IsKnown>(), series), window)),
        "Std" => Add(new VarianceOf(Root: true), MomentsOf(series, window)),
        "Var" => Add(new VarianceOf(Root: false), MomentsOf(series, window)),
        "Max" => Add(new ExtremeOf(), Extreme(series, window, largest: true)),
        "Min" => Add(new ExtremeOf(), Extreme(series, window, largest: false)),
        "IdxMax" => Add(new PlaceOf(window, Qlib), Place(series, window, largest: true)),
        "IdxMin" => Add(new PlaceOf(window, Qlib), Place(series, window, largest: false)),
        "Quantile" => Sorted(call, series, window, call.Number(2)),
        "Med" => Sorted(call, series, window, WindowGroups.Median),
        "Rank" => Ranked(call, series, window),
        "Slope" => Add(new SlopeOf(), Trend(series, window)),
        "Resi" => Add(new ResidualOf(), [series, MomentsOf(series, window)[1], .. Trend(series, window)]),
        "Rsquare" => RSquare(series, window),
        "EMA" => Add(new ExponentialMean(2.0 / (window + 1)), series),
        _ => Gathered(call, series, window),
    };

    // From the first bar on there is no fixed set of parts, so each cell is computed from its rows.
    private GraphSlot Expanding(CallNode call, GraphSlot series) => call.Operator switch
    {
        "Mean" => Gather(series, WindowStatistics.Mean),
        "Sum" => Gather(series, WindowStatistics.Sum),
        "Count" => Gather(series, WindowStatistics.Count),
        "Std" => Gather(series, WindowStatistics.StandardDeviation),
        "Var" => Gather(series, WindowStatistics.Variance),
        "Max" => Gather(series, WindowStatistics.Max),
        "Min" => Gather(series, WindowStatistics.Min),
        "IdxMax" => Gather(series, WindowStatistics.PlaceOfMax, Qlib ? 1 : 0),
        "IdxMin" => Gather(series, WindowStatistics.PlaceOfMin, Qlib ? 1 : 0),
        "Quantile" => Gather(series, WindowStatistics.Quantile, call.Number(2)),
        "Med" => Gather(series, WindowStatistics.Quantile, WindowGroups.Median),
        "Rank" => Gather(series, WindowStatistics.Rank),
        "Slope" => Gather(series, WindowStatistics.Slope),
        "Resi" => Gather(series, WindowStatistics.Residual),
        "Rsquare" => Gather(series, WindowStatistics.RSquare),
        "EMA" => Gather(series, WindowStatistics.ExponentialMean, Qlib ? 1 : 0),
        _ => Gathered(call, series, 0),
    };

    private GraphSlot Gathered(CallNode call, GraphSlot series, int window) => call.Operator switch
    {
        "Skew" => Gather(series, WindowStatistics.Skewness, Qlib ? 1 : 0, window),
        "Kurt" => Gather(series, WindowStatistics.Kurtosis, Qlib ? 1 : 0, window),
        "Mad" => Gather(series, WindowStatistics.MeanAbsoluteDeviation, 0, window),
        "WMA" => Gather(series, WindowStatistics.WeightedMean, Qlib ? 1 : 0, window),
        _ => throw new InvalidOperationException($"There is no kernel for {call.Operator}."),
    };

    private GraphSlot Gather(GraphSlot series, WindowStatistic statistic, double parameter = 0, int window = 0) =>
        Add(new GatheredWindow(window, statistic, parameter), series);

    private GraphSlot Pair(CallNode call, GraphSlot x, GraphSlot y, int window)
    {
        bool covariance = call.Operator == "Cov";
        if (window == 0)
            return Add(
                new GatheredPair(0, covariance ? WindowStatistics.Covariance : WindowStatistics.Correlation), x, y);
        ImmutableArray<GraphSlot> pair = PairsOf(x, y, window);
        if (covariance)
            return Add(new CovarianceOf(), pair);
        if (!Qlib)
            return Add(new CorrelationOf(QlibThreshold: false), pair);
        ImmutableArray<GraphSlot> ownX = MomentsOf(x, window);
        ImmutableArray<GraphSlot> ownY = MomentsOf(y, window);
        return Add(new CorrelationOf(QlibThreshold: true), [.. pair, ownX[0], ownX[2], ownY[0], ownY[2]]);
    }

    private GraphSlot RSquare(GraphSlot series, int window)
    {
        ImmutableArray<GraphSlot> moments = MomentsOf(series, window);
        ImmutableArray<GraphSlot> trend = Trend(series, window);
        return Add(new RSquareOf(Qlib), [moments[0], moments[2], trend[1], trend[2]]);
    }

    private GraphSlot Sorted(CallNode call, GraphSlot series, int window, double quantile)
    {
        ImmutableArray<double> quantiles = groups.Quantiles(call.Arguments[0], window);
        return new GraphSlot(Add(new SortedWindow(window, quantiles), series).Node, quantiles.IndexOf(quantile));
    }

    private GraphSlot Ranked(CallNode call, GraphSlot series, int window)
    {
        ImmutableArray<int> windows = groups.Ranks(call.Arguments[0]);
        ImmutableArray<GraphSlot> counts = [.. windows.Select(rows => Sums(series, rows)[0])];
        return new GraphSlot(
            Add(new RankWindow(windows), [Add(new Filled(), series), .. counts]).Node, windows.IndexOf(window));
    }

    private ImmutableArray<GraphSlot> Sums(GraphSlot series, int window) => window <= WindowSplit.LongestDirect
        ? AllOf(new DirectSum(window), series)
        : AllOf(
            new MergedSum(WindowSplit.Newer(window)),
            [.. Sums(series, WindowSplit.Newer(window)), .. Sums(series, window - WindowSplit.Newer(window))]);

    private ImmutableArray<GraphSlot> MomentsOf(GraphSlot series, int window) => window <= WindowSplit.LongestDirect
        ? AllOf(new DirectMoments(window), series)
        : AllOf(
            new MergedMoments(WindowSplit.Newer(window)),
            [.. MomentsOf(series, WindowSplit.Newer(window)), .. MomentsOf(
                series, window - WindowSplit.Newer(window))]);

    private ImmutableArray<GraphSlot> Trend(GraphSlot series, int window)
    {
        ImmutableArray<GraphSlot> moments = MomentsOf(series, window);
        if (window <= WindowSplit.LongestDirect)
            return AllOf(new DirectTrend(window), series, moments[0], moments[1]);
        int newer = WindowSplit.Newer(window);
        ImmutableArray<GraphSlot> newest = MomentsOf(series, newer);
        ImmutableArray<GraphSlot> oldest = MomentsOf(series, window - newer);
        return AllOf(
            new MergedTrend(newer),
            [newest[0], newest[1], .. Trend(series, newer), oldest[0], oldest[1], .. Trend(series, window - newer)]);
    }

    private ImmutableArray<GraphSlot> PairsOf(GraphSlot x, GraphSlot y, int window) => window <= WindowSplit.LongestDirect
        ? AllOf(new DirectPair(window), x, y)
        : AllOf(
            new MergedPair(WindowSplit.Newer(window)),
            [.. PairsOf(x, y, WindowSplit.Newer(window)), .. PairsOf(x, y, window - WindowSplit.Newer(window))]);

    private GraphSlot Extreme(GraphSlot series, int window, bool largest) => window <= WindowSplit.LongestDirect
        ? Add(new DirectExtreme(window, largest), series)
        : Add(
            new MergedExtreme(WindowSplit.Newer(window), largest),
            Extreme(series, WindowSplit.Newer(window), largest),
            Extreme(series, window - WindowSplit.Newer(window), largest));

    private ImmutableArray<GraphSlot> Place(GraphSlot series, int window, bool largest) => window <= WindowSplit.LongestDirect
        ? AllOf(new DirectPlace(window, largest), series)
        : AllOf(
            new MergedPlace(WindowSplit.Newer(window), largest),
            [.. Place(series, WindowSplit.Newer(window), largest), .. Place(
                series, window - WindowSplit.Newer(window), largest)]);

    private GraphSlot Field(string name)
    {
        if (!fields.TryGetValue(name, out GraphNode? node))
            fields.Add(name, node = Node(null, name, []));
        return new GraphSlot(node, 0);
    }

    private ImmutableArray<GraphSlot> AllOf(Kernel kernel, params ImmutableArray<GraphSlot> sources)
    {
        GraphNode node = Add(kernel, sources).Node;
        return [.. Enumerable.Range(0, node.Slots).Select(slot => new GraphSlot(node, slot))];
    }

    private GraphSlot Add(Kernel kernel, params ImmutableArray<GraphSlot> sources)
    {
        (Kernel, string) key = (kernel, string.Join(' ', sources.Select(source => $"{source.Node.Id}.{source.Slot}")));
        if (!kernels.TryGetValue(key, out GraphNode? node))
            kernels.Add(key, node = Node(kernel, "", sources));
        return new GraphSlot(node, 0);
    }

    private GraphNode Node(Kernel? kernel, string field, ImmutableArray<GraphSlot> sources)
    {
        var node = new GraphNode(nodes.Count, kernel, field, sources);
        nodes.Add(node);
        return node;
    }
}
