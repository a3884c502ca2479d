namespace Quant.Portfolios;

/// <summary>The parameters of <see cref="TopKDropN"/>.</summary>
public sealed record TopKDropNOptions
{
    /// <summary>How many names the book should hold; at least 1.</summary>
    public required int TopK
    {
        get;
        init =>
            field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Less than 1.");
    }

    /// <summary>The most names to sell in one session; 0 sells none.</summary>
    public required int DropN
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Negative.");
    }

    /// <summary>How many candidates are listed for each place to fill, the first and its backups; at least 1.</summary>
    public required int BuySuggestionFactor
    {
        get;
        init =>
            field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Less than 1.");
    }

    /// <summary>When the money of today's sales may buy; the next session unless told otherwise.</summary>
    public SaleProceeds SaleProceeds { get; init; }
}

/// <summary>When the money of a sale may buy something else.</summary>
public enum SaleProceeds
{
    /// <summary>From the next session on; places that today's sales free are filled then.</summary>
    NextSession,

    /// <summary>In the same session, as the exchange allows.</summary>
    SameSession,
}
