namespace Quant.Costs;

/// <summary>One thing that a trade owes.</summary>
/// <param name="Item">What it is called, such as <c>SEC_FEE</c>.</param>
/// <param name="Amount">How much; not negative.</param>
public sealed record Charge(string Item, Money Amount);
