namespace Quant.Data;

/// <summary>What to import, as the user said it.</summary>
public sealed record ImportRequest
{
    /// <summary>The data set's name: small letters, digits, <c>-</c> and <c>_</c>.</summary>
    public required string Dataset { get; init; }

    /// <summary>A folder, or one file of daily bars.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// Which files of the folder are daily bars, such as <c>cn_csi300_20*.csv.gz</c>; null for every CSV file.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>The calendar; null for the only one in <c>calendars/</c> of the folder.</summary>
    public string? Calendar { get; init; }

    /// <summary>Files of indexes; empty for those in <c>index/</c> of the folder.</summary>
    public ImmutableArray<string> Indexes { get; init; } = [];

    /// <summary>Where Qlib codes trade that name no exchange themselves; the default is <c>US</c>.</summary>
    public string Venue { get; init; } = "US";
}
