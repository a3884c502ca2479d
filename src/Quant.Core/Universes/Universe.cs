namespace Quant.Universes;

/// <summary>A named set of instruments with the dates on which each belonged to it.</summary>
/// <remarks>An instrument may belong several times. Both ends of a span are included.</remarks>
public sealed class Universe
{
    /// <summary>Makes a universe.</summary>
    /// <param name="name">The name, such as <c>csi300</c>.</param>
    /// <param name="spans">The spans of membership, in any order.</param>
    /// <exception cref="ArgumentException">A span ends before it starts.</exception>
    public Universe(string name, IEnumerable<Membership> spans)
    {
        Name = name;
        Spans = [.. spans.OrderBy(span => span.Instrument).ThenBy(span => span.First).ThenBy(span => span.Last)];
        foreach (Membership span in Spans)
        {
            if (span.Last < span.First)
                throw new ArgumentException(
                    $"{span.Instrument} cannot belong from {span.First} to {span.Last}.", nameof(spans));
        }
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Every span, ascending by instrument, then by its first date.</summary>
    public ImmutableArray<Membership> Spans { get; }

    /// <summary>Every instrument that ever belonged, ascending.</summary>
    public ImmutableArray<InstrumentId> Ever() => [.. Spans.Select(span => span.Instrument).Distinct()];

    /// <summary>The instruments that belong on a date, ascending.</summary>
    public ImmutableArray<InstrumentId> MembersOn(TradeDate date) =>
        [.. Spans.Where(span => span.Covers(date)).Select(span => span.Instrument).Distinct()];

    /// <summary>Whether an instrument belongs on a date.</summary>
    public bool Contains(InstrumentId instrument, TradeDate date) =>
        Spans.Any(span => span.Instrument == instrument && span.Covers(date));

    /// <summary>
    /// The universe as it was known on a date: without later members, and without the dates on which members leave.
    /// </summary>
    public Universe KnownOn(TradeDate date) => new(
        Name,
        Spans.Where(span => span.First <= date)
            .Select(span => span with { Last = span.Last < date ? span.Last : date }));
}

/// <summary>From when to when an instrument belonged, both included.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="First">The first date.</param>
/// <param name="Last">The last date.</param>
public readonly record struct Membership(InstrumentId Instrument, TradeDate First, TradeDate Last)
{
    /// <summary>Whether a date lies within.</summary>
    public bool Covers(TradeDate date) => First <= date && date <= Last;
}
