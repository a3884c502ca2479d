using Quant.Data.Snapshots;

namespace Quant.Data.Quality;

/// <summary>Looks at well-formed data for what real data seldom are.</summary>
/// <remarks>Pure: the same batch and limits always give the same report. Malformed rows never come this far.</remarks>
public static class QualityCheck
{
    /// <summary>Reviews the sessions of a batch.</summary>
    /// <param name="batch">What was read.</param>
    /// <param name="limits">From where on something is odd.</param>
    /// <param name="expected">The session that should be the last one; null if none is expected.</param>
    public static QualityReport Review(ImportBatch batch, QualityLimits limits, TradeDate? expected = null)
    {
        var findings = new List<QualityFinding>();
        findings.AddRange(MissingSessions(batch));
        findings.AddRange(StaleFile(batch, expected));
        findings.AddRange(MissingRows(batch, limits));
        var rows = new RowReview(limits);
        foreach (SessionBlock block in batch.Sessions)
            findings.AddRange(rows.Review(block));
        findings.AddRange(rows.ShortHistories());
        return new QualityReport(
            batch.Dataset,
            batch.Sessions.Length,
            batch.Sessions.Sum(block => (long)block.Instruments.Length),
            [
                .. findings.OrderBy(finding => finding.Session).ThenBy(finding => finding.Code)
                    .ThenBy(finding => finding.Instrument is null ? 0 : 1)
                    .ThenBy(finding => finding.Instrument ?? default),
            ]);
    }

    private static IEnumerable<QualityFinding> MissingSessions(ImportBatch batch)
    {
        var present = batch.Sessions.Select(block => block.Session).ToHashSet();
        return batch.Sessions.IsEmpty ? [] :
            from session in batch.Calendar.Between(batch.Sessions[0].Session, batch.Sessions[^1].Session)
            where !present.Contains(session)
            select new QualityFinding(QualityCode.MissingSession, session, null, 0, 1, Blocks: true);
    }

    private static IEnumerable<QualityFinding> StaleFile(ImportBatch batch, TradeDate? expected)
    {
        if (expected is not { } session || batch.Sessions.IsEmpty || batch.Sessions[^1].Session >= session)
            yield break;
        int missing = batch.Calendar.Between(batch.Sessions[^1].Session, session).Length - 1;
        yield return new QualityFinding(QualityCode.StaleFile, session, null, missing, 0, Blocks: true);
    }

    private static IEnumerable<QualityFinding> MissingRows(ImportBatch batch, QualityLimits limits)
    {
        var first = new Dictionary<InstrumentId, int>();
        var last = new Dictionary<InstrumentId, int>();
        for (int row = 0; row < batch.Sessions.Length; row++)
        {
            foreach (InstrumentId instrument in batch.Sessions[row].Instruments)
            {
                first.TryAdd(instrument, row);
                last[instrument] = row;
            }
        }

        int[] begins = CountPerRow(first.Values, batch.Sessions.Length);
        int[] ends = CountPerRow(last.Values, batch.Sessions.Length);
        int listed = 0;
        for (int row = 0; row < batch.Sessions.Length; row++)
        {
            listed += begins[row];
            double share = (double)(listed - batch.Sessions[row].Instruments.Length) / listed;
            if (share > 0)
            {
                yield return new QualityFinding(
                    QualityCode.MissingRate,
                    batch.Sessions[row].Session,
                    null,
                    share,
                    limits.MissingRatio,
                    share > limits.MissingRatio);
            }

            listed -= ends[row];
        }
    }

    private static int[] CountPerRow(IEnumerable<int> rows, int length)
    {
        int[] counts = new int[length];
        foreach (int row in rows)
            counts[row]++;
        return counts;
    }
}
