namespace Quant.Models.Learners.Linear;

/// <summary>Least squares with no coefficient below 0, by the active-set method.</summary>
/// <remarks>
/// Lawson and Hanson, <i>Solving Least Squares Problems</i>, 1974, chapter 23, on the products of the features. A
/// feature that is, up to 1e-12 of its squares, a combination of those already used stays at 0: of two equal features
/// the first is used.
/// </remarks>
internal sealed class NonNegativeLeastSquares
{
    private const double Dependence = 1e-12;
    private const double Flatness = 1e-12;

    private readonly GramSystem system;
    private readonly double[] coefficients;
    private readonly bool[] barred;
    private readonly List<int> used = [];

    private NonNegativeLeastSquares(GramSystem system)
    {
        this.system = system;
        coefficients = new double[system.Features];
        barred = new bool[system.Features];
    }

    /// <summary>The coefficients, or null if the method did not end within a hundred rounds a feature.</summary>
    public static double[]? Solve(GramSystem system)
    {
        var method = new NonNegativeLeastSquares(system);
        for (int round = 0; round <= 100 * system.Features; round++)
        {
            int steepest = method.Steepest();
            if (steepest < 0)
                return method.coefficients;
            method.Admit(steepest);
        }

        return null;
    }

    // The unused feature along which the error falls fastest, or -1.
    private int Steepest()
    {
        int steepest = -1;
        double most = 0;
        for (int feature = 0; feature < coefficients.Length; feature++)
        {
            if (barred[feature] || used.Contains(feature))
                continue;
            double slope = system.Moments[feature];
            ReadOnlySpan<double> row = system.Row(feature);
            foreach (int other in used)
                slope -= row[other] * coefficients[other];
            if (slope > Flatness * Math.Sqrt(system.Square(feature) * system.LabelSquares) && slope > most)
                (steepest, most) = (feature, slope);
        }

        return steepest;
    }

    private void Admit(int feature)
    {
        used.Add(feature);
        double[]? solution = Unconstrained();
        if (solution is null || solution[^1] <= 0)
        {
            barred[feature] = true;
            used.RemoveAt(used.Count - 1);
            return;
        }

        while (solution.Any(value => value <= 0))
        {
            Retreat(solution);
            solution = Unconstrained()!;
        }

        for (int index = 0; index < used.Count; index++)
            coefficients[used[index]] = solution[index];
        Array.Clear(barred);
    }

    // Goes from the coefficients towards the solution until the first of them reaches 0, which is then unused.
    private void Retreat(double[] solution)
    {
        double share = 1;
        int first = -1;
        for (int index = 0; index < used.Count; index++)
        {
            double from = coefficients[used[index]];
            if (solution[index] <= 0 && (first < 0 || from / (from - solution[index]) < share))
                (share, first) = (from / (from - solution[index]), index);
        }

        for (int index = 0; index < used.Count; index++)
            coefficients[used[index]] += share * (solution[index] - coefficients[used[index]]);
        coefficients[used[first]] = 0;
        used.RemoveAt(first);
    }

    // The least squares of the used features by Cholesky; null if the last depends on those before it.
    private double[]? Unconstrained()
    {
        int count = used.Count;
        var root = new double[count, count];
        var solution = new double[count];
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<double> products = system.Row(used[row]);
            for (int column = 0; column <= row; column++)
            {
                double sum = products[used[column]];
                for (int inner = 0; inner < column; inner++)
                    sum -= root[row, inner] * root[column, inner];
                if (column < row)
                    root[row, column] = sum / root[column, column];
                else if (sum > Dependence * products[used[row]])
                    root[row, row] = Math.Sqrt(sum);
                else
                    return null;
            }

            double moment = system.Moments[used[row]];
            for (int inner = 0; inner < row; inner++)
                moment -= root[row, inner] * solution[inner];
            solution[row] = moment / root[row, row];
        }

        for (int row = count - 1; row >= 0; row--)
        {
            for (int inner = row + 1; inner < count; inner++)
                solution[row] -= root[inner, row] * solution[inner];
            solution[row] /= root[row, row];
        }

        return solution;
    }
}
