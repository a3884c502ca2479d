namespace Quant.Preprocessing;

/// <summary>One preprocessing step, named as Qlib names it.</summary>
/// <param name="Class">The class name, such as <c>RobustZScoreNorm</c>.</param>
/// <param name="Arguments">Its arguments by name, in invariant text.</param>
public sealed record ProcessorSpec(string Class, ImmutableSortedDictionary<string, string> Arguments);
