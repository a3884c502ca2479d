namespace Quant.Instruments;

/// <summary>How young a listing is, for the rules of first sessions.</summary>
/// <param name="First">The first session of the listing.</param>
/// <param name="SessionNumber">The session asked about, counted from 1 for the first.</param>
public readonly record struct Listing(TradeDate First, int SessionNumber);
