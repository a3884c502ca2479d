namespace Quant.Operations.Accounts;

/// <summary>Where scores come from.</summary>
/// <param name="Label">How order files are named by it: <c>ensemble</c>, <c>ensemble_name</c>, a model, or
/// <c>custom</c>.</param>
/// <param name="Path">The file for the anchor.</param>
internal sealed record ScoreSource(string Label, string Path);
