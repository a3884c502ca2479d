using System.Numerics.Tensors;

namespace Quant.Models.Ensembles.Search;

/// <summary>Per date, how each model goes with what followed and with each other model: all that the IC of any
/// equal-weight combination needs.</summary>
/// <remarks>
/// What followed a date is what holding from its first session for as long as a rebalance lasts grew to. Dates whose
/// holding would end after the last row are left out, and so are those with fewer than three names or where nothing
/// varies.
/// </remarks>
internal sealed class CoefficientMoments
{
    private readonly double[] covariances;
    private readonly double[] gram;
    private readonly double[] doubled;
    private readonly double[] floor;

    public CoefficientMoments(SearchPanel panel, SearchOptions options, int first, int last)
    {
        int days = Math.Max(0, last - first + 1 - panel.Returns.FirstSession - options.RebalanceSessions + 1);
        (Models, PaddedDays) = (panel.Models.Length, Math.Max(8, (days + 7) / 8 * 8));
        covariances = new double[Models * PaddedDays];
        gram = new double[Models * Models * PaddedDays];
        doubled = new double[gram.Length];
        floor = new double[PaddedDays];
        floor.AsSpan().Fill(double.PositiveInfinity);
        for (int day = 0; day < days; day++)
            Measure(panel, options, first + day, day);
        TensorPrimitives.Add<double>(gram, gram, doubled);
    }

    /// <summary>The models.</summary>
    public int Models { get; }

    /// <summary>The dates, filled up to whole vectors.</summary>
    public int PaddedDays { get; }

    /// <summary>A sum of Gram entries that is not above this does not vary; infinite where a date is left out.</summary>
    public ReadOnlySpan<double> Floor => floor;

    /// <summary>A model's covariance with what followed, over the latter's deviation.</summary>
    public ReadOnlySpan<double> Covariance(int model) => covariances.AsSpan(model * PaddedDays, PaddedDays);

    /// <summary>Two models' covariance.</summary>
    public ReadOnlySpan<double> Gram(int left, int right) =>
        gram.AsSpan(((left * Models) + right) * PaddedDays, PaddedDays);

    /// <summary>Twice two models' covariance.</summary>
    public ReadOnlySpan<double> TwiceGram(int left, int right) =>
        doubled.AsSpan(((left * Models) + right) * PaddedDays, PaddedDays);

    /// <summary>What holding a name from a date on for one rebalance grew to, less one.</summary>
    public static double Followed(SearchPanel panel, SearchOptions options, int row, int column)
    {
        HoldingReturns returns = panel.Returns;
        int first = row + returns.FirstSession;
        double value = 1;
        for (int session = first; session < first + options.RebalanceSessions; session++)
        {
            Panel source = session == first && returns.Entry is not null ? returns.Entry : returns.Close;
            value *= 1 + (double.IsFinite(source[session, column]) ? source[session, column] : 0);
        }

        return value - 1;
    }

    private void Measure(SearchPanel panel, SearchOptions options, int row, int day)
    {
        ReadOnlySpan<int> ground = panel.Ground(row);
        var columns = new List<int>();
        for (int column = 0; column < ground.Length; column++)
        {
            if (ground[column] == 0)
                columns.Add(column);
        }

        if (columns.Count < 3)
            return;
        double[] followed = Centred([.. columns.Select(column => Followed(panel, options, row, column))]);
        double spread = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(followed));
        if (!(spread > 0))
            return;
        var scores = new double[Models][];
        double trace = 0;
        for (int model = 0; model < Models; model++)
        {
            var values = new double[columns.Count];
            for (int index = 0; index < values.Length; index++)
                values[index] = panel.Scores(model, row)[columns[index]] / SearchPanel.Steps;
            scores[model] = Centred(values);
            covariances[(model * PaddedDays) + day] = TensorPrimitives.Dot<double>(scores[model], followed) / spread;
            for (int other = 0; other <= model; other++)
            {
                double product = TensorPrimitives.Dot<double>(scores[model], scores[other]);
                gram[(((model * Models) + other) * PaddedDays) + day] = product;
                gram[(((other * Models) + model) * PaddedDays) + day] = product;
                trace += other == model ? product : 0;
            }
        }

        floor[day] = 1e-12 * trace;
    }

    // Equal values centre to exact zeros.
    private static double[] Centred(double[] values)
    {
        double first = values[0];
        double mean = values.Sum(value => value - first) / values.Length;
        return [.. values.Select(value => value - first - mean)];
    }
}
