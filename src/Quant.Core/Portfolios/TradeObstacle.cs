namespace Quant.Portfolios;

/// <summary>What stands in the way of trading a name, as known at the close the decision is made on.</summary>
public enum TradeObstacle
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The data has no quote for it: neither buying nor selling can be priced.</summary>
    NoQuote,

    /// <summary>The market has no trading rule for it.</summary>
    NoTradingRule,

    /// <summary>It did not trade.</summary>
    Suspended,

    /// <summary>Every trade was at the upper limit: it cannot be bought.</summary>
    LockedUp,

    /// <summary>Every trade was at the lower limit: it cannot be sold.</summary>
    LockedDown,
}
