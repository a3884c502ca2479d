namespace Quant.Data.Formats.Parquet;

/// <summary>The forms of data pages.</summary>
public enum ParquetPageVersion
{
    /// <summary>The older form, which every reader knows.</summary>
    V1,

    /// <summary>The newer form: levels outside of what is compressed, booleans as runs.</summary>
    V2,
}
