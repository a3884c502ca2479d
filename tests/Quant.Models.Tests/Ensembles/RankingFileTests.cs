using System.Text;
using Quant.Models.Ensembles;
using Quant.Signals;

namespace Quant.Models.Tests.Ensembles;

public sealed class RankingFileTests
{
    private static readonly Ranking Ranking = new("core", TradeDate.Parse("2026-01-09"),
        [new(InstrumentId.Parse("600123.SH"), 100), new(InstrumentId.Parse("000777.SZ"), -33.33), new(InstrumentId.Parse("600000.SH"), -99.5)]);

    [Fact]
    public void ToBytes_IsQuantPitsFormatWithAMark()
    {
        byte[] bytes = RankingFile.ToBytes(Ranking);

        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal("股票代码,推荐指数\nSH600123,100.0\nSZ000777,-33.33\nSH600000,-99.5\n", Encoding.UTF8.GetString(bytes[3..]));
    }

    [Fact]
    public void PathOf_IsQuantPitsName() =>
        Assert.Equal("output/ranking/Signal_core_2026-01-09_Top300.csv", RankingFile.PathOf(Ranking, 300));
}
