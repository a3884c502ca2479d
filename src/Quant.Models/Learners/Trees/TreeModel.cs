namespace Quant.Models.Learners.Trees;

/// <summary>A boosted ensemble of trees that LightGBM and quant both read and write.</summary>
/// <remarks>
/// <para>Units: the raw score is the sum of the trees' outputs in tree order; a prediction is that score after the objective's
/// output function, e.g. a probability for <c>binary</c>.</para>
/// <para>Missing: NaN features are judged as each node's missing type says (<see cref="Tree.LeafOf"/>).</para>
/// <para>Reproducible: predictions depend on the model and the row alone, for any number of threads.</para>
/// </remarks>
public sealed class TreeModel
{
    private readonly OutputTransform transform;

    /// <summary>Makes a model.</summary>
    /// <exception cref="ArgumentException">Names, infos and trees do not fit each other, or the objective is not known.</exception>
    public TreeModel(TreeModelHeader header, ImmutableArray<Tree> trees, string? tail = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (trees.Length % header.TreesPerIteration != 0)
            throw new ArgumentException($"{trees.Length} trees are no whole iterations of {header.TreesPerIteration}.", nameof(trees));
        if (!OutputTransform.TryParse(header.Objective, header.TreesPerIteration, out OutputTransform output))
            throw new ArgumentException($"There is no objective '{header.Objective}'.", nameof(header));
        transform = output;
        Header = header;
        Trees = trees;
        Tail = tail;
    }

    /// <summary>What the model says about itself and its features.</summary>
    public TreeModelHeader Header { get; }

    /// <summary>The trees, iteration after iteration, one per class within each.</summary>
    public ImmutableArray<Tree> Trees { get; }

    /// <summary>The text behind <c>end of trees</c> as it was read (importances, parameters, categories of pandas), or null.</summary>
    public string? Tail { get; }

    /// <summary>The number of features a row must have.</summary>
    public int Features => Header.FeatureNames.Length;

    /// <summary>The number of boosting rounds.</summary>
    public int Iterations => Trees.Length / Header.TreesPerIteration;

    /// <summary>The numbers that a prediction of one row has.</summary>
    public int Outputs => Header.TreesPerIteration;

    /// <summary>The first iterations alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many iterations.</exception>
    public TreeModel Take(int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, Iterations);
        return new TreeModel(Header, Trees[..(iterations * Header.TreesPerIteration)]);
    }

    /// <summary>The raw scores of every row, row-major with <see cref="Outputs"/> numbers each.</summary>
    /// <exception cref="InputException">The features are not those of the model, in its order.</exception>
    public double[] PredictRaw(FeatureMatrix rows, int threads = 0) => TreePredictor.Raw(this, RequireFeatures(rows), threads);

    /// <summary>The predictions of every row, row-major with <see cref="Outputs"/> numbers each.</summary>
    /// <exception cref="InputException">The features are not those of the model, in its order.</exception>
    public double[] Predict(FeatureMatrix rows, int threads = 0)
    {
        double[] scores = PredictRaw(rows, threads);
        for (int row = 0; row < rows.Rows; row++)
        {
            Span<double> outputs = scores.AsSpan(row * Outputs, Outputs);
            transform.Apply(outputs);
            if (!Header.AverageOutput || Iterations == 0)
                continue;
            for (int output = 0; output < outputs.Length; output++)
                outputs[output] /= Iterations;
        }

        return scores;
    }

    /// <summary>The leaf that every row falls into, row-major with one leaf per tree.</summary>
    /// <exception cref="InputException">The features are not those of the model, in its order.</exception>
    public int[] PredictLeaves(FeatureMatrix rows)
    {
        RequireFeatures(rows);
        var leaves = new int[rows.Rows * Trees.Length];
        var row = new double[Features];
        for (int index = 0; index < rows.Rows; index++)
        {
            rows.CopyRows(index, row);
            for (int tree = 0; tree < Trees.Length; tree++)
                leaves[(index * Trees.Length) + tree] = Trees[tree].LeafOf(row);
        }

        return leaves;
    }

    /// <summary>The rows, if their features are those of the model in its order.</summary>
    internal FeatureMatrix RequireFeatures(FeatureMatrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Features != Features)
            throw new InputException("features", "", $"the model's {Features} features", $"{rows.Features}", "Give the features the model was trained on.");
        for (int feature = 0; feature < Features; feature++)
        {
            string name = TreeModelHeader.PlainName(rows.Names[feature]);
            if (name != Header.FeatureNames[feature])
            {
                throw new InputException(
                    "features",
                    $"column {feature}",
                    $"'{Header.FeatureNames[feature]}'",
                    $"'{name}'",
                    "Give the features the model was trained on, in their order.");
            }
        }

        return rows;
    }
}
