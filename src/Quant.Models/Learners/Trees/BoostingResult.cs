namespace Quant.Models.Learners.Trees;

/// <summary>What training gave.</summary>
/// <param name="Model">The model, cut after its best round if training was stopped early.</param>
/// <param name="MetricName">What was measured on the validation data, under LightGBM's name.</param>
/// <param name="Validation">The metric after each round; empty without validation data.</param>
/// <param name="BestIteration">The number of rounds with the best metric, or all rounds without validation data.</param>
public sealed record BoostingResult(
    TreeModel Model, string MetricName, ImmutableArray<double> Validation, int BestIteration);
