using System.IO.Compression;
using System.Text;
using Quant.Execution.Statements;
using Quant.Operations.Stages;
using Quant.Operations.Tests.Accounts;

namespace Quant.Operations.Tests.Statements;

/// <summary>Damaged statements, each with the text of its refusal; nothing of any of them is booked.</summary>
public sealed class HostileStatementTests
{
    private const string Csv = "成交日期,成交时间,证券代码,证券名称,操作,成交均价,成交数量,成交金额,手续费,印花税,过户费,其他费用,资金账号\n";
    private const string Good = "2024-06-04,09:35:00,600100,x,买入,10,300,3000,5,0,0.03,0,A\n";

    private static readonly object?[] Header =
        ["交收日期", "证券代码", "交易类别", "成交价格", "成交数量", "成交金额", "资金发生数"];

    private static readonly object?[] Row = ["20240604", "600100", "上海A股普通股票竞价买入", 10, 300, 3000, -3005.03];

    public static TheoryData<string, string> Sheets => new()
    {
        { "a bad number", "Sheet1!F2 成交金额: expected a number without separators, found 'three thousand'." },
        { "thousands separators", "Sheet1!F2 成交金额: expected a number without separators, found '3,000.00'." },
        { "a negative in parentheses", "Sheet1!G2 资金发生数: expected a number without separators, found '(3005.03)'." },
        { "full-width digits", "Sheet1!E2 成交数量: expected a number without separators, found '３００'." },
        { "not a number", "Sheet1!D2 成交价格: expected a number without separators, found 'NaN'." },
        { "half a cent", "Sheet1!G2 资金发生数: expected an amount of at most two decimals, found '-3005.035'." },
        { "a negative price", "Sheet1!D2 成交价格: expected a price that is not negative and has at most eight decimals, found '-10'." },
        { "a negative quantity", "Sheet1!E2 成交数量: expected a number of shares above zero, found '-300'." },
        { "no quantity", "Sheet1!E2 成交数量: expected a number of shares above zero, found nothing." },
        { "a formula", "Sheet1!G2: expected a value, found a formula." },
        { "an error for a value", "Sheet1!G2: expected a value, found an error in its place." },
        { "joined cells", "Sheet1!A2: expected cells that are not joined from the header on, found 'joined cells'." },
        { "a date as a serial number", "Sheet1!A2 交收日期: expected a date as yyyyMMdd or yyyy-MM-dd, found '45447'." },
        { "a column too few", "Sheet1!A1: expected a header with 交收日期, 证券代码, 交易类别, 成交价格, 成交数量, 成交金额, 资金发生数 in the first 50 rows, found one without 成交金额." },
        { "a heading twice", "Sheet1!H1 成交金额: expected each heading once, found '成交金额 again'." },
        { "columns shifted", "Sheet1!F2 成交金额: expected shares × price, which is 90000000.00, found '10'." },
        { "a value beyond the header", "Sheet1!H2: expected nothing where the header has no heading, found '5'." },
        { "an unknown word", "Sheet1!C2 交易类别: expected a word that the format knows, found '股份转出'." },
        { "no word", "Sheet1!C2 交易类别: expected a word that the format knows, found nothing." },
        { "a repo in other units", "Sheet1!F2 成交金额: expected the units lent, which is 100000.00, found '1000000'." },
        { "a purchase without a code", "Sheet1!B2 证券代码: expected a code of 6 digits, found nothing." },
        { "a wrong total", "Sheet1!G3 资金发生数: expected the sum of the 1 rows above, -3005.03, found '-3006'." },
        { "a second sheet without a header", "Sheet2: expected a header with 交收日期, 证券代码, 交易类别, 成交价格, 成交数量, 成交金额, 资金发生数 in the first 50 rows, found no such row." },
        { "nothing in it", "expected a header with 交收日期, 证券代码, 交易类别, 成交价格, 成交数量, 成交金额, 资金发生数 in the first 50 rows, found no such row." },
        { "a truncated archive", "expected a spreadsheet in the xlsx format, found" },
        { "a bomb", "xl/worksheets/sheet1.xml: expected no more than 200 times its size unpacked, and 512 MiB, found more." },
        { "a document type", "expected well-formed parts without a document type, found" },
    };

    [Theory]
    [MemberData(nameof(Sheets))]
    public void Sheet_StopsTheRun_AndNothingIsBooked(string damage, string refusal)
    {
        using var workspace = new TradingWorkspace("execution: {broker: gtja}");

        Refused(workspace, "data/2024-06-04-table.xlsx", Damaged(damage), refusal);
    }

    public static TheoryData<string, byte[], string> Texts => new()
    {
        { "bytes of no encoding", [0x81, 0xFF, 0xFF, 0x0A], "expected text in utf-8 or gb18030, found bytes that are neither." },
        { "UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Csv + Good)], "expected text in utf-8 or gb18030, found bytes that are neither." },
        { "the old xls format", [0xD0, 0xCF, 0x11, 0xE0, 1, 2], "expected a spreadsheet in the xlsx format, or CSV, found the old xls format." },
        { "nothing in it", [], "expected a header with 成交日期, 证券代码, 操作, 成交均价, 成交数量, 成交金额, 手续费, 印花税, 过户费, 其他费用 in the first 50 rows, found no such row." },
        { "a separator within a number", Formats.Utf8(Csv + Good.Replace(",3000,", ",3,000,")), "2: expected nothing where the header has no heading, found 'A'." },
        { "an unknown column, perhaps a fee", Formats.Utf8(Csv.Replace("其他费用", "其他费用,经手费") + Good.Replace(",0,A", ",0,7,A")), "1 经手费: expected headings that the format huatai_csv knows, since no column states what happened to cash, found '经手费'." },
        { "an open quote", Formats.Utf8(Csv + Good.Replace(",x,", ",\"x,")), "2 操作" },
        { "quotes in the middle", Formats.Utf8(Csv + Good.Replace(",x,", ",x\"y\",")), "expected quotes around whole fields, found" },
        { "a formula", Formats.Utf8(Csv + Good.Replace(",3000,", ",=1+2,")), "2 成交金额: expected a number, found 'a formula, =1+2'." },
        { "a code of nowhere", Formats.Utf8(Csv + Good.Replace("600100", "990001")), "2 证券代码: expected a code whose venue the format knows, found '990001'." },
        { "a fee below zero", Formats.Utf8(Csv + Good.Replace(",5,0,", ",-5,0,")), "2 成交金额: expected fees not below zero, found '-4.97'." },
        { "a date of another kind", Formats.Utf8(Csv + Good.Replace("2024-06-04", "04/06/2024")), "2 成交日期: expected a date as yyyyMMdd or yyyy-MM-dd, found '04/06/2024'." },
        { "a row of another day", Formats.Utf8(Csv + Good.Replace("2024-06-04", "2024-06-05")), "2: expected rows of 2024-06-04 only, found '买入' of 2024-06-05." },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_StopsTheRun_AndNothingIsBooked(string damage, byte[] content, string refusal)
    {
        using var workspace = new TradingWorkspace("execution: {broker: huatai}");

        Refused(workspace, "inbox/2024-06-04-trades.csv", content, damage == "an open quote" ? "expected" : refusal);
    }

    [Fact]
    public void Numbers_TwiceInADocument_AreRefused()
    {
        using var workspace = new TradingWorkspace("execution: {broker: ths}");
        const string Ths = "成交日期,证券代码,证券名称,操作,成交价格,成交数量,成交金额,成交编号\n";
        const string Fill = "20240604,600100,x,买入,10,300,3000,7\n";

        Refused(workspace, "inbox/2024-06-04-trades.csv", Formats.Utf8(Ths + Fill + Fill), "3 成交编号: expected each number once for an instrument and side, found '7'.");
    }

    [Fact]
    public void ADocumentTooLarge_IsRefused() => Assert.Contains(
        "expected at most 67108864 bytes",
        Assert.Throws<InputException>(() => Formats.Read("huatai_csv", "a.csv", new byte[(64 << 20) + 1])).Message);

    [Fact]
    public void Mapping_MayAllowWhatIsNotGuessed()
    {
        StatementFormat format = Formats.Parse("own", "extends: gtja_settlement\nthousands: true\nparentheses: true\n");

        var happened = Assert.Single(Formats.Read(format, "a.xlsx", SheetWriter.Write(
            Header, ["20240604", "600100", "上海A股普通股票竞价买入", 10, "1,300", "13,000.00", "(13,005.13)"])).Events);

        Assert.Equal((1300, new Money(-1_300_513)), (happened.Shares, happened.Cash));
        Assert.Throws<InputException>(() => Formats.Read(format, "a.xlsx", SheetWriter.Write(
            Header, ["20240604", "600100", "上海A股普通股票竞价买入", 10, "1,30", "1300.00", "-1305.13"])));
    }

    [Fact]
    public void DatedCells_AreDays() => Assert.Equal(
        "2024-06-04",
        Assert.Single(Formats.Read("gtja_settlement", "a.xlsx", SheetWriter.Write(Header, Row)).Events).Session.ToString());

    [Fact]
    public void BrokenArchives_AreRefusedAndNothingElse()
    {
        byte[] sample = TestFiles.Read("gtja_settlement_SYNTHETIC_20241216_20241227.xlsx");
        byte[] sheet = Part(sample, "xl/worksheets/sheet1.xml");

        Hostile.TryAll(300, random => Formats.Read("gtja_settlement", "a.xlsx", Hostile.Damage(sample, random)));
        Hostile.TryAll(300, random => Formats.Read("gtja_settlement", "a.xlsx", SheetWriter.Archive(Encoding.UTF8.GetString(Hostile.Damage(sheet, random)))));
    }

    [Theory]
    [InlineData("huatai_csv", Csv + Good)]
    [InlineData("ths_csv", "成交日期,证券代码,证券名称,操作,成交价格,成交数量,成交金额,成交编号\n20240604,=\"600100\",x,买入,10,300,3000,7\n")]
    public void BrokenTexts_AreRefusedAndNothingElse(string format, string text) =>
        Hostile.TryAll(1500, random => Formats.Read(format, "a.csv", Hostile.Damage(random.Next(2) == 0 ? Formats.Utf8(text) : Formats.Gbk(text), random)));

    private static void Refused(TradingWorkspace workspace, string path, byte[] content, string refusal)
    {
        workspace.PostTrade(new PostTradeRequest { End = TradingWorkspace.Sessions[0] });
        var before = workspace.Tree();
        workspace.WriteBytes(path, content);

        var wrong = Assert.Throws<InputException>(() => workspace.PostTrade());

        Assert.Contains(refusal, wrong.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, wrong.Message, StringComparison.Ordinal);
        Assert.NotEmpty(wrong.Remedy);
        Assert.Equal(before, workspace.Tree().Remove(path));
    }

    private static byte[] Damaged(string damage) => damage switch
    {
        "a bad number" => With(5, "three thousand"),
        "thousands separators" => With(5, "3,000.00"),
        "a negative in parentheses" => With(6, "(3005.03)"),
        "full-width digits" => With(4, "３００"),
        "not a number" => With(3, "NaN"),
        "half a cent" => With(6, -3005.035),
        "a negative price" => With(3, -10),
        "a negative quantity" => With(4, -300),
        "no quantity" => With(4, null),
        "a formula" => With(6, "=-F2-5"),
        "an error for a value" => With(6, "#REF!"),
        "joined cells" => SheetWriter.Joined("A2:A3", Header, Row, [null, .. Row[1..]]),
        "a date as a serial number" => With(0, 45447),
        "a column too few" => SheetWriter.Write([.. Header[..5], Header[6]], [.. Row[..5], Row[6]]),
        "a heading twice" => SheetWriter.Write([.. Header, "成交金额"], [.. Row, 3000]),
        "columns shifted" => SheetWriter.Write(Header, ["20240604", "600100", "上海A股普通股票竞价买入", 300, 300000, 10, -3005.03]),
        "a value beyond the header" => SheetWriter.Write(Header, [.. Row, 5]),
        "an unknown word" => With(2, "股份转出"),
        "no word" => With(2, null),
        "a repo in other units" => SheetWriter.Write(Header, ["20240604", "131810", "质押回购拆出", 1.5, 1000, 1000000, -1000001]),
        "a purchase without a code" => With(1, "\t"),
        "a wrong total" => SheetWriter.Write(Header, Row, ["合计", null, null, null, null, 3000, -3006]),
        "a second sheet without a header" => SheetWriter.Archive(SheetWriter.Sheet(Header, Row), SheetWriter.Sheet(["20240604", 5])),
        "nothing in it" => SheetWriter.Write(),
        "a truncated archive" => SheetWriter.Write(Header, Row)[..^200],
        "a bomb" => SheetWriter.Archive($"<worksheet>{new string(' ', 64 << 20)}</worksheet>"),
        _ => SheetWriter.Archive("<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet>&a;</worksheet>"),
    };

    private static byte[] With(int column, object? value)
    {
        object?[] row = [.. Row];
        row[column] = value;
        return SheetWriter.Write(Header, row);
    }

    private static byte[] Part(byte[] sample, string name)
    {
        using var archive = new ZipArchive(new MemoryStream(sample));
        using Stream stream = archive.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
