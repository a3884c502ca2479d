using System.IO.Compression;

namespace Quant.Tests.Instruments;

public sealed class CorporateActionTests
{
    private static readonly InstrumentId Any = InstrumentId.Parse("600000.SH");
    private static readonly Price Cent = Price.FromDecimal(0.01m);

    /// <summary>Close, cash, bonus, transfer, rights, price of rights, split, reference price.</summary>
    public static TheoryData<string, decimal[], string> Cases => new()
    {
        { "cash and bonus", [20.00m, 0.50m, 0.4m, 0, 0, 0, 1], "13.93" },
        { "cash and rights", [15.30m, 0.12m, 0, 0, 0.3m, 8.00m, 1], "13.52" },
        { "cash alone", [8.88m, 0.05m, 0, 0, 0, 0, 1], "8.83" },
        { "bonus and transfer count alike", [20.00m, 0.50m, 0.1m, 0.3m, 0, 0, 1], "13.93" },
        { "an exact half goes up", [10.01m, 0.005m, 0, 0, 0, 0, 1], "10.01" },
        { "a split into four", [400.00m, 0, 0, 0, 0, 0, 4], "100.00" },
        { "ten shares into one", [1.23m, 0, 0, 0, 0, 0, 0.1m], "12.30" },
        { "nothing", [5.55m, 0, 0, 0, 0, 0, 1], "5.55" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReferencePrice_IsTheExchanges(string situation, decimal[] of, string expected)
    {
        Price reference = Action(of).ReferencePrice(Price.FromDecimal(of[0]), Cent);

        Assert.True(reference.ToString() == expected, $"{situation}: {reference}");
    }

    [Fact]
    public void ReferencePrice_RefusesToTakeMoreThanThereIs() => Assert.Throws<ArgumentException>(
        () => Action([1m, 1.01m, 0, 0, 0, 0, 1]).ReferencePrice(Price.FromDecimal(1m), Cent));

    [Theory]
    [InlineData(100, 40, 5000)]
    [InlineData(99, 39, 4950)]
    [InlineData(1, 0, 50)]
    public void NewShares_LeaveFractionsOut(long shares, long bonus, long cents)
    {
        CorporateAction action = Action([20m, 0.5m, 0.4m, 0, 0, 0, 1]);

        Assert.Equal(bonus, action.NewSharesFor(shares));
        Assert.Equal(new Money(cents), action.CashFor(shares));
    }

    [Fact]
    public void AReverseSplit_TakesShares() => Assert.Equal(-91, Action([1m, 0, 0, 0, 0, 0, 0.1m]).NewSharesFor(101));

    // Every ex-rights day of the bundled names, from the close before and the exchange's own reference price: an action
    // that pays the difference in cash has that very reference price, and its ratio is what the adjustment factor moved by.
    [Fact]
    public void ReferencePrice_ReproducesEveryEventOfTheBundledData()
    {
        (int events, decimal worst) = (0, 0m);
        foreach ((string symbol, Row before, Row row) in Days().Where(day => day.Row.Reference != day.Before.Close))
        {
            var action = new CorporateAction
            {
                Instrument = InstrumentId.Parse(symbol), ExDate = row.Day,
                CashPerShare = Math.Max(0m, before.Close - row.Reference),
                SplitRatio = Math.Min(1m, before.Close / row.Reference),
            };

            Assert.Equal(row.Reference, action.ReferencePrice(Price.FromDecimal(before.Close), Cent).ToDecimal());
            decimal factor = before.Factor * action.AdjustmentRatio(Price.FromDecimal(before.Close), Cent);
            worst = Math.Max(worst, Math.Abs((factor / row.Factor) - 1m));
            events++;
        }

        Assert.Equal(488, events);
        Assert.True(worst < 1e-6m, $"{worst}");
    }

    private static IEnumerable<(string Symbol, Row Before, Row Row)> Days()
    {
        var last = new Dictionary<string, Row>(StringComparer.Ordinal);
        string folder = Path.Combine(TestFiles.Repository, "samples", "cn_csi300_sample");
        foreach (string path in Directory.EnumerateFiles(folder, "cn_*.csv.gz").Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            string[] header = reader.ReadLine()!.Split(',');
            int[] at = [.. new[] { "date", "symbol", "close", "preclose", "adj_factor" }.Select(name => Array.IndexOf(header, name))];
            while (reader.ReadLine() is { } line)
            {
                string[] fields = line.Split(',');
                var row = new Row(
                    TradeDate.Parse(fields[at[0]]), Number(fields[at[2]]), Number(fields[at[3]]), Number(fields[at[4]]));
                if (last.TryGetValue(fields[at[1]], out Row? before))
                    yield return (fields[at[1]], before, row);
                last[fields[at[1]]] = row;
            }
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static CorporateAction Action(decimal[] of) => new()
    {
        Instrument = Any, ExDate = TradeDate.Parse("2024-06-05"), CashPerShare = of[1], BonusRatio = of[2],
        TransferRatio = of[3], RightsRatio = of[4], RightsPrice = Price.FromDecimal(of[5]), SplitRatio = of[6],
    };

    private sealed record Row(TradeDate Day, decimal Close, decimal Reference, decimal Factor);
}
