namespace Quant.Models.Learners.Trees;

/// <summary>Grows gradient-boosted trees as LightGBM does: histograms, leaf by leaf.</summary>
/// <remarks>
/// <para>Method: J. H. Friedman (2001) with the second-order gain of T. Chen and C. Guestrin (2016) and the histograms and
/// leaf-wise growth of G. Ke et al. (2017).</para>
/// <para>Reproducible: the same data and options give the same bytes for any number of threads, since histograms add whole
/// numbers and every other sum has a fixed order.</para>
/// </remarks>
public static class GradientBoosting
{
    /// <summary>Trains a model.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="training">What to learn from.</param>
    /// <param name="validation">What to watch; needed for early stopping.</param>
    /// <param name="cancellation">Stops the training between rounds.</param>
    /// <exception cref="InputException">Labels, weights, queries or features cannot be learned from.</exception>
    /// <exception cref="ArgumentException">Options do not fit the features, or there is nothing to stop early on.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public static BoostingResult Train(
        BoostingOptions options, BoostingData training, BoostingData? validation = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(training);
        CheckOptions(options, training.Features.Features, validation);
        training.Check(options, "training data");
        validation?.Check(options, "validation data");
        if (validation is not null && !validation.Features.Names.SequenceEqual(training.Features.Names))
        {
            throw new InputException(
                "validation data", "features", "the features of the training data, in their order", "others", "Give both the same columns.");
        }

        int threads = options.NumThreads > 0 ? options.NumThreads : Environment.ProcessorCount;
        return new BoostingRun(options, training, validation, threads).Train(cancellation);
    }

    private static void CheckOptions(BoostingOptions options, int features, BoostingData? validation)
    {
        if (!options.MonotoneConstraints.IsEmpty && options.MonotoneConstraints.Length != features)
            throw new ArgumentException($"There are {options.MonotoneConstraints.Length} monotone constraints for {features} features.", nameof(options));
        if (options.MonotoneConstraints.Any(direction => direction is < -1 or > 1))
            throw new ArgumentException("A monotone constraint is -1, 0 or 1.", nameof(options));
        if (options.CategoricalFeature.Any(feature => feature < 0 || feature >= features))
            throw new ArgumentException($"A categorical feature is a column from 0 to {features - 1}.", nameof(options));
        if (options.CategoricalFeature.Any(feature => !options.MonotoneConstraints.IsEmpty && options.MonotoneConstraints[feature] != 0))
            throw new ArgumentException("A categorical feature cannot be monotone.", nameof(options));
        if (options.Objective == TreeObjective.Quantile && options.Alpha >= 1)
            throw new ArgumentException("The quantile must be below 1.", nameof(options));
        if (options.EvalAt.IsEmpty || options.EvalAt.Any(position => position < 1))
            throw new ArgumentException("NDCG needs positions of at least 1.", nameof(options));
        if (options.EarlyStoppingRound > 0 && validation is null)
            throw new ArgumentException("Early stopping needs validation data.", nameof(options));
    }
}
