namespace Quant.Costs;

/// <summary>One thing that a trade owes.</summary>
/// <param name="Item">What it is called, such as <c>sec_fee</c>.</param>
/// <param name="Amount">How much; not negative.</param>
public sealed record Charge(string Item, Money Amount);
