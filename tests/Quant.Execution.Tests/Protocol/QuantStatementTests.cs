using System.Text;
using Quant.Accounting;
using Quant.Execution.Protocol;

namespace Quant.Execution.Tests.Protocol;

public sealed class QuantStatementTests
{
    private const string Header = "event_id,session,kind,instrument,shares,price,gross,commission,stamp_duty,transfer_fee,cash\n";
    private const string Bought = "t1,2024-06-04,buy,600000.SH,100,10.00,1000.00,5.00,0.00,0.01,-1005.01\n";
    private const string Sold = ",2024-06-04,sell,SZ000001,200,5.00,1000.00,5.00,0.50,0.01,994.49\n";

    [Fact]
    public void Read_GivesBackWhatWasWritten()
    {
        BrokerStatement first = Read(Header + Bought + Sold + ",2024-06-04,interest,,0,0.00,0.00,0.00,0.00,0.00,1.23\n");

        byte[] written = QuantStatement.Write(first.Events);
        BrokerStatement second = new QuantStatement().Read("b.csv", written);

        Assert.Equal(first.Events.AsEnumerable(), second.Events);
        Assert.Equal(written, QuantStatement.Write(second.Events));
        Assert.Equal(["上海A股普通股票竞价买入", "深圳A股普通股票竞价卖出", "利息归本"], first.Events.Select(happened => happened.Category));
        Assert.Equal(EventKind.Interest, second.Events[2].Kind);
    }

    [Fact]
    public void Read_TakesTheColumnsThatMayFollow()
    {
        string header = Header.TrimEnd() + ",currency,levies\n";
        BrokerStatement first = Read(header
            + "t1,2024-06-04,sell,AAPL.US,100,10.00,1000.00,0.00,0.00,0.00,999.95,USD,0.05\n"
            + "t2,2024-06-04,interest,,0,0.00,0.00,0.00,0.00,0.00,1.23,,\n");

        Assert.Equal((Commodity.Usd, new Money(5)), (first.Events[0].Currency!.Value, first.Events[0].Fees.Levies));
        Assert.Equal((null, Money.Zero), (first.Events[1].Currency, first.Events[1].Fees.Levies));
        Assert.Equal(first.Events.AsEnumerable(), new QuantStatement().Read("b.csv", QuantStatement.Write(first.Events)).Events);
        Assert.StartsWith(
            Header.TrimEnd() + ",levies,currency\n", Encoding.UTF8.GetString(QuantStatement.Write(first.Events)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TakesActionsAndConversions()
    {
        string header = Header.TrimEnd() + ",into,into_shares,currency,counter_currency,counter_cash\n";
        BrokerStatement first = Read(header
            + ",2024-06-04,split,X.US,-75,11.00,0.00,0.00,0.00,0.00,5.50,,,USD,,\n"
            + ",2024-06-04,exchange,X.US,25,0,0.00,0.00,0.00,0.00,0.00,Y.US,25,USD,,\n"
            + ",2024-06-04,exercise,R.US,10,0,0.00,0.00,0.00,0.00,-50.00,Y.US,5,USD,,\n"
            + ",2024-06-04,lapse,R.US,10,0,0.00,0.00,0.00,0.00,0.00,,,USD,,\n"
            + ",2024-06-04,dividend_due,Y.US,30,0,12.00,0.00,0.00,0.00,0.00,,,USD,,\n"
            + ",2024-06-04,funding,BTCUSDT.BINANCE,0,0,0.00,0.00,0.00,0.00,-1.25,,,USDT,,\n"
            + ",2024-06-04,conversion,,0,0,0.00,0.00,0.00,0.00,-720.00,,,,USD,100.00\n");

        Assert.Equal(
            [
                EventKind.Split, EventKind.Exchange, EventKind.Exercise, EventKind.Lapse, EventKind.DividendDue, EventKind.Funding,
                EventKind.Conversion,
            ],
            first.Events.Select(happened => happened.Kind));
        Assert.Equal((InstrumentId.Parse("Y.US"), 25), (first.Events[1].Into!.Value, first.Events[1].IntoShares));
        Assert.Equal((Commodity.Usd, new Money(10_000)), (first.Events[6].CounterCurrency!.Value, first.Events[6].CounterCash));
        Assert.Equal(7, first.Events.Select(happened => happened.Id).Distinct().Count());
        Assert.Equal(first.Events.AsEnumerable(), new QuantStatement().Read("b.csv", QuantStatement.Write(first.Events)).Events);
    }

    [Fact]
    public void Write_GivesTheHeaderEvenWithoutEvents() => Assert.Equal(Header, Encoding.UTF8.GetString(QuantStatement.Write([])));

    public static TheoryData<string, string, string> Broken => new()
    {
        { "other header", "1", "a,b\n" },
        { "no header", "1", "" },
        { "a field too few", "2", Header + "t1,2024-06-04,buy,600000.SH,100,10.00,1000.00,5.00,0.00,0.01\n" },
        { "unknown kind", "2 kind", Header + Bought.Replace("buy", "borrow") },
        { "cash flows come from the owner's file", "2 kind", Header + Bought.Replace("buy", "cash_flow") },
        { "no instrument", "2 instrument", Header + Bought.Replace("600000.SH", "") },
        { "no date", "2 session", Header + Bought.Replace("2024-06-04", "20240604") },
        { "half a share", "2 shares", Header + Bought.Replace(",100,", ",100.5,") },
        { "gross a cent off", "2 gross", Header + Bought.Replace(",1000.00,", ",1000.01,") },
        { "cash a cent off", "2 cash", Header + Bought.Replace("-1005.01", "-1005.02") },
        { "comma decimals", "2", Header + Bought.Replace("10.00", "10,00") },
        { "not a number", "2 price", Header + Bought.Replace("10.00", "NaN") },
        { "a column twice", "1", Header.TrimEnd() + ",levies,levies\n" },
        { "a column that nobody knows", "1", Header.TrimEnd() + ",levies,colour\n" },
        { "no currency", "2 currency", Header.TrimEnd() + ",currency\n" + Bought.TrimEnd() + ",600000.SH\n" },
        { "half a currency", "2 currency", Header.TrimEnd() + ",currency\n" + Bought.TrimEnd() + ",us\n" },
        { "levies that are not in the cash", "2 cash", Header.TrimEnd() + ",levies\n" + Bought.TrimEnd() + ",0.01\n" },
        { "fewer shares, and no split", "2 shares", Header + Bought.Replace(",100,", ",-100,") },
        { "what it becomes is none", "2 into", Header.TrimEnd() + ",into\n" + Bought.TrimEnd() + ",nothing\n" },
        { "it becomes less than nothing", "2 into_shares", Header.TrimEnd() + ",into_shares\n" + Bought.TrimEnd() + ",-1\n" },
        { "an id twice", "3", Header + Bought + Bought },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_NamesTheLineThatIsWrong(string situation, string place, string text)
    {
        var wrong = Assert.Throws<InputException>(() => Read(text));

        Assert.True(wrong.Place == place, $"{situation}: {wrong.Message}");
    }

    [Fact]
    public void Read_RefusesOtherEncodings() =>
        Assert.Throws<InputException>(() => new QuantStatement().Read("a.csv", new byte[] { 0xB9, 0xFA, 0xFF }));

    private static BrokerStatement Read(string text) => new QuantStatement().Read("a.csv", Encoding.UTF8.GetBytes(text));
}
