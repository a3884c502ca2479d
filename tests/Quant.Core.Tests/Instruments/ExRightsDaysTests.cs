using System.IO.Compression;
using Quant.Accounting;

namespace Quant.Tests.Instruments;

/// <summary>Every ex-rights day of China's market data, from the close before and the exchange's own reference price.</summary>
/// <remarks>
/// The bundled sample has 488 of them. With <c>QUANT_CN_DAILY</c> naming the folder <c>cn_daily</c> of the market data
/// fixtures, all of its panels are read and its own list of 1,884 days is compared, in both directions. There are no
/// exceptions.
/// </remarks>
public sealed class ExRightsDaysTests
{
    private const int SharesHeld = 1_000;
    private static readonly string? Fixtures = Environment.GetEnvironmentVariable("QUANT_CN_DAILY");
    private static readonly Price Cent = Price.FromDecimal(0.01m);
    private static readonly TradingRules Rules = TradingRules.ForMarket("cn");

    private static readonly Lazy<ImmutableArray<ExRightsDay>> All = new(() => [.. Days()]);

    [Fact]
    public void TheData_HaveTheDaysThatAreKnown()
    {
        string[] found = [.. All.Value.Select(day => day.Key).Order(StringComparer.Ordinal)];

        Assert.Equal(Fixtures is null ? 488 : 1_884, found.Length);
        if (Fixtures is null)
            return;
        var listed = Rows(Path.Combine(Fixtures, "cn_ex_rights_events.csv.gz"), "date", "symbol", "prev_close", "ref_preclose", "ratio")
            .ToDictionary(row => $"{row[0]} {row[1]}", row => (Number(row[2]), Number(row[3]), Number(row[4])), StringComparer.Ordinal);
        Assert.Equal(listed.Keys.Order(StringComparer.Ordinal), found);
        foreach (ExRightsDay day in All.Value)
        {
            decimal ratio = day.InCash.AdjustmentRatio(day.Close, Cent);
            Assert.Equal(listed[day.Key], (day.Close.ToDecimal(), day.Reference.ToDecimal(), decimal.Round(ratio, 6)));
        }
    }

    // The same drop explained by cash, by new shares, and by a split has the exchange's reference price, to the cent.
    [Fact]
    public void ReferencePrice_IsTheExchanges()
    {
        foreach (ExRightsDay day in All.Value)
        {
            foreach (CorporateAction action in new[] { day.InCash, day.InShares, day.AsSplit })
                Assert.True(action.ReferencePrice(day.Close, Cent) == day.Reference, $"{day.Key}: {action} {action.ReferencePrice(day.Close, Cent)}");
        }
    }

    [Fact]
    public void AdjustmentRatio_IsWhatTheFactorMovedBy() => Assert.All(All.Value, day => Assert.True(
        Math.Abs((day.FactorBefore * day.InCash.AdjustmentRatio(day.Close, Cent) / day.Factor) - 1m) < 1e-6m, day.Key));

    // The limits of the day are made from the reference price, not from the close.
    [Fact]
    public void Limits_AreMadeFromTheReferencePrice()
    {
        ImmutableArray<ExRightsDay> limited = [.. All.Value.Where(day => day.Limits.Up is not null)];

        Assert.True(limited.Length > All.Value.Length - 5);
        Assert.All(limited, day => Assert.True(
            Rules.Band(day.Instrument, day.Session, day.Reference, day.SpecialTreatment) == day.Limits, $"{day.Key}: {day.Limits}"));
    }

    // Shares held over the day: what is due makes up for the drop, to the cent, and a split to the price of half a tick a share.
    [Fact]
    public void AnAccount_KeepsItsValue()
    {
        foreach (ExRightsDay day in All.Value)
        {
            Money before = day.Close.Times(SharesHeld, MidpointRounding.AwayFromZero);

            Assert.True(ValueAfter(day, day.InCash with { PayDate = new TradeDate(day.Session.Day.AddDays(30)) }) == before, $"{day.Key}: due");
            Assert.True(ValueAfter(day, day.InCash) == before, $"{day.Key}: paid at once");
            Money split = ValueAfter(day, day.AsSplit) - before;
            Assert.True(Math.Abs(split.Cents) <= (decimal)SharesHeld * day.Close.Raw / day.Reference.Raw / 2m + 1, $"{day.Key}: {split}");
        }
    }

    private static Money ValueAfter(ExRightsDay day, CorporateAction action)
    {
        var yesterday = new TradeDate(day.Session.Day.AddDays(-1));
        var ledger = new Ledger();
        AccountEvent opening = new()
        {
            Id = "o", Session = yesterday, Kind = EventKind.Opening, Category = "", Instrument = day.Instrument,
            Shares = SharesHeld, Cash = new Money(-1),
        };
        Assert.Null(Settlement.Book(ledger, yesterday, [opening], Rules).Refusal);
        ImmutableArray<AccountEvent> events = ActionEvents.On(ledger, day.Session, [action], _ => day.Reference);
        Assert.Null(Settlement.Book(ledger, day.Session, events, Rules).Refusal);
        var quotes = new SessionQuotes(day.Session, [new Quote(
            day.Instrument, day.Reference, day.Reference, day.Reference, day.Reference, day.Reference, null, null, 1, false, false, 1)]);
        var calendar = new TradingCalendar("days", [yesterday, day.Session]);
        return AccountSnapshot.Of(ledger, quotes, null, SettlementSchedule.ForMarket("cn"), calendar).NetAssetValue;
    }

    private static IEnumerable<ExRightsDay> Days()
    {
        string folder = Fixtures ?? Path.Combine(TestFiles.Repository, "samples", "cn_csi300_sample");
        var last = new Dictionary<(string Panel, string Symbol), (Price Close, decimal Factor)>();
        foreach (string path in Directory.EnumerateFiles(folder, "cn_*_20*.csv.gz").Order(StringComparer.Ordinal))
        {
            string panel = Path.GetFileName(path)[..^"_2020.csv.gz".Length];
            foreach (string[] row in Rows(path, "date", "symbol", "close", "preclose", "adj_factor", "limit_up", "limit_down", "is_st"))
            {
                (Price close, Price reference, decimal factor) = (PriceOf(row[2]), PriceOf(row[3]), Number(row[4]));
                if (last.TryGetValue((panel, row[1]), out (Price Close, decimal Factor) before) && before.Close != reference)
                {
                    yield return new ExRightsDay(
                        InstrumentId.Parse(row[1]), TradeDate.Parse(row[0]), before.Close, reference, before.Factor, factor,
                        new PriceBand(Optional(row[5]), Optional(row[6])), row[7] == "1");
                }

                last[(panel, row[1])] = (close, factor);
            }
        }
    }

    private static IEnumerable<string[]> Rows(string path, params string[] columns)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] header = reader.ReadLine()!.Split(',');
        int[] at = [.. columns.Select(name => Array.IndexOf(header, name))];
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            yield return [.. at.Select(index => fields[index])];
        }
    }

    private static Price? Optional(string text) => text.Length == 0 ? null : PriceOf(text);

    private static Price PriceOf(string text) => Price.FromDecimal(Number(text));

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private sealed record ExRightsDay(
        InstrumentId Instrument, TradeDate Session, Price Close, Price Reference, decimal FactorBefore, decimal Factor,
        PriceBand Limits, bool SpecialTreatment)
    {
        public string Key => $"{Session} {Instrument}";

        public CorporateAction InCash => Action with { CashPerShare = Close.ToDecimal() - Reference.ToDecimal() };

        public CorporateAction InShares => Action with { TransferRatio = Ratio - 1m };

        public CorporateAction AsSplit => Action with { SplitRatio = Ratio };

        private decimal Ratio => (decimal)Close.Raw / Reference.Raw;

        private CorporateAction Action => new() { Instrument = Instrument, ExDate = Session };
    }
}
