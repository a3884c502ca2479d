namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>What the footer of a file says.</summary>
internal sealed record FileFooter
{
    public required ParquetSchema Schema { get; init; }

    public required long RowCount { get; init; }

    public required ImmutableArray<ParquetRowGroup> RowGroups { get; init; }

    public required ImmutableArray<KeyValuePair<string, string?>> Metadata { get; init; }

    public required string? CreatedBy { get; init; }
}
