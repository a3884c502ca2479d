namespace Quant.Costs;

/// <summary>The broker's tariff.</summary>
public sealed record CommissionRule
{
    /// <summary>The part of the gross that the broker takes, from 0 to 0.01 (the lawful cap in China is 0.003); 0.00025
    /// unless told otherwise.</summary>
    public decimal Rate
    {
        get;
        init => field = value is >= 0m and <= 0.01m
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not from 0 to 0.01.");
    }
        = 0.00025m;

    /// <summary>The least that one order costs; CNY 5 unless told otherwise.</summary>
    public Money Minimum
    {
        get;
        init => field = value >= Money.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Negative.");
    }
        = new Money(500);
}
