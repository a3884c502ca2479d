namespace Quant.Operations.Simulation;

/// <summary>The referee saw something that must never happen.</summary>
/// <param name="what">What it was, in a sentence.</param>
internal sealed class BrokenPromiseException(string what) : Exception(what);
