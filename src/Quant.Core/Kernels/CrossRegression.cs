namespace Quant.Kernels;

/// <summary>What a least-squares regression over the instruments of one date leaves unexplained.</summary>
/// <remarks>
/// With an intercept. Regressors are made orthogonal one after another, twice over (Gram-Schmidt, see Björck, Numerical
/// Methods for Least Squares Problems, 1996, 2.4); one that the others explain to the last digits is left out.
/// </remarks>
internal sealed class CrossRegression(int instruments, int regressors)
{
    private const double Collinear = 1e-10;

    private readonly int[] columns = new int[instruments];
    private readonly double[][] basis = [.. Enumerable.Range(0, regressors).Select(_ => new double[instruments])];
    private readonly double[] rest = new double[instruments];

    /// <summary>The residual of each instrument where everything is known; NaN elsewhere, and everywhere unless there
    /// are more instruments than coefficients.</summary>
    /// <param name="sources">The explained value and then the regressors, each one value per instrument.</param>
    /// <param name="destination">The residuals; not one of the sources.</param>
    public void Residual(ReadOnlySpan<Memory<double>> sources, Span<double> destination)
    {
        int count = Gather(sources, destination.Length);
        destination.Fill(double.NaN);
        Span<double> left = rest.AsSpan(0, count);
        Centre(left);
        int used = 0;
        for (int regressor = 0; regressor < regressors; regressor++)
        {
            Span<double> direction = basis[regressor].AsSpan(0, count);
            Centre(direction);
            double size = Norm(direction);
            for (int round = 0; round < 2; round++)
            {
                for (int earlier = 0; earlier < used; earlier++)
                    Remove(basis[earlier].AsSpan(0, count), direction);
            }

            double norm = Norm(direction);
            if (!(norm > Collinear * size))
                continue;
            for (int at = 0; at < count; at++)
                direction[at] /= norm;
            direction.CopyTo(basis[used].AsSpan(0, count));
            used++;
        }

        if (count <= used + 1)
            return;
        for (int round = 0; round < 2; round++)
        {
            for (int direction = 0; direction < used; direction++)
                Remove(basis[direction].AsSpan(0, count), left);
        }

        for (int at = 0; at < count; at++)
            destination[columns[at]] = left[at];
    }

    private int Gather(ReadOnlySpan<Memory<double>> sources, int width)
    {
        int count = 0;
        for (int column = 0; column < width; column++)
        {
            bool known = true;
            foreach (Memory<double> source in sources)
                known &= double.IsFinite(source.Span[column]);
            if (!known)
                continue;
            rest[count] = sources[0].Span[column];
            for (int regressor = 0; regressor < regressors; regressor++)
                basis[regressor][count] = sources[regressor + 1].Span[column];
            columns[count++] = column;
        }

        return count;
    }

    private static void Centre(Span<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value - values[0];
        double mean = values.IsEmpty ? 0 : values[0] + (sum / values.Length);
        foreach (ref double value in values)
            value -= mean;
    }

    private static double Norm(ReadOnlySpan<double> values)
    {
        double squares = 0;
        foreach (double value in values)
            squares += value * value;
        return Math.Sqrt(squares);
    }

    private static void Remove(ReadOnlySpan<double> direction, Span<double> values)
    {
        double share = 0;
        for (int at = 0; at < values.Length; at++)
            share += direction[at] * values[at];
        for (int at = 0; at < values.Length; at++)
            values[at] -= share * direction[at];
    }
}
