namespace Quant.Instruments;

/// <summary>How far a price may move from the reference price in one session.</summary>
/// <param name="Fraction">For an ordinary share, such as 0.1.</param>
/// <param name="SpecialTreatmentFraction">For a share under special treatment (ST).</param>
/// <param name="FreeSessions">How many sessions from the listing on have no limit.</param>
/// <param name="FirstSession">The limits of the first session where it has its own; otherwise null.</param>
public sealed record PriceLimitRule(
    decimal Fraction,
    decimal SpecialTreatmentFraction,
    int FreeSessions,
    FirstSessionLimit? FirstSession = null)
{
    /// <summary>No limit in any session, as on markets that halt trading instead.</summary>
    public static PriceLimitRule Unlimited { get; } = new(0m, 0m, 0) { IsUnlimited = true };

    /// <summary>Whether no session has a limit; then the fractions say nothing.</summary>
    public bool IsUnlimited { get; private init; }

    /// <summary>The prices an ordinary session allows around a reference price.</summary>
    /// <remarks>
    /// Rounded half up to the tick. A limit that would round to the reference price lies one tick away from it, and
    /// the lower one is never below one tick (trading rules of both exchanges, section on price limits).
    /// </remarks>
    public PriceBand Around(Price reference, bool specialTreatment, Price tick)
    {
        if (IsUnlimited)
            return PriceBand.Unlimited;
        decimal fraction = specialTreatment ? SpecialTreatmentFraction : Fraction;
        return PriceBand.Around(reference, fraction, fraction, tick);
    }

    /// <summary>The prices the first session allows around the issue price; no limits where it has no rule of its
    /// own.</summary>
    public PriceBand AroundIssue(Price issue, Price tick) =>
        FirstSession is { } first
            ? PriceBand.Around(issue, first.UpFraction, first.DownFraction, tick)
            : PriceBand.Unlimited;
}
