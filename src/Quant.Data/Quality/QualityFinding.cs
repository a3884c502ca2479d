namespace Quant.Data.Quality;

/// <summary>What is odd in well-formed data. Names are stable: they are written to reports as UPPER_SNAKE.</summary>
public enum QualityCode
{
    /// <summary>
    /// The calendar has a session within the data on which no instrument has a row. Measured: rows. Always blocks.
    /// </summary>
    MissingSession,

    /// <summary>Instruments with rows before and after have none on this session. Measured: their share.</summary>
    MissingRate,

    /// <summary>
    /// So many rows of a session are odd that the session itself is suspect, as after a mistaken unit. Measured: their
    /// share. Always blocks.
    /// </summary>
    OddRate,

    /// <summary>The data end before the session that was expected. Measured: sessions missing. Always blocks.</summary>
    StaleFile,

    /// <summary>A close beyond the day's price limit. Measured: close over the limit it broke.</summary>
    BeyondLimit,

    /// <summary>
    /// A move that no ordinary day has, where there is no price limit to judge by. Measured: close over reference
    /// price, less one.
    /// </summary>
    Jump,

    /// <summary>
    /// The adjustment factor does not explain the reference price. Measured: explained over stated price, less one.
    /// </summary>
    FactorMismatch,

    /// <summary>
    /// The average price lies outside of low to high: volume or amount may be in another unit. Measured: average price
    /// over the nearer bound, less one.
    /// </summary>
    UnitMismatch,

    /// <summary>
    /// Open, high, low, close and volume repeat those of the session before, though it traded. Measured: volume.
    /// </summary>
    StaleBar,

    /// <summary>A row that is not suspended has no volume. Measured: volume.</summary>
    TradedWithoutVolume,

    /// <summary>A suspended row has volume. Measured: volume.</summary>
    SuspendedWithVolume,

    /// <summary>An instrument has few sessions. Measured: their number, at its last session.</summary>
    ShortHistory,
}

/// <summary>One odd thing: where, what was measured and the limit, in the unit that its code names.</summary>
/// <param name="Code">What is odd.</param>
/// <param name="Session">The session.</param>
/// <param name="Instrument">The instrument; null if it concerns the whole session.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="Limit">The limit that it broke.</param>
/// <param name="Blocks">Whether the session is not ready because of it.</param>
public readonly record struct QualityFinding(
    QualityCode Code, TradeDate Session, InstrumentId? Instrument, double Measured, double Limit, bool Blocks);
