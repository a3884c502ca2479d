namespace Quant.Accounting;

/// <summary>What an entry does to one position.</summary>
/// <param name="Instrument">Whose position.</param>
/// <param name="Shares">Shares that come, negative for those that go.</param>
/// <param name="Cost">Cost that comes with them.</param>
internal readonly record struct PositionMove(InstrumentId Instrument, long Shares, Money Cost)
{
    /// <summary>Every position of an entry that has a leg of shares, in the order of those legs.</summary>
    public static ImmutableArray<PositionMove> Of(JournalEntry entry) =>
    [
        .. from leg in entry.Legs
           let instrument = leg.Commodity.IsCurrency ? null : Accounts.InstrumentOf(leg.Account)
           where instrument is not null && leg.Commodity == Commodity.Of(instrument.Value)
           select new PositionMove(instrument.Value, leg.Amount, CostIn(entry, leg.Account)),
    ];

    private static Money CostIn(JournalEntry entry, string position) => new(
        entry.Legs.Where(leg => leg.Account == position && leg.Commodity.IsCurrency).Sum(leg => leg.Amount));
}
