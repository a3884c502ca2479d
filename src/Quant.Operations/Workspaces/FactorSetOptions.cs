using Quant.Factors;

namespace Quant.Operations.Workspaces;

/// <summary>A file of <c>config/factors</c>: one factor set of the user's own.</summary>
/// <param name="Set">The factors.</param>
/// <param name="Description">A sentence for people; may be empty.</param>
/// <param name="Assemblies">For each factor in C#, by name, the file in the workspace that its class lies in.</param>
public sealed record FactorSetOptions(
    FactorSet Set, string Description, ImmutableSortedDictionary<string, string> Assemblies);
