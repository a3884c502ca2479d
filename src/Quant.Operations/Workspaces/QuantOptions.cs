using Quant.Factors;

namespace Quant.Operations.Workspaces;

/// <summary><c>config/quant.yaml</c>: what has no place in QuantPits' files.</summary>
public sealed record QuantOptions
{
    /// <summary>The account that this workspace is the book of.</summary>
    public required AccountOptions Account { get; init; }

    /// <summary>Which data the stages read.</summary>
    public required DataOptions Data { get; init; }

    /// <summary>Who trades, and what it costs.</summary>
    public ExecutionOptions Execution { get; init; } = new();

    /// <summary>How orders are made.</summary>
    public OrderOptions Orders { get; init; } = new();

    /// <summary>The programs that models may be trained and scored by, by name; none by default.</summary>
    public ImmutableSortedDictionary<string, ProcessOptions> Processes { get; init; } =
        ImmutableSortedDictionary<string, ProcessOptions>.Empty;

    /// <summary>How many threads to compute with; 0, the default, means one per core. Results do not depend on it.</summary>
    public int Threads { get; init; }
}

/// <summary>The account of a workspace.</summary>
public sealed record AccountOptions
{
    /// <summary>Its name, written into trade rows. Default <c>main</c>.</summary>
    public string Name { get; init; } = "main";

    /// <summary>The session at whose close the book begins. No default: a book has a first day.</summary>
    public required TradeDate Start { get; init; }

    /// <summary>The cash the book begins with. No default.</summary>
    public required Money InitialCash { get; init; }

    /// <summary>The currency of the book, which the market's trades are paid in. Default <c>CNY</c>.</summary>
    public string Currency { get; init; } = "CNY";
}

/// <summary>Which data the stages read.</summary>
public sealed record DataOptions
{
    /// <summary>The data set's name in the snapshot store. No default.</summary>
    public required string Dataset { get; init; }

    /// <summary>The market that the account trades on, whose dated rows apply. Default <c>cn</c>.</summary>
    public string Rules { get; init; } = "cn";

    /// <summary>The largest share of missing quotes with which a session counts as ready, from 0 to 1. Default 0.2.</summary>
    public double MissingRateMost { get; init; } = 0.2;

    /// <summary>What narrows the universe, day by day, one after another. Default none.</summary>
    public ImmutableArray<UniverseFilter> UniverseFilters { get; init; } = [];
}

/// <summary>Who trades, and what it costs.</summary>
public sealed record ExecutionOptions
{
    /// <summary>The broker that is made by this program.</summary>
    public const string Simulated = "simulated";

    /// <summary><c>simulated</c> (default) or the broker of a statement format: where fills and settlement rows come
    /// from.</summary>
    public string Broker { get; init; } = Simulated;

    /// <summary>The broker's commission as a fraction of value. Default 0.00025.</summary>
    public decimal CommissionRate { get; init; } = 0.00025m;

    /// <summary>The least commission of one order. Default 5.00.</summary>
    public Money CommissionMinimum { get; init; } = new(500);

    /// <summary>Whether orders need a comparison of the book with the broker's account at the session before. Open
    /// differences block orders in any case. Default no.</summary>
    public bool ReconcileRequired { get; init; }

    /// <summary>Simulated fills are this much worse than the opening price. In basis points, default 0.</summary>
    public decimal SlippageBps { get; init; }
}

/// <summary>When the proceeds of a sale may pay for a purchase.</summary>
public enum SaleProceeds
{
    /// <summary>From the next session on.</summary>
    NextSession,

    /// <summary>In the same session.</summary>
    SameSession,
}

/// <summary>How orders are made.</summary>
public sealed record OrderOptions
{
    /// <summary>When the proceeds of a sale may pay for a purchase. Default next session.</summary>
    public SaleProceeds SaleProceeds { get; init; } = SaleProceeds.NextSession;

    /// <summary>The part of cash that is never spent, from 0 to 1. Default 0.005.</summary>
    public decimal CashBuffer { get; init; } = 0.005m;

    /// <summary>How far from the last close an order's limit price lies where the market has no price limits, from 0.001
    /// to 0.9. Default 0.1.</summary>
    public decimal PriceMargin { get; init; } = 0.1m;
}
