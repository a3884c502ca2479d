namespace Quant.Instruments;

/// <summary>A smaller step for low prices.</summary>
/// <param name="Below">Prices below this one move in it.</param>
/// <param name="Tick">The step.</param>
public readonly record struct LowPriceTick(Price Below, Price Tick);
