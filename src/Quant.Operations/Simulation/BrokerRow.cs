using Quant.Orders;

namespace Quant.Operations.Simulation;

/// <summary>A line of the simulated broker's statement: what it says, and what it does to an account.</summary>
internal sealed record BrokerRow
{
    private const string Bought = "证券买入";
    private const string Sold = "证券卖出";
    private const string PaidIn = "银行转存";
    private const string PaidOut = "银行转取";

    /// <summary>The broker's word for it.</summary>
    public required string Word { get; init; }

    /// <summary>The code; null for none.</summary>
    public InstrumentId? Instrument { get; init; }

    /// <summary>The shares or units that the line states.</summary>
    public long Shares { get; init; }

    /// <summary>The price that the line states.</summary>
    public Price Price { get; init; }

    /// <summary>The gross that the line states.</summary>
    public Money Gross { get; init; }

    /// <summary>The parts of the fees that the line states.</summary>
    public TradeFees Fees { get; init; }

    /// <summary>What it did to cash.</summary>
    public Money Cash { get; init; }

    /// <summary>The broker's number; empty for none.</summary>
    public string Number { get; init; } = "";

    /// <summary>The shares that came into the position; negative for those that left.</summary>
    public long Moved { get; init; }

    /// <summary>What it did to the money that is out and comes back: lent, or paid for rights.</summary>
    public Money Receivable { get; init; }

    /// <summary>Whether shares were bought on the exchange, so that they settle later.</summary>
    public bool IsPurchase => Word == Bought;

    /// <summary>Whether shares were bought or sold on the exchange.</summary>
    public bool IsTrade => Word is Bought or Sold;

    /// <summary>Whether it is a transfer to or from the bank.</summary>
    public bool IsFlow => Word is PaidIn or PaidOut;

    /// <summary>A trade.</summary>
    public static BrokerRow Of(Fill fill, string number) => new()
    {
        Word = fill.Side == Side.Buy ? Bought : Sold,
        Instrument = fill.Instrument,
        Shares = fill.Shares,
        Price = fill.Price,
        Gross = fill.Gross,
        Fees = fill.Fees,
        Cash = fill.CashEffect,
        Number = number,
        Moved = fill.Side == Side.Buy ? fill.Shares : -fill.Shares,
    };

    /// <summary>Money moved to the account if positive, from it if negative.</summary>
    public static BrokerRow Flow(Money amount) =>
        new() { Word = amount > Money.Zero ? PaidIn : PaidOut, Gross = Magnitude(amount), Cash = amount };

    /// <summary>Money that came or went for a name, or for none.</summary>
    public static BrokerRow Payment(string word, InstrumentId? instrument, Money cash) =>
        new() { Word = word, Instrument = instrument, Gross = Magnitude(cash), Cash = cash };

    /// <summary>Shares that were given.</summary>
    public static BrokerRow Bonus(InstrumentId instrument, long shares) =>
        new() { Word = "红股入账", Instrument = instrument, Shares = shares, Moved = shares };

    /// <summary>Money paid for shares to come.</summary>
    public static BrokerRow Subscription(InstrumentId instrument, Money cost) =>
        new() { Word = "配股缴款", Instrument = instrument, Gross = cost, Cash = -cost, Receivable = cost };

    /// <summary>The shares that were paid for.</summary>
    public static BrokerRow Allotment(InstrumentId instrument, long shares, Price price, Money cost) => new()
    {
        Word = "配股入账", Instrument = instrument, Shares = shares, Price = price, Gross = cost, Moved = shares,
        Receivable = -cost,
    };

    /// <summary>Cash lent over night against bonds of a face of 100 each.</summary>
    public static BrokerRow Loan(InstrumentId code, long units, Money fee)
    {
        Money lent = new(units * 10_000);
        return new BrokerRow
        {
            Word = "融券回购", Instrument = code, Shares = units, Gross = lent, Cash = -(lent + fee), Receivable = lent,
        };
    }

    /// <summary>The cash that was lent comes back.</summary>
    public static BrokerRow Repayment(BrokerRow loan, Money interest) => loan with
    {
        Word = "融券购回", Gross = loan.Gross + interest, Cash = loan.Gross + interest, Receivable = -loan.Gross,
    };

    private static Money Magnitude(Money amount) => new(Math.Abs(amount.Cents));
}
