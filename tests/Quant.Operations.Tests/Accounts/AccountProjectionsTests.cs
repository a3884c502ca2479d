using System.Text;
using System.Text.Json;
using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Operations.Accounts;

namespace Quant.Operations.Tests.Accounts;

public sealed class AccountProjectionsTests
{
    private static readonly TradeDate Session = TradeDate.Parse("2024-06-04");

    [Theory]
    [InlineData("SH000300", "3500.1250", "CSI300,CASHFLOW\n2024-06-04,15.00,15.00,0.00,0.00000,3500.1250,5.00\n")]
    [InlineData("SH000905", "3500.1250", "SH000905,CASHFLOW\n2024-06-04,15.00,15.00,0.00,0.00000,3500.1250,5.00\n")]
    [InlineData("SH000300", null, "CSI300,CASHFLOW\n2024-06-04,15.00,15.00,0.00,0.00000,,5.00\n")]
    public void DailyLog_NamesTheRealBenchmark_AndInventsNoClose_W26(string benchmark, string? close, string ending)
    {
        InstrumentId index = InstrumentId.Parse(benchmark);
        decimal? indexClose = close is null ? null : decimal.Parse(close, CultureInfo.InvariantCulture);
        BookedDay day = new(new AccountSnapshot(Session, new Money(1500), Money.Zero, []), new Money(500), index, indexClose);

        Assert.EndsWith(ending, Encoding.UTF8.GetString(AccountProjections.DailyLog([day], index)));
    }

    [Fact]
    public void ProdConfig_WritesEveryAmountAsText_W26()
    {
        using TradingWorkspace workspace = new();
        workspace.PostTrade();

        JsonElement document = JsonDocument.Parse(workspace.Read("data/prod_config.json")).RootElement;

        Assert.Equal("100000.00", document.GetProperty("current_cash").GetString());
        Assert.Equal("100000.00", document.GetProperty("current_full_cash").GetString());
        Assert.Equal("100000.00", document.GetProperty("initial_cash").GetString());
        Assert.Equal("SH000300", document.GetProperty("benchmark").GetString());
    }

    [Fact]
    public void HoldingLog_KeepsAPositionWithoutAPrice_W21()
    {
        var holding = new Holding(InstrumentId.Parse("600000.SH"), 3, new Money(1000), new Price(333_333_333), PriceBasis.BookCost, Session);
        BookedDay day = new(new AccountSnapshot(Session, Money.Zero, Money.Zero, [holding]), Money.Zero, InstrumentId.Parse("SH000300"), null);

        Assert.Contains("2024-06-04,SH600000,3,10.00,3.3333,3.33333333,10.00,0.00,0.00000\n", Encoding.UTF8.GetString(AccountProjections.HoldingLog([day])));
    }

    [Fact]
    public void TradeLog_KeepsEqualFillsApart_W21()
    {
        AccountEvent fill = new()
        {
            Id = "1", Session = Session, Kind = EventKind.Buy, Category = "上海A股普通股票竞价买入", Instrument = InstrumentId.Parse("600000.SH"),
            Shares = 100, Price = Price.FromDecimal(1m), Gross = new Money(10_000), Cash = new Money(-10_500),
        };
        ContentHash document = ContentHash.Of("d");

        byte[] log = AccountProjections.TradeLog([new(fill, document), new(fill with { Id = "2" }, document)], "=main");

        string[] lines = Encoding.UTF8.GetString(log).Split('\n');
        Assert.Equal("SH600000,上海A股普通股票竞价买入,1.00,100,100.00,-105.00,0.00,20240604,'=main,2024-06-04", lines[1]);
        Assert.Equal(lines[1], lines[2]);
    }
}
