using System.Text;
using Quant.Signals;

namespace Quant.Models.Ensembles;

/// <summary>A ranking to share, as QuantPits writes it: UTF-8 with a mark, so that spreadsheets read the Chinese
/// header.</summary>
public static class RankingFile
{
    private const string Header = "股票代码,推荐指数\n";

    /// <summary>Where a ranking lies in a workspace.</summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="count">The most places that were asked for.</param>
    public static string PathOf(Ranking ranking, int count) =>
        FormattableString.Invariant($"output/ranking/Signal_{ranking.Label}_{ranking.Date}_Top{count}.csv");

    /// <summary>The file: instrument as <c>SH600519</c> and index with one or two decimals, best first.</summary>
    public static byte[] ToBytes(Ranking ranking)
    {
        var text = new StringBuilder(Header);
        foreach (RankedInstrument place in ranking.Places)
            text.Append(CultureInfo.InvariantCulture, $"{place.Instrument.QlibCode},{place.Index:0.0#}\n");
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }
}
