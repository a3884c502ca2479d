using Quant.Universes;

namespace Quant.Data.Formats;

/// <summary>What is written as a Qlib data folder.</summary>
public sealed record QlibExport
{
    /// <summary>The frequency, such as <c>day</c> or <c>1min</c>: the name of the calendar and the ending of every
    /// field's file. Default <c>day</c>.</summary>
    public string Frequency { get; init; } = "day";

    /// <summary>The moment of each bar, ascending; one per row of the snapshot. Days have midnight.</summary>
    public required ImmutableArray<DateTime> Moments { get; init; }

    /// <summary>Bars after the last one that are announced, ascending; empty, the default, writes no such
    /// calendar.</summary>
    public ImmutableArray<DateTime> Announced { get; init; } = [];

    /// <summary>The fields of the instruments; what <see cref="MarketSnapshot.BarsOf"/> says is what a file
    /// stores.</summary>
    public required MarketSnapshot Market { get; init; }

    /// <summary>The lists of instruments, with their spans.</summary>
    public ImmutableArray<Universe> Universes { get; init; } = [];

    /// <summary>Indexes, which have features and are on no list: fields by name, one value per bar.</summary>
    public ImmutableSortedDictionary<InstrumentId, ImmutableSortedDictionary<string, ImmutableArray<double>>> Indexes { get; init; } =
        ImmutableSortedDictionary<InstrumentId, ImmutableSortedDictionary<string, ImmutableArray<double>>>.Empty;
}
