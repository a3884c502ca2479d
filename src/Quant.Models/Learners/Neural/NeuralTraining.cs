using Quant.Models.Training;

namespace Quant.Models.Learners.Neural;

/// <summary>Trains a network by steps over shuffled batches until the validation loss stops falling.</summary>
internal sealed class NeuralTraining
{
    private const int ShufflePurpose = 0;
    private const int ValidationRows = 2048;

    private readonly NeuralOptions options;
    private readonly TrainingSet fit;
    private readonly int[] cells;
    private readonly TrainingSet valid;
    private readonly int[] watched;
    private readonly int threads;
    private readonly NeuralNetwork network;
    private readonly NeuralPass pass;
    private readonly AdamOptimizer optimizer;
    private readonly int[] order;
    private int epoch = -1;
    private int next;

    private NeuralTraining(
        NeuralOptions options, TrainingSet fit, int[] cells, TrainingSet valid, int[] watched, int threads)
    {
        (this.options, this.fit, this.cells) = (options, fit, cells);
        (this.valid, this.watched, this.threads) = (valid, watched, threads);
        network = NeuralNetwork.Initial(
            [fit.Features.Names.Length, .. options.Layers, 1], options.Activation, options.Seed);
        pass = new NeuralPass(network, Math.Min(options.BatchSize, cells.Length), threads);
        optimizer = new AdamOptimizer(options.LearningRate, options.WeightDecay);
        order = [.. cells];
        next = order.Length;
    }

    /// <summary>Trains.</summary>
    /// <param name="options">How.</param>
    /// <param name="fit">What to fit on.</param>
    /// <param name="cells">The cells of it that have every feature.</param>
    /// <param name="valid">What to watch.</param>
    /// <param name="watched">The cells of it that have every feature; without any, all steps are taken.</param>
    /// <param name="threads">How many threads to use; the weights do not depend on it.</param>
    /// <returns>The network of the lowest validation loss seen; without validation, that of the last step. Null if no
    /// loss was a finite number.</returns>
    public static NeuralNetwork? Run(
        NeuralOptions options, TrainingSet fit, int[] cells, TrainingSet valid, int[] watched, int threads) =>
        new NeuralTraining(options, fit, cells, valid, watched, threads).Run();

    private NeuralNetwork? Run()
    {
        NeuralNetwork? best = null;
        double lowest = double.PositiveInfinity;
        int patience = options.EarlyStopRounds;
        for (int step = 1; step <= options.MaxSteps && patience > 0; step++)
        {
            Step(step);
            bool look = step % options.EvalSteps == 0 || step == options.MaxSteps;
            if (!look || watched.Length == 0)
                continue;
            double loss = ValidationLoss();
            if (loss < lowest)
                (best, lowest, patience) = (network.Copy(), loss, options.EarlyStopRounds);
            else
                patience--;
        }

        return watched.Length > 0 ? best : network;
    }

    private void Step(int step)
    {
        ReadOnlySpan<int> batch = NextBatch();
        RowGather.Copy(fit.Features.Panels, batch, pass.Rows);
        pass.ForwardDropping(batch.Length, options.Dropout, options.Seed, step);
        ReadOnlySpan<double> labels = fit.Labels.Values;
        ReadOnlySpan<double> weights = fit.Weights.Values;
        double total = 0;
        foreach (int cell in batch)
            total += weights[cell];
        for (int row = 0; row < batch.Length; row++)
        {
            double slope = NeuralLosses.Slope(options.Loss, pass.Outputs[row], labels[batch[row]]);
            pass.OutputSlopes[row] = slope * (weights[batch[row]] / total);
        }

        pass.Backward(batch.Length, options.Dropout, options.Seed, step);
        optimizer.BeginStep();
        for (int layer = 0; layer < network.Layers; layer++)
        {
            optimizer.Move(network.Weights[layer], pass.WeightSlopes[layer]);
            optimizer.Move(network.Biases[layer], pass.BiasSlopes[layer]);
        }
    }

    // Every cell once an epoch; within a batch ascending, so that panels are read forwards.
    private ReadOnlySpan<int> NextBatch()
    {
        if (next >= order.Length)
        {
            epoch++;
            next = 0;
            SeededNoise noise = SeededNoise.Of(options.Seed, ShufflePurpose, epoch);
            cells.CopyTo(order, 0);
            for (int place = order.Length - 1; place > 0; place--)
            {
                int other = noise.Below(place + 1, place);
                (order[place], order[other]) = (order[other], order[place]);
            }
        }

        Span<int> batch = order.AsSpan(next, Math.Min(options.BatchSize, order.Length - next));
        next += batch.Length;
        batch.Sort();
        return batch;
    }

    private double ValidationLoss()
    {
        ReadOnlySpan<double> labels = valid.Labels.Values;
        ReadOnlySpan<double> weights = valid.Weights.Values;
        var look = new NeuralPass(network, Math.Min(ValidationRows, watched.Length), threads);
        double sum = 0;
        double total = 0;
        for (int first = 0; first < watched.Length; first += ValidationRows)
        {
            ReadOnlySpan<int> part = watched.AsSpan(first, Math.Min(ValidationRows, watched.Length - first));
            RowGather.Copy(valid.Features.Panels, part, look.Rows);
            look.Forward(part.Length);
            for (int row = 0; row < part.Length; row++)
            {
                sum += weights[part[row]] * NeuralLosses.Of(options.Loss, look.Outputs[row], labels[part[row]]);
                total += weights[part[row]];
            }
        }

        return sum / total;
    }
}
