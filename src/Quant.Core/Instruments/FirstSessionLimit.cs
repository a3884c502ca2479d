namespace Quant.Instruments;

/// <summary>The limits of a first session, as fractions of the issue price.</summary>
/// <param name="UpFraction">How far up, such as 0.44.</param>
/// <param name="DownFraction">How far down, such as 0.36.</param>
public readonly record struct FirstSessionLimit(decimal UpFraction, decimal DownFraction);
