using Quant.Factors;

namespace Quant.Core.Tests.Factors;

/// <summary>
/// Evaluates an expression on one instrument's loaded rows as the page on Qlib's semantics says it, operator by operator and cell by
/// cell, without a thought for speed. Rows before the first bar and after the last are not in the lists.
/// </summary>
internal static class NaiveExpression
{
    public static double[] Evaluate(ExpressionNode node, IReadOnlyDictionary<string, double[]> fields) => node switch
    {
        FieldNode field => fields[field.Name],
        NumberNode number => [.. fields.First().Value.Select(_ => number.Value)],
        CallNode call => Call(call, [.. call.Arguments.Select(argument => Evaluate(argument, fields))]),
        _ => throw new NotSupportedException(node.ToString()),
    };

    private static double[] Call(CallNode call, double[][] series)
    {
        double[] x = series[0];
        double number = call.Arguments[^1] is NumberNode last ? last.Value : 0;
        return call.Operator switch
        {
            "Ref" => [.. x.Select((_, row) => number == 0 ? x[0] : row - (int)number >= 0 ? x[row - (int)number] : double.NaN)],
            "Delta" => [.. x.Select((value, row) => number == 0 ? value - x[0] : row - (int)number >= 0 ? value - x[row - (int)number] : double.NaN)],
            "If" => [.. x.Select((condition, row) => condition != 0 ? series[1][row] : series[2][row])],
            "EMA" => [.. x.Select((_, row) => Exponential(x, row, number))],
            "Quantile" => Rolling(x, (int)((NumberNode)call.Arguments[1]).Value, window => Quantile(Known(window), number)),
            "Corr" or "Cov" => [.. x.Select((_, row) => Pair(call.Operator, x, series[1], row, (int)number))],
            "Slope" or "Resi" or "Rsquare" => UntilInfinity(x, Rolling(x, (int)number, window => Trend(call.Operator, window, number))),
            "Abs" or "Log" or "Sign" => [.. x.Select(value => Unary(call.Operator, value))],
            _ when call.Arguments.Length == 2 && OperatorCatalog.Find(call.Operator)!.Arguments[1] == ArgumentKind.Window =>
                number is > 0 and < 1
                    ? [.. x.Select((_, row) => Exponential(x, row, number))]
                    : Rolling(x, (int)number, window => Statistic(call.Operator, window, number)),
            _ => [.. x.Select((left, row) => Binary(call.Operator, left, series[1][row]))],
        };
    }

    private static double Unary(string name, double x) => name switch
    {
        "Abs" => Math.Abs(x),
        "Log" => Math.Log(x),
        _ => double.IsNaN(x) ? double.NaN : Math.Sign(x),
    };

    private static double Binary(string name, double x, double y) => name switch
    {
        "Add" => x + y,
        "Sub" => x - y,
        "Mul" => x * y,
        "Div" => x / y,
        "Greater" => Math.Max(x, y),
        "Less" => Math.Min(x, y),
        "Gt" => x > y ? 1 : 0,
        "Le" => x <= y ? 1 : 0,
        "Ne" => x != y ? 1 : 0,
        "And" => x == 1 && y == 1 ? 1 : 0,
        _ => throw new NotSupportedException(name),
    };

    private static double[] Rolling(double[] x, int window, Func<double[], double> statistic) =>
        [.. x.Select((_, row) => statistic(x[(window == 0 ? 0 : Math.Max(0, row - window + 1))..(row + 1)]))];

    private static double[] Known(double[] window) => [.. window.Where(double.IsFinite)];

    private static double Statistic(string name, double[] window, double asked)
    {
        double[] known = Known(window);
        double mean = known.Length == 0 ? double.NaN : known.Average();
        double squares = known.Sum(value => (value - mean) * (value - mean));
        bool constant = known.Length > 0 && known.All(value => value == known[0]);
        double variance = known.Length < 2 ? double.NaN : constant ? 0 : squares / (known.Length - 1);
        switch (name)
        {
            case "Count":
                return window.Count(value => !double.IsNaN(value));
            case "Var":
                return variance;
            case "Std":
                return Math.Sqrt(variance);
            case "IdxMax" or "IdxMin":
                int gap = Array.FindIndex(window, value => !double.IsFinite(value));
                double extreme = known.Length == 0 ? double.NaN : name == "IdxMax" ? known.Max() : known.Min();
                return known.Length == 0 ? double.NaN : 1 + (gap >= 0 ? gap : Array.IndexOf(window, extreme));
            case "Rank":
                double now = window[^1];
                return !double.IsFinite(now) ? double.NaN
                    : (known.Count(value => value < now) + ((known.Count(value => value == now) + 1) / 2.0)) / known.Length;
            case "Skew" or "Kurt":
                return Shape(name, known, mean, constant);
            case "WMA":
                double total = window.Length * (window.Length + 1) / 2.0;
                return known.Length == 0 ? double.NaN : window.Select((value, at) => double.IsFinite(value) ? value * (at + 1) / total : 0).Sum() / known.Length;
        }

        return known.Length == 0 ? double.NaN : name switch
        {
            "Mean" => mean,
            "Sum" => known.Sum(),
            "Max" => known.Max(),
            "Min" => known.Min(),
            "Med" => Quantile(known, 0.5),
            "Mad" => known.Sum(value => Math.Abs(value - mean)) / known.Length,
            _ => throw new NotSupportedException($"{name} {asked}"),
        };
    }

    // What an infinity leaves in Qlib's running sums never goes away.
    private static double[] UntilInfinity(double[] x, double[] trend) =>
        [.. trend.Select((value, row) => x.Take(row + 1).Any(double.IsInfinity) ? double.NaN : value)];

    private static double Trend(string name, double[] window, double asked)
    {
        if (name != "Rsquare")
            return Line(name, window);
        double[] positions = [.. Enumerable.Range(0, window.Length).Select(at => (double)at)];
        return asked > 0 && HardlyVaries(window) ? double.NaN : Correlation(positions, window) is var value ? value * value : 0;
    }

    private static double Pair(string name, double[] x, double[] y, int row, int window)
    {
        Range rows = (window == 0 ? 0 : Math.Max(0, row - window + 1))..(row + 1);
        if (name == "Corr")
            return window > 0 && (HardlyVaries(x[rows]) || HardlyVaries(y[rows])) ? double.NaN : Correlation(x[rows], y[rows]);
        (double X, double Y)[] both = [.. x[rows].Zip(y[rows]).Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second))];
        return both.Length < 2 ? double.NaN : Products(both) / (both.Length - 1);
    }

    // Qlib's guard: a window whose deviation is at most 2e-5 counts as constant.
    private static bool HardlyVaries(double[] window) => Statistic("Std", window, 0) <= 2e-5;

    private static double Correlation(double[] x, double[] y)
    {
        (double X, double Y)[] both = [.. x.Zip(y).Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second))];
        double squaresX = Products([.. both.Select(pair => (pair.X, pair.X))]);
        double squaresY = Products([.. both.Select(pair => (pair.Y, pair.Y))]);
        return both.Length < 2 ? double.NaN : Products(both) / (Math.Sqrt(squaresX) * Math.Sqrt(squaresY));
    }

    // About the first pair, so that equal numbers give exactly nothing.
    private static double Products((double X, double Y)[] pairs)
    {
        if (pairs.Length == 0)
            return 0;
        (double X, double Y)[] moved = [.. pairs.Select(pair => (pair.X - pairs[0].X, pair.Y - pairs[0].Y))];
        (double meanX, double meanY) = (moved.Average(pair => pair.X), moved.Average(pair => pair.Y));
        return moved.Sum(pair => (pair.X - meanX) * (pair.Y - meanY));
    }

    private static double Shape(string name, double[] known, double mean, bool constant)
    {
        double n = known.Length;
        if (n < (name == "Skew" ? 3 : 4))
            return double.NaN;
        if (constant)
            return name == "Skew" ? 0 : -3;
        double Sum(int power) => known.Sum(value => Math.Pow(value - mean, power));
        if (Sum(2) / n <= 1e-14)
            return double.NaN;
        return name == "Skew"
            ? n * Math.Sqrt(n - 1) / (n - 2) * Sum(3) / Math.Pow(Sum(2), 1.5)
            : (n * (n + 1) * (n - 1) / ((n - 2) * (n - 3)) * Sum(4) / Math.Pow(Sum(2), 2)) - (3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3)));
    }

    private static double Line(string name, double[] window)
    {
        (double At, double Value)[] known = [.. window.Select((value, at) => (At: at + 1.0, Value: value)).Where(point => double.IsFinite(point.Value))];
        if (known.Length < 2)
            return double.NaN;
        double meanAt = known.Average(point => point.At);
        double mean = known.Average(point => point.Value);
        double slope = known.Sum(point => (point.At - meanAt) * (point.Value - mean)) / known.Sum(point => (point.At - meanAt) * (point.At - meanAt));
        if (name == "Slope")
            return slope;
        return double.IsFinite(window[^1]) ? window[^1] - (mean + (slope * (window.Length - meanAt))) : double.NaN;
    }

    private static double Quantile(double[] known, double share)
    {
        if (known.Length == 0)
            return double.NaN;
        double[] sorted = [.. known.Order()];
        double place = (known.Length - 1) * share;
        int below = (int)Math.Floor(place);
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private static double Exponential(double[] x, int row, double span)
    {
        double share = span is > 0 and < 1 ? span : span == 0 ? 2.0 / (2 + row) : 2 / (span + 1);
        double sum = 0;
        double weights = 0;
        bool any = false;
        for (int at = 0; at <= row; at++)
        {
            double weight = Math.Pow(1 - share, row - at);
            bool isKnown = double.IsFinite(x[at]);
            any |= isKnown;
            sum += isKnown ? weight * x[at] : 0;
            weights += isKnown || span == 0 ? weight : 0;
        }

        // With a share of 1 only the newest known value counts.
        if (any && weights == 0)
            return x.Take(row + 1).Last(double.IsFinite);
        return any ? sum / weights : double.NaN;
    }
}
