namespace Quant.Accounting;

/// <summary>Something a ledger counts: a currency, in its smallest unit, or an instrument, in shares. The default is
/// nothing.</summary>
public readonly record struct Commodity : IComparable<Commodity>
{
    private Commodity(string code) => Code = code;

    /// <summary>China's currency, counted in cents (fen).</summary>
    public static Commodity Cny { get; } = new("CNY");

    /// <summary>The currency of the United States, counted in cents.</summary>
    public static Commodity Usd { get; } = new("USD");

    /// <summary>Whether it is a currency, counted in hundredths; an instrument's code has a dot and a currency's has
    /// none.</summary>
    public bool IsCurrency => Code is not null && !Code.Contains('.', StringComparison.Ordinal);

    /// <summary>How it is written: <c>CNY</c> or <c>600519.SH</c>.</summary>
    public string Code { get; }

    /// <summary>The shares of an instrument.</summary>
    public static Commodity Of(InstrumentId instrument) => new(instrument.ToString());

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is neither three to five capital letters, which make a
    /// currency, nor an instrument.</exception>
    public static Commodity Parse(string text) =>
        text.Length is >= 3 and <= 5 && text.All(char.IsAsciiLetterUpper)
            ? new Commodity(text)
            : Of(InstrumentId.Parse(text));

    /// <inheritdoc/>
    public int CompareTo(Commodity other) => string.CompareOrdinal(Code, other.Code);

    /// <summary>Whether the first comes before the second.</summary>
    public static bool operator <(Commodity left, Commodity right) => left.CompareTo(right) < 0;

    /// <summary>Whether the first comes after the second.</summary>
    public static bool operator >(Commodity left, Commodity right) => left.CompareTo(right) > 0;

    /// <summary>Whether the first does not come after the second.</summary>
    public static bool operator <=(Commodity left, Commodity right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the first does not come before the second.</summary>
    public static bool operator >=(Commodity left, Commodity right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Code;
}
