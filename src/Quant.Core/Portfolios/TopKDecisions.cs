namespace Quant.Portfolios;

/// <summary>What <see cref="TopKDropN"/> decided for every scored or held name.</summary>
/// <param name="All">One decision per name: scored names by rank, then held names without a score.</param>
/// <param name="PoolSize">How many of the best names count as good enough to keep.</param>
/// <param name="Places">How many names may be bought.</param>
/// <param name="SaleProceeds">When the money of the sales may buy.</param>
public sealed record TopKDecisions(
    ImmutableArray<Decision> All,
    int PoolSize,
    int Places,
    SaleProceeds SaleProceeds)
{
    /// <summary>The decisions with one action: sells worst first, all others best first.</summary>
    public IEnumerable<Decision> With(DecisionAction action)
    {
        IEnumerable<Decision> found = All.Where(decision => decision.Action == action);
        return action == DecisionAction.Sell ? found.Reverse() : found;
    }

    /// <summary>The decision for a name, or null if it is neither scored nor held.</summary>
    public Decision? Of(InstrumentId instrument) => All.FirstOrDefault(decision => decision.Instrument == instrument);
}
