using Quant.Data.Formats;
using Quant.Preprocessing;

namespace Quant.Data.Tests.Formats;

public sealed class GroupFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Number_HoldsFromItsDayOn()
    {
        InstrumentGroups groups = Read("symbol,from,industry,board\n600000.SH,,Banks,main\nSH600000,2024-01-03,Steel,\n000001.SZ,2024-01-02,Banks,main\n");
        var axes = new PanelAxes(
            [TradeDate.Parse("2024-01-01"), TradeDate.Parse("2024-01-02"), TradeDate.Parse("2024-01-04")],
            [.. new[] { "600000.SH", "600001.SH", "000001.SZ" }.Select(InstrumentId.Parse)]);
        Panel industry = groups.Number("industry", axes);
        Assert.Equal([0, double.NaN, double.NaN, 0, double.NaN, 0, 1, double.NaN, 0], industry.Values.ToArray());
        Assert.Equal([0, double.NaN, double.NaN, 0, double.NaN, 0, double.NaN, double.NaN, 0], groups.Number("board", axes).Values.ToArray());
        Assert.Contains("Did you mean 'industry'?", Assert.Throws<InputException>(() => groups.Number("industri", axes)).Message);
    }

    [Theory]
    [InlineData("symbol\n600000.SH\n", "a column of groups")]
    [InlineData("symbol,from,industry\n600000.SH,soon,Banks\n", "soon")]
    [InlineData("symbol,industry\nnowhere,Banks\n", "nowhere")]
    [InlineData("symbol,industry\n600000.SH,A\n600000.SH,B\n", "one row for 600000.SH")]
    public void Read_NamesWhatIsWrong(string text, string named) =>
        Assert.Contains(named, Assert.Throws<InputException>(() => Read(text)).Message);

    private InstrumentGroups Read(string text) => GroupFile.Read(folder.Write("groups.csv", System.Text.Encoding.UTF8.GetBytes(text)));
}
