namespace Quant.Models.Ensembles.Search;

/// <summary>What holding an instrument over a session earned.</summary>
/// <remarks>Missing: a name held without a known return neither gains nor loses that session; a name without one on the
/// date of the decision cannot be bought then.</remarks>
/// <param name="Axes">The sessions and the instruments.</param>
/// <param name="Close">From the close before to the close, as a fraction.</param>
/// <param name="Entry">In the first session held, such as from the open to the close; null if purchases are made at a
/// close and the first session held is a whole one.</param>
/// <param name="Exit">In the session of the sale, from the close before to the price of the sale; null where
/// <paramref name="Entry"/> is.</param>
/// <param name="Benchmark">What is to be beaten, per session; null for the mean of the universe.</param>
/// <param name="FirstSession">The sessions from the decision at a close to the first session that earns: 1 where one
/// buys at the next open, 2 where one buys at the next close; at least 1.</param>
public sealed record HoldingReturns(
    PanelAxes Axes,
    Panel Close,
    Panel? Entry,
    Panel? Exit,
    ImmutableArray<double>? Benchmark,
    int FirstSession)
{
    /// <summary>Trading at the close of the session after the decision.</summary>
    public static HoldingReturns AtNextClose(PanelAxes axes, Panel close, ImmutableArray<double>? benchmark = null) =>
        new(axes, close, null, null, benchmark, 2);
}
