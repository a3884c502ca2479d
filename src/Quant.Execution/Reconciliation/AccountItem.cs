namespace Quant.Execution.Reconciliation;

/// <summary>What is compared with the broker. Money is in cents, positions are in shares.</summary>
public enum AccountItem
{
    /// <summary>All cash.</summary>
    CashTotal,

    /// <summary>The cash that may buy.</summary>
    CashAvailable,

    /// <summary>The cash that open orders hold.</summary>
    CashFrozen,

    /// <summary>All shares of an instrument.</summary>
    PositionTotal,

    /// <summary>The shares that may be sold in the session.</summary>
    PositionSellable,

    /// <summary>The shares that open orders hold.</summary>
    PositionFrozen,

    /// <summary>The shares bought where more was bought than ordered; ours is what was ordered.</summary>
    BoughtShares,

    /// <summary>The shares sold where more was sold than ordered; ours is what was ordered.</summary>
    SoldShares,

    /// <summary>What was traded of an instrument, bought less sold, where the broker's trades or orders of the session are
    /// there.</summary>
    TradedShares,
}
