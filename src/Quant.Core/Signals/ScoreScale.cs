using Quant.Kernels;

namespace Quant.Signals;

/// <summary>Puts scores on one scale, date by date.</summary>
/// <remarks>
/// <para>Missing: a NaN score stays NaN and takes no part in its date's mean or ranks. An infinite score is taken for
/// missing as well: no scale holds it.</para>
/// <para>Reproducible: a row depends on its own scores alone, summed in the order of the columns.</para>
/// </remarks>
public static class ScoreScale
{
    /// <summary>A new panel with every row of <paramref name="scores"/> normalised.</summary>
    public static Panel Apply(Panel scores, ScoreNormalisation normalisation)
    {
        var result = new Panel(scores.Dates, scores.Instruments);
        var columns = new int[scores.Instruments];
        var ranks = new CrossSectionRank();
        var known = new double[scores.Instruments];
        var scaled = new double[scores.Instruments];
        for (int date = 0; date < scores.Dates; date++)
        {
            int count = Known(scores[date], columns, known);
            if (normalisation == ScoreNormalisation.Rank)
                Ranks(ranks, known.AsSpan(0, count), scaled);
            else
                ZScores(known.AsSpan(0, count), scaled);
            Span<double> row = result[date];
            for (int index = 0; index < count; index++)
                row[columns[index]] = scaled[index];
        }

        return result;
    }

    private static int Known(ReadOnlySpan<double> row, int[] columns, double[] known)
    {
        int count = 0;
        for (int column = 0; column < row.Length; column++)
        {
            if (double.IsFinite(row[column]))
                (columns[count], known[count++]) = (column, row[column]);
        }

        return count;
    }

    private static void ZScores(ReadOnlySpan<double> known, Span<double> scaled)
    {
        double sum = 0;
        foreach (double value in known)
            sum += value;
        double mean = sum / known.Length;
        double squares = 0;
        bool varies = false;
        foreach (double value in known)
        {
            varies |= value != known[0];
            squares += (value - mean) * (value - mean);
        }

        double deviation = varies ? Math.Sqrt(squares / (known.Length - 1)) : 0;
        for (int index = 0; index < known.Length; index++)
            scaled[index] = !varies ? 0 : deviation > 0 ? (known[index] - mean) / deviation : known[index] - mean;
    }

    private static void Ranks(CrossSectionRank ranks, ReadOnlySpan<double> known, Span<double> scaled)
    {
        if (known.Length <= 1)
        {
            scaled[..known.Length].Fill(0.5);
            return;
        }

        ranks.Average(known, scaled[..known.Length]);
        for (int index = 0; index < known.Length; index++)
            scaled[index] = (scaled[index] - 1) / (known.Length - 1);
    }
}

/// <summary>How scores of one date are made comparable between models.</summary>
public enum ScoreNormalisation
{
    /// <summary>Less the mean, over the sample standard deviation (n − 1); where that is 0, only less the
    /// mean.</summary>
    ZScore,

    /// <summary>Average rank less one, over n − 1: from 0 to 1; a single score gives 0.5.</summary>
    Rank,
}
