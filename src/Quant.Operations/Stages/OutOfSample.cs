using System.Text;
using Quant.Models.Ensembles.Search;

namespace Quant.Operations.Stages;

/// <summary>Tries combinations that were chosen in sample on the sessions after it; they choose nothing.</summary>
/// <remarks>The first decision falls on the first session after the search, so no session counts on both
/// sides.</remarks>
internal sealed class OutOfSample
{
    private const double LowCorrelation = 0.3;
    private const double Defended = 0.05;

    private readonly Dictionary<ulong, CombinationReport> reports = [];
    private readonly SearchPanel panel;
    private readonly SearchOptions options;
    private readonly CombinationSpace space;
    private readonly int last;

    public OutOfSample(SearchPanel panel, SearchOptions options, CombinationSpace space, int searched, int last)
    {
        (this.panel, this.options, this.space, this.last) = (panel, options, space, last);
        bool isLong = searched + 1 + panel.Returns.FirstSession + options.RebalanceSessions <= last;
        First = isLong ? searched + 1 : null;
    }

    /// <summary>The row of the first decision; null if too few sessions are left.</summary>
    public int? First { get; }

    /// <summary>The table of combinations by the pools that chose them; only a header without sessions.</summary>
    public byte[] ToBytes(
        SearchPanel panel, IReadOnlyList<CombinationReport> ordered, ImmutableArray<double> correlations, int best)
    {
        var text = new StringBuilder(SearchFiles.ResultHeader).Append(",Pool_Sources,IS_Ann_Excess,IS_Calmar\n");
        if (First is null)
            return Encoding.UTF8.GetBytes(text.ToString());
        var pools = new Dictionary<ulong, List<string>>();
        foreach ((string pool, IEnumerable<CombinationReport> chosen) in Pools(ordered, correlations))
        {
            foreach (CombinationReport report in chosen.Take(best))
            {
                if (!pools.TryGetValue(report.Members, out List<string>? sources))
                    pools.Add(report.Members, sources = []);
                sources.Add(pool);
            }
        }

        Try(pools.Keys);
        foreach (CombinationReport report in ordered.Where(report => pools.ContainsKey(report.Members))
            .OrderByDescending(report => pools[report.Members].Count).ThenByDescending(report => report.AnnualExcess)
            .ThenBy(report => report.Members))
        {
            text.Append(SearchFiles.ResultLine(panel, reports[report.Members])).Append(
                CultureInfo.InvariantCulture,
                $",{string.Join(" | ", pools[report.Members])},{report.AnnualExcess:R},{report.Calmar:R}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private IEnumerable<(string Pool, IEnumerable<CombinationReport> Chosen)> Pools(
        IReadOnlyList<CombinationReport> ordered, ImmutableArray<double> correlations)
    {
        yield return ("Yield_Top", ordered);
        yield return ("Robust_Top", ordered.Where(report => report.AnnualReturn > 0).OrderByDescending(report => report.Calmar));
        yield return ("Defensive_Top", ordered.Where(report => report.AnnualExcess > Defended)
            .OrderByDescending(report => report.Score.MaxDrawdown));
        yield return ("MVP_Base", ordered.Where(report => SearchAnalysis.SizeOf(report.Members) == 1));
        yield return ("Golden_Diversity", ordered.Where(report => SearchAnalysis.SizeOf(report.Members) > 1
            && SearchAnalysis.MeanCorrelation(correlations, panel.Models.Length, report.Members) < LowCorrelation)
            .OrderByDescending(report => report.Calmar));
    }

    private void Try(IReadOnlyCollection<ulong> members)
    {
        var search = new BruteForceSearch(panel, options, space.Only(members), First!.Value, last);
        double benchmark = search.Benchmark.Aggregate(1.0, (value, step) => value * (1 + step));
        foreach (CombinationScore score in search.Score(0, search.Runs, 1, CancellationToken.None))
            reports.Add(score.Members, CombinationReport.Of(score, search.Sessions, benchmark));
    }
}
