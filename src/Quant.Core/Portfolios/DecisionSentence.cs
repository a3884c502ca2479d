namespace Quant.Portfolios;

/// <summary>Says a decision in one sentence, with what was measured and the limit.</summary>
internal static class DecisionSentence
{
    public static string Of(
        DecisionAction action, DecisionReason reason, int? rank, int ranked, int pool, int places,
        TopKDropNOptions options)
    {
        string standing = rank is null ? "It has no score" : $"It ranks {rank} of {ranked}";
        return action switch
        {
            DecisionAction.Ignore => reason == DecisionReason.NoPlaceFree
                ? $"{standing}, inside the pool of {pool}, but every place has its candidates."
                : $"{standing}, outside the pool of {pool}.",
            DecisionAction.Hold => reason == DecisionReason.InsidePool
                ? $"{standing}, inside the pool of {pool}, and is kept."
                : $"{standing}, outside the pool of {pool}, and is kept: at most {options.DropN} are sold a session.",
            DecisionAction.Sell => Sale(reason, standing, pool, options),
            DecisionAction.HoldBlocked =>
                $"{standing} and is due for sale, but {Obstacle(reason)}; it keeps its place.",
            DecisionAction.Buy => $"{standing} and is among the best for {Count(places)} of {options.TopK} still free.",
            DecisionAction.BuyBackup => $"{standing} and is a backup, should one of the {places} before it fail.",
            DecisionAction.BuyBlocked => $"{standing} and is wanted, but {Obstacle(reason)}.",
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown."),
        };
    }

    private static string Sale(DecisionReason reason, string standing, int pool, TopKDropNOptions options) =>
        reason switch
    {
        DecisionReason.NoScore => $"{standing} and is sold first; at most {options.DropN} are sold a session.",
        DecisionReason.BookTooLarge => $"{standing} and is the worst of a book of more than {options.TopK} names.",
        _ => $"{standing}, outside the pool of {pool}, and is among the worst {options.DropN}.",
    };

    private static string Count(int places) => places == 1 ? "the 1 place" : $"the {places} places";

    private static string Obstacle(DecisionReason reason) => reason switch
    {
        DecisionReason.NoQuote => "it has no quote",
        DecisionReason.NoTradingRule => "the market has no trading rule for it",
        DecisionReason.Suspended => "it is suspended",
        DecisionReason.LockedUp => "it is locked at the upper limit",
        DecisionReason.LockedDown => "it is locked at the lower limit",
        DecisionReason.NotSellable => "none of its shares may be sold yet",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No obstacle."),
    };
}
