using Quant.Orders;

namespace Quant.Portfolios;

/// <summary>An order and what it was made from.</summary>
/// <param name="Order">The order.</param>
/// <param name="Rank">The name's place among the scored, from 1; null without a score.</param>
/// <param name="Score">The name's score; null if it has none.</param>
/// <param name="Close">The close the plan was made on.</param>
/// <param name="EstimatedAmount">The cash it takes or brings if it trades at its limit price, fees included.</param>
public sealed record OrderLine(Order Order, int? Rank, double? Score, Price Close, Money EstimatedAmount);
