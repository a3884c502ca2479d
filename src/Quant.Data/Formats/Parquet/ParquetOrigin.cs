namespace Quant.Data.Formats.Parquet;

/// <summary>Which file and which part of it is being read, so that a refusal can say so.</summary>
internal sealed class ParquetOrigin(string source, string place)
{
    /// <summary>The part.</summary>
    public string Place { get; } = place;

    /// <summary>Another part of the same file.</summary>
    public ParquetOrigin At(string other) => new(source, other);

    /// <summary>The file breaks the rules of the format.</summary>
    public InputException Damaged(string expected, string found) =>
        new(source, Place, expected, found, "The file is damaged or cut off; make it again from its source.");

    /// <summary>The file follows the rules, but uses something that is not read here.</summary>
    public InputException Unsupported(string expected, string found, string remedy) =>
        new(source, Place, expected, found, remedy);
}
