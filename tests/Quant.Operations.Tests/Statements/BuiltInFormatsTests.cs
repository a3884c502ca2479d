using Quant.Accounting;
using Quant.Execution.Protocol;
using Quant.Execution.Statements;
using Quant.Operations.Tests.Accounts;
using Quant.Operations.Workspaces.Configuration;
using Quant.Orders;

namespace Quant.Operations.Tests.Statements;

/// <summary>Every format of the fixtures is built in and reads a document with its headings.</summary>
public sealed class BuiltInFormatsTests
{
    private const string Huatai = "成交日期,成交时间,证券代码,证券名称,操作,成交均价,成交数量,成交金额,手续费,印花税,过户费,其他费用,资金账号\n";
    private const string Ths = "成交日期,证券代码,证券名称,操作,成交价格,成交数量,成交金额,成交编号\n";
    private const string Today = "成交日期,成交时间,股东代码,证券代码,证券名称,买卖标志,成交价格,成交数量,成交金额,委托序号,交易市场\n";

    public static TheoryData<string> Listed => [.. Fixtures().Select(line => line[0])];

    [Theory]
    [MemberData(nameof(Listed))]
    public void Format_HasEveryHeadingOfTheFixtures(string name)
    {
        string[] listed = Fixtures().Single(line => line[0] == name);
        StatementFormat format = Formats.Named(name);
        HashSet<string> known = [.. format.Columns.Values.SelectMany(column => column.Names), .. format.Ignored];

        string[] headings = listed[4].Split(',');

        // Those that a document may be without are not asked for; a format that books knows every heading of a complete list.
        IEnumerable<string> required = format.Columns.Values.Where(column => column.Required)
            .Where(column => !column.Names.Any(heading => headings.SelectMany(alias => alias.Split('|')).Contains(heading)))
            .Select(column => string.Join('|', column.Names));
        Assert.Empty(required);
        if (format is { Content: StatementContent.Events, StatesCash: false })
            Assert.Subset(known, headings.ToHashSet());
    }

    [Fact]
    public void Huatai_BooksTheSampleInGbk_AndTheSameInUtf8AndAsASpreadsheet()
    {
        byte[] sample = TestFiles.Read("huatai_SYNTHETIC_gbk.csv");
        string text = System.Text.Encoding.GetEncoding("gb18030").GetString(sample);

        BrokerStatement statement = Formats.Read("huatai_csv", "a.csv", sample);

        Assert.Equal(
            [
                "2024-12-16 Buy 600519.SH 100 1527.20 -152759.71 fees 38.18/0.00/1.53",
                "2024-12-16 Buy 000001.SZ 3000 11.57 -34719.03 fees 8.68/0.00/0.35",
                "2024-12-18 Buy 600036.SH 1000 38.52 -38530.02 fees 9.63/0.00/0.39",
                "2024-12-20 Sell 000001.SZ 1000 11.62 11609.07 fees 5.00/5.81/0.12",
                "2024-12-24 Buy 300750.SZ 200 268.23 -53659.95 fees 13.41/0.00/0.54",
                "2024-12-27 Sell 600036.SH 1000 39.34 39310.10 fees 9.84/19.67/0.39",
            ],
            statement.Events.Select(Line));
        Assert.Equal(statement.Events.AsEnumerable(), Formats.Read("huatai_csv", "b.csv", Formats.Utf8(text)).Events);
        Assert.Equal(statement.Events.AsEnumerable(), Formats.Read("huatai_csv", "c.csv", Formats.Utf8("\uFEFF" + text)).Events);
        Assert.Equal(statement.Events.AsEnumerable(), Formats.Read("huatai_csv", "d.txt", Formats.Gbk(text.Replace(',', '\t'))).Events);
        object?[][] rows = [.. text.TrimEnd().Split('\n').Select(line => line.TrimEnd('\r').Split(',').ToArray<object?>())];
        Assert.Equal(statement.Events.AsEnumerable(), Formats.Read("huatai_csv", "e.xlsx", SheetWriter.Write(rows)).Events);
    }

    [Fact]
    public void PTrade_BooksTheSample_ByItsOwnNumbers()
    {
        BrokerStatement statement = Formats.Read("ptrade_trades_file", "a.csv", TestFiles.Read("ptrade_trades_SYNTHETIC.csv"));

        Assert.Equal(
            ["2024-12-16 Buy 600519.SH 100 1527.20 -152759.71 fees 39.71/0.00/0.00", "2024-12-16 Buy 000001.SZ 3000 11.57 -34719.03 fees 9.03/0.00/0.00"],
            statement.Events.Take(2).Select(Line));
        Assert.Equal(6, statement.Events.Select(happened => happened.Id).Distinct().Count());
    }

    [Fact]
    public void Haitong_AddsUpItsFees() => Assert.Equal(
        "2024-12-20 Sell 000001.SZ 1000 11.62 11608.97 fees 5.10/5.81/0.12",
        Line(Assert.Single(Formats.Read("haitong_csv", "a.csv", Formats.Gbk(
            "交易日期,交易时间,证券代码,证券名称,交易类型,成交数量,成交价格,成交金额,手续费,印花税,过户费,其他费用,成交编号\n"
            + "20241220,09:35:00,1,平安银行,卖出,1000,11.62,11620,5.00,5.81,0.12,0.10,77\n")).Events)));

    [Fact]
    public void Ths_TakesFeesFromTheRates_AndSaysSo()
    {
        BrokerStatement statement = Formats.Read(
            "ths_csv", "a.csv", Formats.Utf8(Ths + "20241220,=\"000001\",平安银行,卖出,11.62,1000,11620,1\n"));

        // Commission 2.91 goes up to the minimum of 5.00.
        Assert.Equal("2024-12-20 Sell 000001.SZ 1000 11.62 11609.07 fees 5.00/5.81/0.12", Line(Assert.Single(statement.Events)));
        Assert.Equal("a.csv states no fees; they are computed by the configured rates. Compare with quant reconcile.", Assert.Single(statement.Notes));
    }

    [Fact]
    public void TodayTrades_PayTheMinimumOnceAnOrder()
    {
        string row = "20241220,09:35:00,A1,000001,平安银行,买入,11.62,{0},{1},42,深圳A股\n";
        BrokerStatement statement = Formats.Read("client_today_trades", "a.csv", Formats.Gbk(
            Today + string.Format(CultureInfo.InvariantCulture, row, 300, 3486) + string.Format(CultureInfo.InvariantCulture, row, 700, 8134)));

        Assert.Equal(new Money(500), statement.Events.Aggregate(Money.Zero, (sum, happened) => sum + happened.Fees.Commission));
        Assert.Equal(new Money(-1_162_000 - 500 - 12), statement.Events.Aggregate(Money.Zero, (sum, happened) => sum + happened.Cash));
    }

    [Fact]
    public void Orders_AreReadAndNotBooked()
    {
        ReportedTrade order = Assert.Single(TradeStatement.Read(Formats.Named("client_today_entrusts"), "a.csv", Formats.Gbk(
            "委托日期,委托时间,股东代码,证券代码,证券名称,买卖标志,委托价格,委托数量,成交数量,撤单数量,状态说明,委托序号,交易市场\n"
            + "20241220,09:35:00,A1,000001,平安银行,买入,11.62,1000,400,600,部成,42,深圳A股\n")));
        Assert.Equal(new ReportedTrade(TradeDate.Parse("2024-12-20"), Side.Buy, InstrumentId.Parse("000001.SZ"), 1000m, 400m), order);

        ReportedTrade planned = Assert.Single(TradeStatement.Read(Formats.Named("alpaca_plan"), "a.csv", Formats.Utf8(
            "asset_id,symbol,side,qty,order_type,tp_price,sl_price\n1045,AAL,SELL,2.35,MARKET,,\n")));
        Assert.Equal(new ReportedTrade(null, Side.Sell, InstrumentId.Parse("AAL.US"), 2.35m, null), planned);

        ReportedTrade sheet = Assert.Single(TradeStatement.Read(Formats.Named("gtja_orders"), "a.xlsx", SheetWriter.Write(
            ["委托日期", "委托时间", "交易类别", "证券代码", "委托数量", "成交数量", "撤单数量", "委托状态"],
            ["20241220", "09:35:00", "\t深圳A股普通股票竞价卖出", "\t1", 1000, 1000, 0, "已成"])));
        Assert.Equal(new ReportedTrade(TradeDate.Parse("2024-12-20"), Side.Sell, InstrumentId.Parse("000001.SZ"), 1000m, 1000m), sheet);

        ReportedTrade fill = Assert.Single(TradeStatement.Read(Formats.Named("gtja_trades"), "a.xlsx", SheetWriter.Write(
            ["成交时间", "交易类别", "证券代码", "成交数量", "成交价格", "成交金额"],
            ["09:35:00", "深圳A股普通股票竞价卖出", "1", 1000, 11.62, 11620])));
        Assert.Equal((null, 1000m, null), (fill.Session, fill.Ordered, fill.Filled));
    }

    [Fact]
    public void Accounts_AreReadAndNotBooked()
    {
        ReportedAccount snapshot = AccountStatement.Read(Formats.Named("gtja_account"), "a.xlsx", SheetWriter.Write(
            ["资产快照"], ["可用资金", 1000.5, null, "证券市值", 11620], ["资金余额：", 1200.5, null, "查询时间", "2024-12-20 15:30:00"], [],
            ["证券代码", "证券名称", "当前拥股", "可用数量", "现价", "市值"], ["\t1", "平安银行", 1000, 400, 11.62, 11620]));
        Assert.Equal((TradeDate.Parse("2024-12-20"), new Money(120_050), new Money(100_050)), (snapshot.Session!.Value, snapshot.Cash!.Value, snapshot.Available!.Value));
        Assert.Equal(new BrokerPosition(InstrumentId.Parse("000001.SZ"), 1000, 400, null), Assert.Single(snapshot.Positions!.Value));

        ReportedAccount position = AccountStatement.Read(Formats.Named("client_position"), "a.csv", Formats.Gbk(
            "证券代码,证券名称,股份余额,股份可用,当前持仓,参考成本价,参考市价,参考市值,参考盈亏,盈亏比例(%),买入冻结,卖出冻结,交易市场,股东代码\n"
            + "000001,平安银行,1000,400,1000,11.5,11.62,11620,120,1.04%,0,100,深圳A股,A1\n"));
        Assert.Equal(new BrokerPosition(InstrumentId.Parse("000001.SZ"), 1000, 400, 100), Assert.Single(position.Positions!.Value));
        Assert.Null(position.Cash);

        ReportedAccount balance = AccountStatement.Read(Formats.Named("client_balance"), "a.csv", Formats.Gbk(
            "资金帐号,币种,可用资金,资金余额,参考市值,总资产,股份参考盈亏\nA1,人民币,1000.5,1200.5,11620,12820.5,120\n"));
        Assert.Equal((new Money(120_050), new Money(100_050)), (balance.Cash!.Value, balance.Available!.Value));
        Assert.Null(balance.Positions);
    }

    /// <summary>A row of each kind with what it does, in a format that states the cash movement and in one that does
    /// not.</summary>
    public static TheoryData<string, object?[], EventKind, string, string, string> Kinds => new()
    {
        { "利息归本", [null, null, null, null, 12.34], EventKind.Interest, "", "0.00", "12.34" },
        { "利息税", [null, null, null, null, -2.47], EventKind.Interest, "", "0.00", "-2.47" },
        { "手续费", [null, null, null, null, -1], EventKind.Fee, "", "0.00", "-1.00" },
        { "红利入账", ["600519", 0, 0, 100, 100], EventKind.Dividend, "600519.SH", "100.00", "100.00" },
        { "股息红利差异扣税", ["600519", 0, 0, 20, -20], EventKind.DividendTax, "600519.SH", "20.00", "-20.00" },
        { "红股入账", ["600519", 0, 30, 0, 0], EventKind.BonusShare, "600519.SH", "0.00", "0.00" },
        { "中签缴款", ["787001", 20, 500, 10000, -10000], EventKind.Subscription, "787001.SH", "10000.00", "-10000.00" },
        { "申购返款", ["787001", 20, 500, 10000, 10000], EventKind.Subscription, "787001.SH", "10000.00", "10000.00" },
        { "新股入账", ["688001", 20, 500, 10000, 0], EventKind.Allotment, "688001.SH", "10000.00", "0.00" },
        { "融券回购", ["204001", 1.85, 1000, 100000, -100001], EventKind.Loan, "204001.SH", "100000.00", "-100001.00" },
        { "融券购回", ["204001", 1.85, 1000, 100005.07, 100005.07], EventKind.Repayment, "204001.SH", "100000.00", "100005.07" },
        { "银行转存", [null, null, null, null, 5000], EventKind.CashFlow, "", "0.00", "5000.00" },
        { "证券转银行", [null, null, null, null, -5000], EventKind.CashFlow, "", "0.00", "-5000.00" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKind_IsBookedAsItIs(string word, object?[] cells, EventKind kind, string instrument, string gross, string cash)
    {
        object?[] header = ["交收日期", "交易类别", "证券代码", "成交价格", "成交数量", "成交金额", "资金发生数"];
        AccountEvent happened = Assert.Single(Formats.Read("gtja_settlement", "a.xlsx", SheetWriter.Write(header, ["20241220", word, .. cells])).Events);

        Assert.Equal((kind, instrument, gross, cash), (happened.Kind, $"{happened.Instrument}", $"{happened.Gross}", $"{happened.Cash}"));
        if (kind is EventKind.Repayment)
            return;
        string amount = happened.Gross == Money.Zero ? $"{new Money(Math.Abs(happened.Cash.Cents))}" : gross;
        string fee = kind == EventKind.Loan ? "1" : "0";
        AccountEvent derived = Assert.Single(Formats.Read("huatai_csv", "a.csv", Formats.Utf8(
            $"{Huatai}2024-12-20,09:35:00,{cells[0]},x,{word},{cells[1] ?? 0},{cells[2] ?? 0},{(kind == EventKind.Allotment ? gross : amount)},{fee},0,0,0,A\n")).Events);
        if (kind != EventKind.Allotment)
            Assert.Equal((kind, instrument, cash), (derived.Kind, $"{derived.Instrument}", $"{derived.Cash}"));
    }

    [Fact]
    public void Everything_IsWrittenOutByConfigShow() => Assert.All(
        StatementFolder.BuiltIn,
        format => Assert.Equal(
            StatementFile.Write(format).ToJsonString(),
            StatementFile.Write(Formats.Parse("own", YamlText.Write(StatementFile.Write(format)))).ToJsonString()));

    private static IEnumerable<string[]> Fixtures()
    {
        using var reader = new StringReader(System.Text.Encoding.UTF8.GetString(TestFiles.Read("headers.csv")));
        using var parser = new CsvHelper.CsvParser(reader, CultureInfo.InvariantCulture);
        Assert.True(parser.Read());
        while (parser.Read())
            yield return parser.Record!;
    }

    private static string Line(AccountEvent happened) =>
        $"{happened.Session} {happened.Kind} {happened.Instrument} {happened.Shares} {happened.Price} {happened.Cash} "
        + $"fees {happened.Fees.Commission}/{happened.Fees.StampDuty}/{happened.Fees.TransferFee}";
}
