using Quant.Accounting;

namespace Quant.Execution.Books;

/// <summary>A session that the book has closed.</summary>
/// <param name="Account">The account at its close.</param>
/// <param name="CashFlow">The owner's money that came in (positive) or went out, booked in the session.</param>
/// <param name="Benchmark">The index compared with, at the time of booking.</param>
/// <param name="IndexClose">The index's close; null if the data had none.</param>
public sealed record BookedDay(AccountSnapshot Account, Money CashFlow, InstrumentId Benchmark, decimal? IndexClose);
