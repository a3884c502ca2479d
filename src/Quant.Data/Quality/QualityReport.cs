namespace Quant.Data.Quality;

/// <summary>
/// What one import's data are like. The data are stored as they came; the report says which sessions not to use.
/// </summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Sessions">How many sessions were looked at.</param>
/// <param name="Rows">How many rows were looked at.</param>
/// <param name="Findings">Everything odd, by session, then by code, then by instrument.</param>
public sealed record QualityReport(string Dataset, int Sessions, long Rows, ImmutableArray<QualityFinding> Findings)
{
    /// <summary>The reason code of a session that is not ready.</summary>
    public const string NotReadyCode = "DATA_NOT_READY";

    /// <summary>The sessions that are not ready, ascending.</summary>
    public ImmutableArray<TradeDate> NotReady =>
        [.. Findings.Where(finding => finding.Blocks).Select(finding => finding.Session).Distinct().Order()];

    /// <summary>How many findings there are of each code that has any, in the order of the codes.</summary>
    public ImmutableArray<(QualityCode Code, int Count)> Counts =>
    [
        .. Findings.GroupBy(finding => finding.Code)
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, group.Count())),
    ];
}
