using Quant.Labels;
using Quant.Metrics;
using Quant.Signals;

namespace Quant.Models.Ensembles;

/// <summary>Makes one signal of several models' predictions.</summary>
/// <remarks>
/// <para>Each member is normalised per date on its own instruments, so a poor member shrinks nobody (quantpits.md,
/// W04). An instrument that a member does not score gets that member's neutral vote, as long as the members that do
/// score it hold enough of the weight; otherwise it has no fused score.</para>
/// <para>No member is ever left out in silence: a missing or stale one refuses the combination.</para>
/// <para>Reproducible: members are added in the order of the combination.</para>
/// </remarks>
public static class Fusion
{
    private const double WeightTolerance = 1e-9;

    /// <summary>Fuses a combination on an anchor.</summary>
    /// <param name="combo">The combination.</param>
    /// <param name="anchor">The last session whose close is known.</param>
    /// <param name="predictions">Predictions by model; more than the members is allowed.</param>
    /// <param name="labels">What followed, over sessions up to the anchor; only read for trailing weights, else may be
    /// null.</param>
    /// <param name="options">What holds for every combination.</param>
    /// <exception cref="ArgumentException">Trailing weights are asked for without labels.</exception>
    /// <exception cref="InputException">A prediction has a date that is no session of the labels.</exception>
    public static FusionVerdict Fuse(
        ComboSpec combo,
        TradeDate anchor,
        ImmutableSortedDictionary<string, Prediction> predictions,
        LabelPanel? labels,
        FusionOptions options)
    {
        ImmutableArray<FusionRefusal> refusals =
        [
            .. Review(combo, anchor, predictions),
            .. combo.Method == WeightMethod.Manual ? ReviewWeights(combo) : [],
            .. options.AllowsCombinatorial ? [] : ReviewHistory(combo, options),
        ];
        if (!refusals.IsEmpty)
            return new FusionVerdict(null, refusals);

        ImmutableArray<Prediction> members = [.. combo.Models.Select(model => predictions[model])];
        PanelAxes axes = AxesChange.Union([.. members.Select(member => member.Axes)]);
        ImmutableArray<Panel> scores = [.. members.Select(member => AxesChange.Of(member.Scores, member.Axes, axes))];
        ImmutableArray<Panel> scaled = [.. scores.Select(panel => ScoreScale.Apply(panel, options.Normalisation))];
        TrailingWeights? trailing = Trailing(combo, axes, scores, labels, options);
        double[] fixedWeights = Fixed(combo);

        Panel fused = axes.NewPanel();
        double[] weights = fixedWeights;
        for (int row = 0; row < axes.Dates.Length; row++)
        {
            weights = trailing?.At(row) ?? fixedWeights;
            FuseRow(scaled, weights, options, row, fused[row]);
        }

        int last = axes.Dates.Length - 1;
        int scored = Count(fused[last]);
        if (scored == 0)
        {
            return new FusionVerdict(null,
            [
                new FusionRefusal(
                    combo.Name, FusionRefusalReason.LowCoverage, "", string.Create(CultureInfo.InvariantCulture,
                    $"On {anchor} no instrument is scored by members of {options.CoverageLeast:0.##} of the weight; predict again or lower the coverage.")),
            ]);
        }

        var signal = new Signal(combo.Name, axes, fused, Named(combo, weights));
        return new FusionVerdict(Report(combo, options, signal, scores, scaled, weights, trailing, scored), []);
    }

    /// <summary>The reasons against fusing that the predictions give: members that are missing or stale.</summary>
    public static IEnumerable<FusionRefusal> Review(
        ComboSpec combo, TradeDate anchor, ImmutableSortedDictionary<string, Prediction> predictions)
    {
        foreach (string model in combo.Models)
        {
            if (!predictions.TryGetValue(model, out Prediction? prediction))
            {
                yield return new FusionRefusal(
                    combo.Name, FusionRefusalReason.MissingPrediction, model,
                    $"{combo.Name}: {model} has no prediction for {anchor}. Run 'quant predict --models {model}'.");
            }
            else if (prediction.Anchor != anchor)
            {
                yield return new FusionRefusal(
                    combo.Name, FusionRefusalReason.StalePrediction, model,
                    $"{combo.Name}: the prediction of {model} ends on {prediction.Anchor}, not on {anchor}. Run 'quant predict --models {model}'.");
            }
        }
    }

    private static IEnumerable<FusionRefusal> ReviewHistory(ComboSpec combo, FusionOptions options) =>
        from model in combo.Models
        where options.Combinatorial.Contains(model)
        select new FusionRefusal(
            combo.Name, FusionRefusalReason.CombinatorialPrediction, model,
            $"{combo.Name}: the history of {model} was scored by models fitted on later sessions, so no weight or return of it could have been had. Train it with another split, or say --allow-combinatorial.");

    private static IEnumerable<FusionRefusal> ReviewWeights(ComboSpec combo)
    {
        FusionRefusal Wrong(string model, string found) => new(
            combo.Name, FusionRefusalReason.WrongManualWeights, model,
                $"{combo.Name}: {found}. Correct manual_weights of the combination.");
        foreach (string model in combo.Models.Where(model => !combo.ManualWeights.ContainsKey(model)))
            yield return Wrong(model, $"{model} has no manual weight");
        foreach (string model in combo.ManualWeights.Keys.Where(
            model => !combo.Models.Contains(model, StringComparer.Ordinal)))
            yield return Wrong(model, $"the weight of {model} belongs to no member");
        bool usable = combo.ManualWeights.Values.All(weight => double.IsFinite(weight) && weight >= 0)
            && combo.ManualWeights.Values.Sum() > 0;
        if (!usable)
            yield return Wrong("", "the manual weights must be finite, not negative and sum to more than 0");
    }

    private static TrailingWeights? Trailing(
        ComboSpec combo, PanelAxes axes, ImmutableArray<Panel> scores, LabelPanel? labels, FusionOptions options)
    {
        if (combo.Method is WeightMethod.Equal or WeightMethod.Manual)
            return null;
        if (labels is null)
            throw new ArgumentException("Trailing weights need labels.", nameof(labels));
        foreach (TradeDate date in axes.Dates)
        {
            if (labels.Axes.RowOf(date) < 0)
            {
                throw new InputException(
                    $"combination {combo.Name}", date.ToString(), "a trading session of the data", "another date",
                        "Correct the prediction files or import the data of that day.");
            }
        }

        return new TrailingWeights(axes, scores, labels, combo.Method, options);
    }

    private static double[] Fixed(ComboSpec combo)
    {
        if (combo.Method != WeightMethod.Manual)
            return TrailingWeights.Alike(combo.Models.Length);
        double sum = combo.Models.Sum(model => combo.ManualWeights[model]);
        return [.. combo.Models.Select(model => combo.ManualWeights[model] / sum)];
    }

    private static void FuseRow(
        ImmutableArray<Panel> scaled, double[] weights, FusionOptions options, int row, Span<double> fused)
    {
        double neutral = options.Normalisation == ScoreNormalisation.Rank ? 0.5 : 0;
        for (int column = 0; column < fused.Length; column++)
        {
            double sum = 0;
            double covered = 0;
            for (int member = 0; member < weights.Length; member++)
            {
                double score = scaled[member][row, column];
                bool known = !double.IsNaN(score);
                sum += weights[member] * (known ? score : neutral);
                covered += known ? weights[member] : 0;
            }

            if (covered > 0 && covered >= options.CoverageLeast - WeightTolerance)
                fused[column] = sum;
        }
    }

    private static FusionResult Report(
        ComboSpec combo,
        FusionOptions options,
        Signal signal,
        ImmutableArray<Panel> scores,
        ImmutableArray<Panel> scaled,
        double[] weights,
        TrailingWeights? trailing,
        int scored)
    {
        int last = signal.Axes.Dates.Length - 1;
        int any = 0;
        int anyOnAnchor = 0;
        var own = new int[scores.Length];
        for (int cell = 0; cell < signal.Scores.Values.Length; cell++)
        {
            bool known = false;
            for (int member = 0; member < own.Length; member++)
            {
                if (!double.IsFinite(scores[member].Values[cell]))
                    continue;
                known = true;
                own[member]++;
            }

            any += known ? 1 : 0;
            anyOnAnchor += known && cell >= last * signal.Axes.Instruments.Length ? 1 : 0;
        }

        ImmutableArray<FusedMember> members =
        [
            .. combo.Models.Select((model, member) =>
            {
                (double ratio, int count) = trailing?.Known(member, last) ?? (double.NaN, 0);
                return new FusedMember(
                    model, weights[member], ratio, count, own[member] / (double)any, Count(scores[member][last]));
            }),
        ];
        return new FusionResult(
            combo, signal, members, Note(combo, options, trailing), Correlations(scaled), scored, anyOnAnchor - scored);
    }

    private static string Note(ComboSpec combo, FusionOptions options, TrailingWeights? trailing) => trailing switch
    {
        null => combo.Method == WeightMethod.Manual ? "as configured, scaled to sum to one" : "equal",
        { Fallback.Length: > 0 } => trailing.Fallback,
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"by the last {options.TrailingSessions} sessions whose labels had ended on the anchor"),
    };

    private static ImmutableArray<double> Correlations(ImmutableArray<Panel> scaled)
    {
        var result = new double[scaled.Length * scaled.Length];
        for (int left = 0; left < scaled.Length; left++)
        {
            for (int right = left; right < scaled.Length; right++)
            {
                double correlation = left == right ? 1 : Pooled(scaled[left].Values, scaled[right].Values);
                result[(left * scaled.Length) + right] = correlation;
                result[(right * scaled.Length) + left] = correlation;
            }
        }

        return [.. result];
    }

    private static double Pooled(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var x = new List<double>();
        var y = new List<double>();
        for (int cell = 0; cell < left.Length; cell++)
        {
            if (double.IsNaN(left[cell]) || double.IsNaN(right[cell]))
                continue;
            x.Add(left[cell]);
            y.Add(right[cell]);
        }

        return Correlation.Of([.. x], [.. y]);
    }

    private static int Count(ReadOnlySpan<double> row)
    {
        int count = 0;
        foreach (double value in row)
            count += double.IsFinite(value) ? 1 : 0;
        return count;
    }

    private static ImmutableSortedDictionary<string, double> Named(ComboSpec combo, double[] weights) =>
        combo.Models.Zip(weights).ToImmutableSortedDictionary(
            entry => entry.First, entry => entry.Second, StringComparer.Ordinal);
}
