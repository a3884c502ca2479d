namespace Quant.Accounting;

/// <summary>What a currency was worth on a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Rate">What one unit of it was worth in the book's own currency; above zero.</param>
public sealed record CurrencyRate(TradeDate Day, Commodity Currency, decimal Rate);
