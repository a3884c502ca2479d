namespace Quant.Execution.Reconciliation;

/// <summary>One thing of which our book and the broker say different things.</summary>
/// <param name="Item">What is compared.</param>
/// <param name="Instrument">The instrument; null for cash.</param>
/// <param name="Ours">What the book says: cents or shares.</param>
/// <param name="Theirs">What the broker says, in the same unit.</param>
public sealed record Difference(AccountItem Item, InstrumentId? Instrument, long Ours, long Theirs)
{
    /// <summary>What the broker has more; negative for less.</summary>
    public long Gap => Theirs - Ours;

    /// <summary>Whether the unit is money rather than shares.</summary>
    public bool IsMoney => Item is AccountItem.CashTotal or AccountItem.CashAvailable or AccountItem.CashFrozen;

    /// <summary>What differs, such as <c>POSITION_TOTAL 600519.SH</c>; the same from day to day.</summary>
    public string Subject => Instrument is { } instrument
        ? $"{ReasonCode.Text(Item)} {instrument}"
        : ReasonCode.Text(Item);

    /// <summary>An amount of the difference's unit as people write it.</summary>
    public string Text(long amount) =>
        IsMoney ? new Money(amount).ToString() : amount.ToString(CultureInfo.InvariantCulture);
}
