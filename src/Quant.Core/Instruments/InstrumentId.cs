namespace Quant.Instruments;

/// <summary>A traded instrument: a symbol on a venue, written <c>600519.SH</c>. The default names nothing.</summary>
/// <remarks>
/// Qlib's <c>SH600519</c> is the same instrument and reads the same. Case and spaces never differ: the only way in is
/// <see cref="Parse"/>, which makes them canonical. Order is by venue, then symbol, both ordinal, which for Chinese
/// shares is the order of Qlib's codes.
/// </remarks>
public readonly record struct InstrumentId : IComparable<InstrumentId>
{
    private InstrumentId(string symbol, string venue) => (Symbol, Venue) = (symbol, venue);

    /// <summary>The venue's own name for it, such as <c>600519</c>.</summary>
    public string Symbol { get; }

    /// <summary>The venue it trades on, such as <c>SH</c>.</summary>
    public string Venue { get; }

    /// <summary>Qlib's and QuantPits' form, such as <c>SH600519</c>, for shares of China; <c>AAPL.US</c> for all others, whose
    /// venue could not be told from the symbol. <see cref="Parse"/> reads both.</summary>
    public string QlibCode => IsChinese(Venue, Symbol) ? Venue + Symbol : ToString();

    /// <summary>Reads <c>SYMBOL.VENUE</c>, split at the last dot, or Qlib's <c>SH600519</c>.</summary>
    /// <exception cref="FormatException">The symbol or the venue is missing.</exception>
    public static InstrumentId Parse(string text) => TryParse(text, out InstrumentId id)
        ? id
        : throw new FormatException($"'{text}' is not an instrument; write 600519.SH or SH600519.");

    /// <summary>Reads an instrument, or says that it could not.</summary>
    public static bool TryParse(string? text, out InstrumentId id)
    {
        string canonical = (text ?? "").Trim().ToUpperInvariant();
        int dot = canonical.LastIndexOf('.');
        bool dotted = dot > 0 && dot < canonical.Length - 1;
        bool prefixed = dot < 0 && canonical.Length == 8 && IsChinese(canonical[..2], canonical.AsSpan(2));
        id = dotted ? new InstrumentId(canonical[..dot], VenueOf(canonical[(dot + 1)..]))
            : prefixed ? new InstrumentId(canonical[2..], canonical[..2])
            : default;
        return (dotted || prefixed) && canonical.AsSpan().IndexOfAnyExcept(Allowed) < 0;
    }

    /// <inheritdoc/>
    public int CompareTo(InstrumentId other)
    {
        int venues = string.CompareOrdinal(Venue, other.Venue);
        return venues != 0 ? venues : string.CompareOrdinal(Symbol, other.Symbol);
    }

    /// <summary>Whether the first comes before the second.</summary>
    public static bool operator <(InstrumentId left, InstrumentId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the first comes after the second.</summary>
    public static bool operator >(InstrumentId left, InstrumentId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the first does not come after the second.</summary>
    public static bool operator <=(InstrumentId left, InstrumentId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the first does not come before the second.</summary>
    public static bool operator >=(InstrumentId left, InstrumentId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Symbol}.{Venue}";

    private static bool IsChinese(string venue, ReadOnlySpan<char> symbol) =>
        venue is "SH" or "SZ" or "BJ" && symbol.Length == 6 && symbol.IndexOfAnyExceptInRange('0', '9') < 0;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    // Some feeds write the Shanghai exchange SS or XSHG and the Shenzhen exchange XSHE.
    private static string VenueOf(string text) => text switch
    {
        "SS" or "XSHG" => "SH",
        "XSHE" => "SZ",
        _ => text,
    };
}
