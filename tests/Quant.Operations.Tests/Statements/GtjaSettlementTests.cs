using Quant.Accounting;
using Quant.Execution.Protocol;
using Quant.Operations.Tests.Accounts;
using Quant.Orders;

namespace Quant.Operations.Tests.Statements;

public sealed class GtjaSettlementTests
{
    private static readonly object?[] Header =
        ["交收日期", "证券代码", "交易类别", "成交价格", "成交数量", "成交金额", "资金发生数"];

    private static readonly object?[] Purchase =
        ["20241216", "\t600519", "\t上海A股普通股票竞价买入", 1527.2, 100, 152720, -152759.71];

    [Fact]
    public void Read_BooksEveryRowOfTheSampleSheet()
    {
        BrokerStatement statement = Formats.Read("gtja_settlement", "sample.xlsx", TestFiles.Read("gtja_settlement_SYNTHETIC_20241216_20241227.xlsx"));

        Assert.Equal(
            [
                "2024-12-16 Buy 600519.SH 100 1527.20 -152759.71 fees 38.18/0.00/1.53",
                "2024-12-16 Buy 000001.SZ 3000 11.57 -34719.03 fees 8.68/0.00/0.35",
                "2024-12-18 Buy 600036.SH 1000 38.52 -38530.02 fees 9.63/0.00/0.39",
                "2024-12-20 Sell 000001.SZ 1000 11.62 11609.07 fees 5.00/5.81/0.12",
                "2024-12-24 Buy 300750.SZ 200 268.23 -53659.95 fees 13.41/0.00/0.54",
                "2024-12-27 Sell 600036.SH 1000 39.34 39310.10 fees 9.84/19.67/0.39",
            ],
            statement.Events.Take(6).Select(Line));
        AccountEvent interest = statement.Events[6];
        Assert.Equal((EventKind.Interest, null, "2024-12-31"), (interest.Kind, interest.Instrument, interest.Session.ToString()));
        Assert.True(interest.Cash > Money.Zero);
        Assert.Equal("Sheet1!A14 has totals, which fit the 7 rows above.", Assert.Single(statement.Notes));
    }

    [Fact]
    public void Read_FindsTheHeaderWhereverItStands_W25()
    {
        byte[] sheet = SheetWriter.Write([["资金流水"], [], ["note", 1], Header, Purchase]);

        Assert.Single(Formats.Read("gtja_settlement", "a.xlsx", sheet).Events);
    }

    [Fact]
    public void Read_PadsCodesThatLostTheirZeros()
    {
        byte[] sheet = SheetWriter.Write(Header, ["20241216", 1, "深圳A股普通股票竞价买入", 10, 100, 1000, -1005]);

        AccountEvent bought = Assert.Single(Formats.Read("gtja_settlement", "a.xlsx", sheet).Events);

        Assert.Equal("000001.SZ", bought.Instrument.ToString());
        Assert.Equal(new TradeFees(new Money(500), default, default), bought.Fees);
    }

    [Fact]
    public void Read_TakesRowsWithoutACode_W23()
    {
        byte[] sheet = SheetWriter.Write(Header, ["20241231", "\t", "利息归本", null, null, null, 12.34]);

        Assert.Equal(new Money(1234), Assert.Single(Formats.Read("gtja_settlement", "a.xlsx", sheet).Events).Cash);
    }

    [Fact]
    public void Read_TellsEqualPartialFillsApart_W21()
    {
        BrokerStatement statement = Formats.Read("gtja_settlement", "a.xlsx", SheetWriter.Write(Header, Purchase, Purchase));

        Assert.Equal(2, statement.Events.Select(happened => happened.Id).Distinct().Count());
    }

    [Fact]
    public void Read_GivesAnEventTheSameIdInAnotherDocument()
    {
        BrokerStatement first = Formats.Read("gtja_settlement", "a.xlsx", SheetWriter.Write(Header, Purchase));
        BrokerStatement second = Formats.Read("gtja_settlement", "b.xlsx", SheetWriter.Write([["more"], Header, Purchase]));

        Assert.NotEqual(first.Document, second.Document);
        Assert.Equal(first.Events[0].Id, second.Events[0].Id);
    }

    [Fact]
    public void Read_NotesRowsThatMoveNothing()
    {
        BrokerStatement statement = Formats.Read("gtja_settlement", 
            "a.xlsx", SheetWriter.Write(Header, ["20241216", "799999", "指定交易", 0, 0, 0, 0]));

        Assert.Equal("A row '指定交易' of 20241216 moves nothing.", Assert.Single(statement.Notes));
    }

    public static TheoryData<string, string, object?[]> Broken => new()
    {
        { "W23: unknown word with money", "C2", ["20241216", "131810", "质押回购拆X", 1.5, 10, 1000, -1000.1] },
        { "an unknown word that moves nothing", "C2", ["20241216", "600519", "股东账户合并", 0, 0, 0, 0] },
        { "W23: unknown word with shares", "C2", ["20241216", "600519", "股份转入", 0, 100, 0, 0] },
        { "a fund is not a share", "C2", ["20241216", "510300", "上海基金竞价买入", 4, 100, 400, -400.1] },
        { "no date", "A2", [null, "600519", "上海A股普通股票竞价买入", 10, 100, 1000, -1005] },
        { "a date that does not exist", "A2", ["20241232", "600519", "上海A股普通股票竞价买入", 10, 100, 1000, -1005] },
        { "no code for a trade", "B2", ["20241216", "\t", "上海A股普通股票竞价买入", 10, 100, 1000, -1005] },
        { "a code that is no number", "B2", ["20241216", "6O0519", "上海A股普通股票竞价买入", 10, 100, 1000, -1005] },
        { "a purchase that brings money", "G2", ["20241216", "600519", "上海A股普通股票竞价买入", 10, 100, 1000, 995] },
        { "a sale that brings more than its gross", "G2", ["20241216", "600519", "上海A股普通股票竞价卖出", 10, 100, 1000, 1000.01] },
        { "half a cent", "G2", ["20241216", "600519", "上海A股普通股票竞价买入", 10, 100, 1000, -1005.005] },
        { "thousands separators", "F2", ["20241216", "600519", "上海A股普通股票竞价买入", 10, 100, "1,000.00", -1005] },
        { "a negative price", "D2", ["20241216", "600519", "上海A股普通股票竞价买入", -10, 100, 1000, -1005] },
        { "half a share", "E2", ["20241216", "600519", "上海A股普通股票竞价买入", 10, 100.5, 1005, -1010] },
        { "a formula", "G2", ["20241216", "600519", "上海A股普通股票竞价买入", 10, 100, 1000, "=-F2-5"] },
        { "bonus shares for money", "G2", ["20241216", "600519", "上海A股红股上市入账", 0, 100, 0, -5] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_NamesTheCellThatIsWrong(string situation, string cell, object?[] row)
    {
        var wrong = Assert.Throws<InputException>(() => Formats.Read("gtja_settlement", "a.xlsx", SheetWriter.Write(Header, row)));

        Assert.True(wrong.Place.StartsWith($"Sheet1!{cell}", StringComparison.Ordinal), $"{situation}: {wrong.Message}");
    }

    [Fact]
    public void Read_RefusesASheetWithoutHeader() => Assert.Contains(
        "交易类别", Assert.Throws<InputException>(() => Formats.Read("gtja_settlement", "a.xlsx", SheetWriter.Write(Purchase))).Expected);

    [Fact]
    public void Read_RefusesWhatIsNoSpreadsheet() =>
        Assert.Throws<InputException>(() => Formats.Read("gtja_settlement", "a.xlsx", "not a zip"u8.ToArray()));

    [Fact]
    public void Read_RefusesASpreadsheetThatUnpacksToTooMuch()
    {
        byte[] bomb = SheetWriter.Archive($"<worksheet>{new string(' ', 64 << 20)}</worksheet>");

        Assert.Contains("unpacked", Assert.Throws<InputException>(() => Formats.Read("gtja_settlement", "a.xlsx", bomb)).Expected);
    }

    [Fact]
    public void Read_RefusesDocumentTypes()
    {
        byte[] sheet = SheetWriter.Archive("<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet>&a;</worksheet>");

        Assert.Throws<InputException>(() => Formats.Read("gtja_settlement", "a.xlsx", sheet));
    }

    private static string Line(AccountEvent happened) =>
        $"{happened.Session} {happened.Kind} {happened.Instrument} {happened.Shares} {happened.Price} {happened.Cash} " +
        $"fees {happened.Fees.Commission}/{happened.Fees.StampDuty}/{happened.Fees.TransferFee}";
}
