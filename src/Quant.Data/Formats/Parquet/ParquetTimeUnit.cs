namespace Quant.Data.Formats.Parquet;

/// <summary>The unit in which a time or a timestamp is counted.</summary>
public enum ParquetTimeUnit
{
    /// <summary>1/1,000 of a second.</summary>
    Milliseconds,

    /// <summary>1/1,000,000 of a second.</summary>
    Microseconds,

    /// <summary>1/1,000,000,000 of a second.</summary>
    Nanoseconds,
}
