using Quant.Signals;

namespace Quant.Models.Ensembles.Search;

/// <summary>Every model's scores on one scale over one universe: what all combinations are made of.</summary>
/// <remarks>
/// <para>Per date the universe is the instruments that enough of the models score and that have a return on the date
/// itself; so every combination chooses among the same names. A model without a score of such a name votes
/// neutrally: 0 for z-scores, the middle for ranks.</para>
/// <para>Normalised scores are kept in steps of 2⁻²⁰, cut off at ±32, so sums are exact in any order and a tie is a
/// tie.</para>
/// </remarks>
public sealed class SearchPanel
{
    /// <summary>The most members of a combination.</summary>
    public const int MembersMost = 30;

    internal const double Steps = 1 << 20;
    internal const int Outside = -(1 << 30);
    private const double Farthest = 32;
    private const int Lanes = 64;

    private readonly int[][] scores;
    private readonly int[] ground;

    private SearchPanel(ImmutableArray<string> models, HoldingReturns returns, int stride, int[][] scores, int[] ground) =>
        (Models, Returns, Stride, this.scores, this.ground) = (models, returns, stride, scores, ground);

    /// <summary>The models, in the order of the bits of a combination: the first is bit 0.</summary>
    public ImmutableArray<string> Models { get; }

    /// <summary>What holding earned, over the sessions and instruments of the panel.</summary>
    public HoldingReturns Returns { get; }

    /// <summary>The sessions and instruments.</summary>
    public PanelAxes Axes => Returns.Axes;

    /// <summary>The length of a row: the instruments, filled up to whole vectors.</summary>
    internal int Stride { get; }

    /// <summary>Puts predictions on one scale.</summary>
    /// <param name="predictions">At least one model's scores; dates and instruments that the returns lack are left
    /// out.</param>
    /// <param name="returns">What followed.</param>
    /// <param name="options">Normalisation and coverage.</param>
    public static SearchPanel Of(
        ImmutableArray<Prediction> predictions, HoldingReturns returns, SearchOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(predictions.Length);
        PanelAxes axes = returns.Axes;
        Panel[] raw = [.. predictions.Select(part => AxesChange.Of(part.Scores, part.Axes, axes))];
        int stride = (axes.Instruments.Length + Lanes - 1) / Lanes * Lanes;
        int least = Math.Max(1, (int)Math.Ceiling((options.CoverageLeast * raw.Length) - 1e-9));
        var ground = new int[axes.Dates.Length * stride];
        ground.AsSpan().Fill(Outside);
        for (int row = 0; row < axes.Dates.Length; row++)
        {
            for (int column = 0; column < axes.Instruments.Length; column++)
            {
                int scoring = raw.Count(panel => double.IsFinite(panel[row, column]));
                if (scoring >= least && double.IsFinite(returns.Close[row, column]))
                    ground[(row * stride) + column] = 0;
                else
                    Array.ForEach(raw, panel => panel[row, column] = double.NaN);
            }
        }

        return new SearchPanel(
            [.. predictions.Select(part => part.Model)], returns, stride,
            [.. raw.Select(panel => Fixed(panel, options.Normalisation, stride))], ground);
    }

    /// <summary>One date's scores of a model; 0 outside the universe.</summary>
    internal ReadOnlySpan<int> Scores(int model, int row) => scores[model].AsSpan(row * Stride, Stride);

    /// <summary>0 in the universe of a date, <see cref="Outside"/> elsewhere.</summary>
    internal ReadOnlySpan<int> Ground(int row) => ground.AsSpan(row * Stride, Stride);

    /// <summary>The equal-weight score of a combination on a date: the sum of its members; NaN outside the
    /// universe.</summary>
    public ImmutableArray<double> Combined(ulong members, int row)
    {
        var sums = new double[Axes.Instruments.Length];
        for (int column = 0; column < sums.Length; column++)
        {
            long sum = 0;
            for (int model = 0; model < Models.Length; model++)
                sum += (members >> model & 1) == 1 ? Scores(model, row)[column] : 0;
            sums[column] = Ground(row)[column] == 0 ? sum / Steps : double.NaN;
        }

        return [.. sums];
    }

    /// <summary>The members of a combination by name, separated by commas, in the order of the panel.</summary>
    public string NameOf(ulong members) =>
        string.Join(',', Models.Where((_, model) => (members >> model & 1) == 1));

    private static int[] Fixed(Panel raw, ScoreNormalisation normalisation, int stride)
    {
        Panel scaled = ScoreScale.Apply(raw, normalisation);
        double middle = normalisation == ScoreNormalisation.Rank ? 0.5 : 0;
        var result = new int[raw.Dates * stride];
        for (int row = 0; row < raw.Dates; row++)
        {
            ReadOnlySpan<double> from = scaled[row];
            for (int column = 0; column < from.Length; column++)
            {
                double value = double.IsNaN(from[column]) ? 0 : from[column] - middle;
                result[(row * stride) + column] =
                    (int)Math.Round(Math.Clamp(value, -Farthest, Farthest) * Steps, MidpointRounding.ToEven);
            }
        }

        return result;
    }
}
