using System.Numerics;

namespace Quant.Units;

/// <summary>The price of one share or unit, in hundred-millionths of the currency. The default value is zero.</summary>
/// <remarks>
/// Eight decimals hold every tick of the markets we trade exactly. Prices are compared as integers; a price
/// becomes money only by <see cref="Times"/>, and the caller names the rounding.
/// </remarks>
public readonly record struct Price(long Raw) : IComparisonOperators<Price, Price, bool>, IComparable<Price>
{
    /// <summary>How many raw units make one unit of currency.</summary>
    public const long Scale = 100_000_000;

    /// <summary>Converts a decimal price of at most eight places.</summary>
    /// <exception cref="ArgumentException"><paramref name="price"/> has more than eight decimals.</exception>
    public static Price FromDecimal(decimal price) => decimal.IsInteger(price * Scale)
        ? new Price(decimal.ToInt64(price * Scale))
        : throw new ArgumentException(
            $"{price.ToString(CultureInfo.InvariantCulture)} has more than eight decimals.", nameof(price));

    /// <summary>Converts a binary price to the nearest whole tick, half away from zero.</summary>
    /// <param name="price">A finite price.</param>
    /// <param name="tick">The smallest step, such as 0.01.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="price"/> is not finite, or the tick not positive.</exception>
    public static Price Nearest(double price, Price tick)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tick.Raw);
        if (!double.IsFinite(price))
            throw new ArgumentOutOfRangeException(nameof(price), price, "Not a finite price.");
        decimal steps = decimal.Round((decimal)price * Scale / tick.Raw, MidpointRounding.AwayFromZero);
        return new Price(decimal.ToInt64(steps) * tick.Raw);
    }

    /// <summary>The price moved by a fraction of itself and rounded to a whole tick in the way the caller names.</summary>
    /// <param name="fraction">For example 0.1 for ten percent up.</param>
    /// <param name="tick">The smallest step.</param>
    /// <param name="rounding">The rounding rule of the exchange.</param>
    public Price Moved(decimal fraction, Price tick, MidpointRounding rounding) =>
        new(decimal.ToInt64(decimal.Round(Raw * (1m + fraction) / tick.Raw, rounding)) * tick.Raw);

    /// <summary>The value of a number of shares at this price, rounded to the cent in the way the caller names.</summary>
    public Money Times(long shares, MidpointRounding rounding) =>
        new(decimal.ToInt64(decimal.Round((decimal)Raw * shares / (Scale / 100), rounding)));

    /// <summary>The price as a decimal.</summary>
    public decimal ToDecimal() => (decimal)Raw / Scale;

    /// <summary>The price as a binary number, for statistics only.</summary>
    public double ToDouble() => (double)ToDecimal();

    /// <inheritdoc/>
    public static bool operator <(Price left, Price right) => left.Raw < right.Raw;

    /// <inheritdoc/>
    public static bool operator >(Price left, Price right) => left.Raw > right.Raw;

    /// <inheritdoc/>
    public static bool operator <=(Price left, Price right) => left.Raw <= right.Raw;

    /// <inheritdoc/>
    public static bool operator >=(Price left, Price right) => left.Raw >= right.Raw;

    /// <inheritdoc/>
    public int CompareTo(Price other) => Raw.CompareTo(other.Raw);

    /// <summary>The price with two to eight decimals, such as <c>11.20</c> or <c>0.00001234</c>.</summary>
    public override string ToString() => ToDecimal().ToString("0.00######", CultureInfo.InvariantCulture);
}
