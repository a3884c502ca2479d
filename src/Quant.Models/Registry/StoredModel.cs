using Quant.Models.Learners;

namespace Quant.Models.Registry;

/// <summary>A model read back from its folder, card and weights agreeing with their hashes.</summary>
/// <param name="Card">The card.</param>
/// <param name="Model">The model.</param>
public sealed record StoredModel(ModelCard Card, IFittedModel Model);
