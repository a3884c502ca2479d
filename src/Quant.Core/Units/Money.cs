using System.Numerics;

namespace Quant.Units;

/// <summary>An amount of money in whole cents of its ledger's currency. The default value is zero.</summary>
/// <remarks>
/// Sums are exact and overflow throws. Money times money does not exist; money times a rate does, and the
/// caller names the rounding, because rounding is a business rule.
/// </remarks>
public readonly record struct Money(long Cents) :
    IAdditionOperators<Money, Money, Money>,
    ISubtractionOperators<Money, Money, Money>,
    IUnaryNegationOperators<Money, Money>,
    IComparisonOperators<Money, Money, bool>,
    IComparable<Money>
{
    /// <summary>No money at all.</summary>
    public static Money Zero => default;

    /// <summary>Converts a decimal amount that is already a whole number of cents.</summary>
    /// <exception cref="ArgumentException"><paramref name="amount"/> has a fraction of a cent.</exception>
    public static Money FromDecimal(decimal amount) => decimal.IsInteger(amount * 100m)
        ? new Money(decimal.ToInt64(amount * 100m))
        : throw new ArgumentException($"{Text(amount)} has a fraction of a cent; round it first.", nameof(amount));

    /// <summary>Converts a decimal amount, rounded to the cent in the way the caller names.</summary>
    public static Money Round(decimal amount, MidpointRounding rounding) =>
        new(decimal.ToInt64(decimal.Round(amount * 100m, rounding)));

    /// <summary>Multiplies by a dimensionless rate and rounds to the cent in the way the caller names.</summary>
    public Money Times(decimal rate, MidpointRounding rounding) =>
        new(decimal.ToInt64(decimal.Round(Cents * rate, rounding)));

    /// <summary>The amount as a decimal with two places.</summary>
    public decimal ToDecimal() => Cents / 100m;

    /// <summary>The larger of two amounts.</summary>
    public static Money Max(Money left, Money right) => left.Cents >= right.Cents ? left : right;

    /// <summary>The smaller of two amounts.</summary>
    public static Money Min(Money left, Money right) => left.Cents <= right.Cents ? left : right;

    /// <inheritdoc/>
    public static Money operator +(Money left, Money right) => new(left.Cents + right.Cents);

    /// <inheritdoc/>
    public static Money operator -(Money left, Money right) => new(left.Cents - right.Cents);

    /// <inheritdoc/>
    public static Money operator -(Money value) => new(-value.Cents);

    /// <inheritdoc/>
    public static bool operator <(Money left, Money right) => left.Cents < right.Cents;

    /// <inheritdoc/>
    public static bool operator >(Money left, Money right) => left.Cents > right.Cents;

    /// <inheritdoc/>
    public static bool operator <=(Money left, Money right) => left.Cents <= right.Cents;

    /// <inheritdoc/>
    public static bool operator >=(Money left, Money right) => left.Cents >= right.Cents;

    /// <inheritdoc/>
    public int CompareTo(Money other) => Cents.CompareTo(other.Cents);

    /// <summary>The amount with two decimals, such as <c>-1234.05</c>, whatever the culture.</summary>
    public override string ToString() => ToDecimal().ToString("F2", CultureInfo.InvariantCulture);

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
