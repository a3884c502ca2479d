namespace Quant.Preprocessing;

/// <summary>A column of <see cref="Exposures"/> that a step needs.</summary>
/// <param name="Column">Its name: a column of the workspace's groups, or the expression of a size.</param>
/// <param name="IsGroup">Whether it numbers groups; otherwise it is a size.</param>
public readonly record struct ExposureRequest(string Column, bool IsGroup);
