using System.IO.Compression;
using System.Text;
using Quant.Data.Formats;
using Quant.Data.Snapshots;

namespace Quant.Data.Tests.Formats;

public sealed class DailyPanelCsvTests : IDisposable
{
    private const string Header = "date,symbol,open,high,low,close,preclose,volume,amount,turnover,adj_factor,limit_up,limit_down,is_st,suspended";
    private const string Good = "2024-12-30,600519.SH,1525,1534,1513,1525,1528,2512982,3833000000,0.2,1.25,1680.8,1375.2,0,0";

    private static readonly TradingCalendar Calendar = new(
        "SSE", [.. new[] { "2024-12-27", "2024-12-30", "2024-12-31", "2025-01-02" }.Select(TradeDate.Parse)]);

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "no number", "2024-12-31,600519.SH,15x25,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "open", "'15x25'" },
        { "a group separator", "2024-12-31,600519.SH,\"1,525\",1534,1513,1525,1528,1,1,0.2,1,,,0,0", "open", "'1,525'" },
        { "a decimal comma", "2024-12-31,600519.SH,\"1525,0\",1534,1513,1525,1528,1,1,0.2,1,,,0,0", "open", "'1525,0'" },
        { "a NaN", "2024-12-31,600519.SH,NaN,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "open", "'NaN'" },
        { "an infinity", "2024-12-31,600519.SH,Infinity,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "open", "'Infinity'" },
        { "an overflow", "2024-12-31,600519.SH,1e999,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "open", "'1e999'" },
        { "a hexadecimal", "2024-12-31,600519.SH,0x1F,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "open", "'0x1F'" },
        { "a blank around", "2024-12-31,600519.SH, 1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "open", "' 1525'" },
        { "a negative price", "2024-12-31,600519.SH,1525,1534,-1513,1525,1528,1,1,0.2,1,,,0,0", "low", "'-1513'" },
        { "a price of zero", "2024-12-31,600519.SH,1525,1534,1513,0,1528,1,1,0.2,1,,,0,0", "close", "'0'" },
        { "a missing price of a traded name", "2024-12-31,600519.SH,,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "open", "''" },
        { "a negative volume", "2024-12-31,600519.SH,1525,1534,1513,1525,1528,-1,1,0.2,1,,,0,0", "volume", "'-1'" },
        { "half a share", "2024-12-31,600519.SH,1525,1534,1513,1525,1528,1.5,1,0.2,1,,,0,0", "volume", "'1.5'" },
        { "no volume", "2024-12-31,600519.SH,1525,1534,1513,1525,1528,,1,0.2,1,,,0,0", "volume", "''" },
        { "a negative amount", "2024-12-31,600519.SH,1525,1534,1513,1525,1528,1,-1,0.2,1,,,0,0", "amount", "'-1'" },
        { "no factor", "2024-12-31,600519.SH,1525,1534,1513,1525,1528,1,1,0.2,,,,0,0", "adj_factor", "''" },
        { "a flag of two", "2024-12-31,600519.SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,2,0", "is_st", "'2'" },
        { "an empty flag", "2024-12-31,600519.SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,", "suspended", "''" },
        { "a high below the close", "2024-12-31,600519.SH,1525,1520,1513,1525,1528,1,1,0.2,1,,,0,0", "high", "high 1520" },
        { "a low above the open", "2024-12-31,600519.SH,1525,1534,1526,1530,1528,1,1,0.2,1,,,0,0", "low", "low 1526" },
        { "a closed day", "2024-12-29,600519.SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "trading day of the SSE calendar", "'2024-12-29'" },
        { "a day after the calendar", "2025-01-03,600519.SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "2024-12-27 to 2025-01-02", "'2025-01-03'" },
        { "a date of another form", "31.12.2024,600519.SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "yyyy-MM-dd", "'31.12.2024'" },
        { "a date that is none", "2024-02-30,600519.SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "yyyy-MM-dd", "'2024-02-30'" },
        { "no instrument", "2024-12-31,600519,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "600519.SH", "'600519'" },
        { "a field too few", "2024-12-31,600519.SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0", "15 fields", "14" },
        { "a field too many", "2024-12-31,600519.SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0,", "15 fields", "16" },
        { "an open quote", "2024-12-31,\"600519.SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "closing quote", "end" },
        { "a stray quote", "2024-12-31,600\"519\".SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "quotes around a whole field", "600" },
        { "text after a quote", "2024-12-31,\"600519\".SH,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "comma after a closing quote", "something" },
        { "a NUL", "2024-12-31,600519.SH\0,1525,1534,1513,1525,1528,1,1,0.2,1,,,0,0", "text", "NUL" },
        { "an empty line", "", "15 fields", "1" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Read_NamesFileLineColumnAndWhatItFound(string mistake, string row, string expected, string found)
    {
        string path = folder.Write("panel.csv", $"{Header}\n{Good}\n{row}\n{Good.Replace("600519", "600520")}\n");

        var refused = Assert.Throws<InputException>(() => DailyPanelCsv.Read([path], Calendar));

        Assert.StartsWith($"{path}:3: expected ", refused.Message);
        Assert.True(refused.Expected.Contains(expected), $"{mistake}: {refused.Message}");
        Assert.Contains(found, refused.Found);
    }

    [Fact]
    public void Read_NamesBothLinesOfARowThatIsThereTwice()
    {
        string first = folder.Write("a.csv", $"{Header}\n{Good}\n");
        string second = folder.Write("b.csv", $"{Header}\n{Good.Replace("12-30", "12-31")}\n{Good.Replace("600519.SH", "SH600519")}\n");

        var refused = Assert.Throws<InputException>(() => DailyPanelCsv.Read([first, second], Calendar));

        Assert.StartsWith($"{second}:3: expected one row for 600519.SH on 2024-12-30", refused.Message);
        Assert.Contains($"{first}:2", refused.Found);
    }

    [Fact]
    public void Read_RefusesFilesOfOtherColumns()
    {
        string first = folder.Write("a.csv", $"{Header}\n{Good}\n");
        string second = folder.Write("b.csv", "date,symbol,open,high,low,close,volume\n2024-12-31,1.SZ,1,1,1,1,1\n");

        Assert.StartsWith($"{second}:1: ", Assert.Throws<InputException>(() => DailyPanelCsv.Read([first, second], Calendar)).Message);
    }

    [Theory]
    [InlineData("date,symbol,open,high,low,close\n", "volume")]
    [InlineData("date,open,high,low,close,volume\n", "symbol")]
    [InlineData("date,symbol,open,high,low,close,volume,volume\n", "different names")]
    [InlineData("date,symbol,open,high,low,close,volume,Name\n", "small letters")]
    [InlineData("date,symbol,open,high,low,close,volume,\n", "a name for every column")]
    [InlineData("", "a header line")]
    public void Read_RefusesAHeaderThatIsNotOne(string header, string expected)
    {
        string path = folder.Write("a.csv", header);

        Assert.Contains(expected, Assert.Throws<InputException>(() => DailyPanelCsv.Read([path], Calendar)).Expected);
    }

    [Fact]
    public void Read_KeepsNumbersAsTheyAre()
    {
        string path = folder.Write(
            "a.csv",
            "\uFEFFdate,symbol,open,high,low,close,volume,\"my_field\"\r\n" +
            "2024-12-31,2.SZ,0.1,0.3,0.1,0.2,5e3,-1.5e-7\r\n" +
            "2024-12-30,2.SZ,1,1,1,1,0,\r\n" +
            "2024-12-31,1.SZ,1.005,1.005,1.005,1.005,123456789012345,1234567890.123456789\r\n");

        ImmutableArray<SessionBlock> sessions = DailyPanelCsv.Read([path], Calendar);

        Assert.Equal(["2024-12-30", "2024-12-31"], sessions.Select(session => session.Session.ToString()));
        Assert.Equal(["1.SZ", "2.SZ"], sessions[1].Instruments.Select(id => id.ToString()));
        Assert.Equal(["close", "high", "low", "my_field", "open", "volume"], sessions[1].Fields.ToArray());
        Assert.Equal([1.005, 0.2], sessions[1].Column("close").ToArray());
        Assert.Equal([123456789012345, 5000], sessions[1].Column("volume").ToArray());
        Assert.Equal([1234567890.123456789, -1.5e-7], sessions[1].Column("my_field").ToArray());
        Assert.Equal([double.NaN], sessions[0].Column("my_field").ToArray());
    }

    [Fact]
    public void Read_LetsASuspendedNameHaveNoPrices()
    {
        string path = folder.Write("a.csv", $"{Header}\n2024-12-31,1.SZ,,,,9.5,9.5,0,0,0,1,,,0,1\n");

        Assert.Equal(9.5, DailyPanelCsv.Read([path], Calendar)[0].Column("close")[0]);
    }

    [Fact]
    public void Read_UnpacksGzipAndNoticesWhenItWasCutShort()
    {
        byte[] whole = Gzip($"{Header}\n{Good}\n");

        Assert.Single(DailyPanelCsv.Read([folder.Write("a.csv.gz", whole)], Calendar));
        for (int cut = 1; cut < whole.Length - 2; cut++)
        {
            string path = folder.Write($"{cut}.csv.gz", whole[..^cut]);
            Assert.StartsWith(path, Assert.Throws<InputException>(() => DailyPanelCsv.Read([path], Calendar)).Message);
        }
    }

    [Fact]
    public void Read_RefusesOtherEncodingsAndOverlongLines()
    {
        string latin = folder.Write("latin.csv", [.. Encoding.ASCII.GetBytes(Header + "\n"), 0xC3, 0x28, (byte)'\n']);
        string longLine = folder.Write("long.csv", Header + "\n" + new string('1', CsvTable.LongestRecord + 1));
        string wide = folder.Write("wide.csv", string.Join(',', Enumerable.Range(0, CsvTable.MostColumns + 1)) + "\n");

        Assert.Contains("UTF-8", Assert.Throws<InputException>(() => DailyPanelCsv.Read([latin], Calendar)).Message);
        Assert.Contains("1048576 bytes", Assert.Throws<InputException>(() => DailyPanelCsv.Read([longLine], Calendar)).Message);
        Assert.Contains("10000 columns", Assert.Throws<InputException>(() => DailyPanelCsv.Read([wide], Calendar)).Message);
        Assert.Contains("can be read", Assert.Throws<InputException>(() => DailyPanelCsv.Read([folder["none.csv"]], Calendar)).Message);
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
