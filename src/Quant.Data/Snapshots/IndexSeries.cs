namespace Quant.Data.Snapshots;

/// <summary>The daily figures of one index, such as 000300.SH.</summary>
/// <param name="Index">The index.</param>
/// <param name="Dates">Its sessions, ascending.</param>
/// <param name="Fields">One column per field, in index points or the units of the source; NaN where missing.</param>
public sealed record IndexSeries(
    InstrumentId Index,
    ImmutableArray<TradeDate> Dates,
    ImmutableSortedDictionary<string, ImmutableArray<double>> Fields)
{
    /// <summary>The closes, one per date.</summary>
    public ImmutableArray<double> Closes => Fields["close"];

    /// <summary>The close of a session; NaN if there is none.</summary>
    public double CloseOn(TradeDate session) =>
        Dates.BinarySearch(session) is var row and >= 0 ? Closes[row] : double.NaN;
}
