namespace Quant.Models.Learners.Trees;

/// <summary>One training from the first round to the last.</summary>
internal sealed class BoostingRun
{
    private readonly BoostingOptions options;
    private readonly int threads;
    private readonly BoostingData training;
    private readonly BinnedData data;
    private readonly double[] scores;
    private readonly double[] gradients;
    private readonly double[] hessians;
    private readonly FixedGradients whole;
    private readonly BoostingLoss loss;
    private readonly SplitRules rules;
    private readonly TreeGrower grower;
    private readonly RowSampler sampler;
    private readonly SampleGenerator featureGenerator;
    private readonly ValidationWatch? watch;

    /// <summary>Bins the features and makes room for a round.</summary>
    public BoostingRun(BoostingOptions options, BoostingData training, BoostingData? validation, int threads)
    {
        this.options = options;
        this.threads = threads;
        this.training = training;
        data = BinnedData.Build(training.Features, options, threads);
        loss = BoostingLoss.Of(training, options);
        rules = new SplitRules(options);
        grower = new TreeGrower(data, rules, threads);
        whole = new FixedGradients(data.RowCount, loss.ConstantHessian);
        scores = new double[data.RowCount];
        gradients = new double[data.RowCount];
        hessians = new double[data.RowCount];
        sampler = new RowSampler(data.RowCount, options);
        featureGenerator = new SampleGenerator(options.FeatureFractionSeed);
        watch = validation is null ? null
            : new ValidationWatch(validation, BinnedData.With(data.Mappers, validation.Features, threads), options, threads);
    }

    /// <summary>Trains round after round until the last, until nothing can be split, or until validation gets no better.</summary>
    public BoostingResult Train(CancellationToken cancellation)
    {
        var trees = new List<Tree>();
        double initial = options.BoostFromAverage ? loss.InitialScore() : 0;
        Array.Fill(scores, initial);
        watch?.Start(initial);
        while (trees.Count < options.NumIterations && watch?.Stopped != true)
        {
            cancellation.ThrowIfCancellationRequested();
            Tree? tree = Round(trees.Count == 0 ? initial : 0, trees.Count);
            if (tree is null)
                break;
            trees.Add(tree);
        }

        // A model always answers: with nothing to split, it answers with the constant of least loss.
        if (trees.Count == 0 && options.NumIterations > 0)
            trees.Add(new Tree { LeafValues = [loss.InitialScore()] });
        int best = options.EarlyStoppingRound > 0 ? Math.Min(watch!.Best, trees.Count) : trees.Count;
        return new BoostingResult(
            ModelOf([.. trees.Take(Math.Max(best, Math.Min(1, trees.Count)))]),
            EvaluationMetric.NameOf(options),
            watch?.History ?? [],
            watch is null || watch.History.IsEmpty ? trees.Count : watch.Best);
    }

    private Tree? Round(double initial, int round)
    {
        loss.Fill(scores, gradients, hessians, threads);
        whole.Set(gradients, hessians, threads);
        int[] bag = sampler.Bag(round);
        GrownTree grown = grower.Grow(whole, bag, DrawFeatures());
        if (grown.Nodes.Count == 0)
            return null;
        double[] outputs = Outputs(grown);
        for (int leaf = 0; leaf < outputs.Length; leaf++)
            outputs[leaf] *= options.LearningRate;
        AddToScores(grown, outputs, bag.Length < data.RowCount);
        watch?.Add(grown, outputs);
        Tree tree = TreeConversion.ToTree(grown, data, rules, whole, [.. outputs.Select(output => output + initial)], initial);
        return tree;
    }

    // Bins decide where to split; a leaf's output comes from the gradients themselves, in row order, without their rounding.
    private double[] Outputs(GrownTree grown)
    {
        var outputs = new double[grown.Leaves.Count];
        Parallel.For(0, outputs.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, leaf =>
        {
            LeafState state = grown.Leaves[leaf];
            ReadOnlySpan<int> rows = grown.RowsOf(leaf);
            if (loss.RenewsOutputs)
            {
                outputs[leaf] = Math.Clamp(loss.RenewedOutput(rows, scores), state.Bounds.Least, state.Bounds.Most);
                return;
            }

            double gradient = 0;
            double hessian = loss.ConstantHessian ? rows.Length : 0;
            foreach (int row in rows)
                gradient += gradients[row];
            if (!loss.ConstantHessian)
            {
                foreach (int row in rows)
                    hessian += hessians[row];
            }

            outputs[leaf] = rules.Output(gradient, hessian, state.AdditionalL2, state.Bounds);
        });
        return outputs;
    }

    private void AddToScores(GrownTree grown, double[] outputs, bool bagged)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        if (!bagged)
        {
            Parallel.For(0, outputs.Length, parallel, leaf =>
            {
                foreach (int row in grown.RowsOf(leaf))
                    scores[row] += outputs[leaf];
            });
            return;
        }

        const int Block = 4096;
        Parallel.For(0, (scores.Length + Block - 1) / Block, parallel, block =>
        {
            int width = data.Used.Length;
            for (int row = block * Block; row < Math.Min(scores.Length, (block + 1) * Block); row++)
                scores[row] += outputs[grown.LeafOf(data.Rows.AsSpan(row * width, width))];
        });
    }

    private int[] DrawFeatures()
    {
        int held = data.Used.Length;
        if (options.FeatureFraction >= 1 || held == 0)
            return [.. Enumerable.Range(0, held)];
        int count = Math.Max(1, (int)Math.Floor((held * options.FeatureFraction) + 0.5));
        return featureGenerator.Sample(held, count);
    }

    private TreeModel ModelOf(ImmutableArray<Tree> trees)
    {
        var header = new TreeModelHeader
        {
            Objective = loss.Line,
            FeatureNames = [.. training.Features.Names.Select(TreeModelHeader.PlainName)],
            FeatureInfos = [.. data.Mappers.Select(mapper => mapper.Info)],
            MonotoneConstraints = options.MonotoneConstraints,
        };
        var model = new TreeModel(header, trees);
        return new TreeModel(header, trees, TreeModelWriter.TailOf(model, options));
    }
}
