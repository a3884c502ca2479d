using System.Text;
using Quant.Data.Formats;

namespace Quant.Data.Tests.Formats;

/// <summary>Good files with some bytes changed, lost, doubled or moved: read as they are or refused, never anything else.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const string Panel =
        "date,symbol,open,high,low,close,preclose,volume,amount,turnover,adj_factor,limit_up,limit_down,is_st,suspended\n" +
        "2020-01-02,000001.SZ,16.65,16.95,16.55,16.87,16.45,153023187,2571196482,0.788,1,18.1,14.81,0,0\n" +
        "2020-01-02,600010.SH,1.33,1.34,1.32,1.33,1.32,204217823,272334002,0.645,1,1.45,1.19,0,0\n" +
        "2020-01-03,600010.SH,1.34,1.35,1.33,1.34,1.33,1,2,0.5,1.000001,1.46,1.2,1,1\n";

    private static readonly TradingCalendar Calendar = new("SSE", [.. new[] { "2020-01-02", "2020-01-03" }.Select(TradeDate.Parse)]);

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Files => new()
    {
        { "panel", Panel },
        { "calendar", "date\n1990-12-19\n1990-12-20\n1990-12-21\n2026-12-31\n" },
        { "index", "date,symbol,open,close\n2020-01-02,000300.SH,4121.35,4152.24\n2020-01-03,000300.SH,,4144.96\n" },
        { "list", "SH600519\t2020-01-02\t2024-12-31\nAAPL\t2020-01-02\t2021-01-02\n600000.SH\t2020-01-02\t2024-12-31\n" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_GivesOrRefusesAndNothingElse(string kind, string good)
    {
        var random = new Random(20241231);
        byte[] original = Encoding.UTF8.GetBytes(good);
        int refusals = 0;
        for (int trial = 0; trial < 1_000; trial++)
        {
            string path = folder.Write("hostile.csv", Changed(original, random));
            try
            {
                Read(kind, path);
            }
            catch (InputException refused)
            {
                Assert.Equal(path, refused.Origin);
                Assert.False(refused.Message.Any(char.IsControl), refused.Message);
                refusals++;
            }
        }

        Assert.InRange(refusals, 150, 999);
    }

    private static void Read(string kind, string path)
    {
        switch (kind)
        {
            case "panel":
                DailyPanelCsv.Read([path], Calendar);
                break;
            case "calendar":
                CalendarFile.Read(path);
                break;
            case "index":
                IndexCsv.Read(path);
                break;
            default:
                UniverseFile.Read(path, "US");
                break;
        }
    }

    private static byte[] Changed(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)",\"\n\r\t-.0eE "[random.Next(11)]);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(60))));
                    break;
                case 4:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(30)));
                    break;
                default:
                    bytes.InsertRange(at, "9999999999999999999999999999"u8.ToArray());
                    break;
            }
        }

        return [.. bytes];
    }
}
