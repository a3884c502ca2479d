namespace Quant.Orders;

/// <summary>A trade as the venue confirmed it, with what it cost.</summary>
/// <param name="Id">The venue's id, or one made from the content; the same trade always has the same.</param>
/// <param name="Session">The session it happened in.</param>
/// <param name="Instrument">What was traded.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Shares">How many; more than zero.</param>
/// <param name="Price">The price per share.</param>
/// <param name="Gross">Shares times price, to the cent.</param>
/// <param name="Fees">Commission, duty and transfer fee.</param>
public sealed record Fill(
    string Id,
    TradeDate Session,
    InstrumentId Instrument,
    Side Side,
    long Shares,
    Price Price,
    Money Gross,
    TradeFees Fees)
{
    /// <summary>What it did to cash: negative for a buy.</summary>
    public Money CashEffect => Side == Side.Buy ? -(Gross + Fees.Total) : Gross - Fees.Total;
}

/// <summary>The parts of what a trade cost. The default is a free trade.</summary>
/// <param name="Commission">The broker's part.</param>
/// <param name="StampDuty">The tax on sales.</param>
/// <param name="TransferFee">The registry's part.</param>
public readonly record struct TradeFees(Money Commission, Money StampDuty, Money TransferFee)
{
    /// <summary>Everything else that law or venue takes, such as the SEC's fee; none unless told otherwise.</summary>
    public Money Levies { get; init; }

    /// <summary>All parts together.</summary>
    public Money Total => Commission + StampDuty + TransferFee + Levies;

    /// <summary>The parts less those of another trade.</summary>
    public static TradeFees operator -(TradeFees left, TradeFees right) => new(
        left.Commission - right.Commission, left.StampDuty - right.StampDuty, left.TransferFee - right.TransferFee)
    {
        Levies = left.Levies - right.Levies,
    };
}
