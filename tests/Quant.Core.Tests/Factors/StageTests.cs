using Quant.Factors;
using Quant.Universes;

namespace Quant.Core.Tests.Factors;

public sealed class StageTests
{
    private static readonly MarketSnapshot Market = TestData.Snapshot;

    [Theory]
    [InlineData("CSRank($change)", "rank")]
    [InlineData("CSZScore($change)", "z")]
    [InlineData("CSDemean($change)", "demean")]
    [InlineData("CSScale($change)", "scale")]
    [InlineData("CSScale($change, 2)", "scale2")]
    [InlineData("CSBucket($change, 5)", "bucket")]
    [InlineData("CSNeutralize($change, Sign($close-$open))", "group")]
    public void CrossSections_AreTheirDefinitions(string text, string rule)
    {
        Panel found = Compute(text);
        Panel change = Market.Field("change");
        Panel sign = Compute("Sign($close-$open)");
        for (int row = 0; row < 600; row += 37)
        {
            int at = row;
            double[] known = [.. Columns(row, change).Select(column => change[at, column])];
            foreach (int column in Columns(row, change))
            {
                double value = change[row, column];
                double[] alike = [.. Columns(row, change).Where(other => sign[at, other] == sign[at, column]).Select(other => change[at, other])];
                double place = known.Count(other => other < value) + ((known.Count(other => other == value) + 1) / 2.0);
                double deviation = Math.Sqrt(known.Sum(other => Math.Pow(other - known.Average(), 2)) / (known.Length - 1));
                double expected = rule switch
                {
                    "rank" => place / known.Length,
                    "z" => (value - known.Average()) / deviation,
                    "demean" => value - known.Average(),
                    "scale" => value / known.Sum(Math.Abs),
                    "scale2" => 2 * value / known.Sum(Math.Abs),
                    "bucket" => Math.Ceiling((place / known.Length * 5) - 1e-12),
                    _ => double.IsNaN(sign[row, column]) ? double.NaN : value - alike.Average(),
                };
                Assert.True(double.IsNaN(expected) ? double.IsNaN(found[row, column]) : Math.Abs(expected - found[row, column]) <= 1e-12 * (1 + Math.Abs(expected)),
                    $"{text} row {row}: expected {expected}, found {found[row, column]}");
            }

            Assert.Equal(known.Length - (rule == "group" ? Columns(row, change).Count(column => double.IsNaN(sign[at, column])) : 0),
                found[row].ToArray().Count(value => !double.IsNaN(value)));
        }
    }

    [Fact]
    public void Residual_IsOrthogonalToEveryRegressor_AndLeavesTheSumAtZero()
    {
        Panel found = Compute("CSResidual($change, Log($volume+1), Ref($change,1), 2*Ref($change,1))");
        Panel volume = Compute("Log($volume+1)");
        Panel before = Compute("Ref($change,1)");
        for (int row = 50; row < 600; row += 61)
        {
            int at = row;
            int[] columns = Columns(row, found);
            Assert.True(columns.Length > 30);
            Assert.True(Math.Abs(columns.Sum(column => found[at, column])) < 1e-12);
            Assert.True(Math.Abs(columns.Sum(column => found[at, column] * volume[at, column])) < 1e-11);
            Assert.True(Math.Abs(columns.Sum(column => found[at, column] * before[at, column])) < 1e-12);
        }
    }

    [Fact]
    public void Stages_NestBothWays()
    {
        Panel rank = Compute("CSRank($close)");
        Panel mean = Compute("Mean(CSRank($close), 5)");
        Panel rankOfMean = Compute("CSRank(Mean($close, 5))");
        Panel deep = Compute("CSRank(Mean(CSRank($close), 5))");
        Panel smooth = Compute("Mean($close, 5)");
        for (int row = 10; row < 600; row += 83)
        {
            foreach (int column in Columns(row, rank).Where(column => Enumerable.Range(row - 4, 5).All(then => !double.IsNaN(rank[then, column]))))
                Assert.Equal(Enumerable.Range(row - 4, 5).Average(then => rank[then, column]), mean[row, column], 1e-14);
            Assert.Equal(Order(smooth, row), Order(rankOfMean, row));
            Assert.Equal(Order(mean, row), Order(deep, row));
        }
    }

    [Fact]
    public void CrossSections_RunOverTheMembersOfTheDate()
    {
        ImmutableArray<InstrumentId> few = [.. Market.Axes.Instruments.Take(10)];
        var universe = new Universe("few", few.Select((id, index) => new Membership(id, Market.Axes.Dates[index < 5 ? 0 : 300], Market.Axes.Dates[^1])));
        Panel found = Compute("CSRank($factor)", universe);
        Panel factor = Market.Field("factor");
        foreach (int row in (int[])[299, 300, 599])
        {
            int at = row;
            int[] members = [.. Columns(row, factor).Where(column => universe.Contains(Market.Axes.Instruments[column], Market.Axes.Dates[at]))];
            Assert.Equal(members, Columns(row, found));
            Assert.Equal(1, members.Max(column => found[at, column]), 0.5);
        }
    }

    [Fact]
    public void ChangeInstrument_ReadsTheOther_AlsoWithinItself()
    {
        int index = Market.Axes.ColumnOf(InstrumentId.Parse("SH000300"));
        Panel close = Market.Field("close");
        Panel other = Compute("ChangeInstrument('SH000300', $close)");
        Panel nested = Compute("ChangeInstrument('SH600000', Mean($close-ChangeInstrument('SH000300', $close), 3))");
        Panel plain = Compute("Mean($close-ChangeInstrument('SH000300', $close), 3)");
        int asked = Market.Axes.ColumnOf(InstrumentId.Parse("SH600000"));
        for (int row = 0; row < 600; row += 7)
        {
            Assert.Equal(close[row, index], other[row, 3]);
            Assert.Equal(plain[row, asked], nested[row, 5]);
        }
    }

    [Theory]
    [InlineData("P($$roe_q)")]
    [InlineData("P(Ref($$roe_q, 1))")]
    [InlineData("P(Mean($$roe_q, 4))")]
    [InlineData("P(Sum($$roe_q, 4))")]
    [InlineData("P($$roe_q/Ref($$roe_q, 4)-1)")]
    [InlineData("PRef($$roe_q, 201702)")]
    [InlineData("P($$eps_a)")]
    [InlineData("P(Ref($$eps_a, 1))")]
    [InlineData("PRef($$eps_a, 2017)")]
    [InlineData("P(Rank($$roe_q, 8))")]
    public void Periods_AreWhatWasKnown(string text)
    {
        foreach (ExpressionDialect dialect in Enum.GetValues<ExpressionDialect>())
        {
            Panel found = Compute(text, null, dialect);
            PeriodField field = Market.PeriodField(text.Contains("eps") ? "eps_a" : "roe_q")!;
            for (int column = 0; column < Market.Axes.Instruments.Length; column++)
            {
                for (int row = 0; row < 600; row += 11)
                    Assert.Equal(NaivePeriods(text, field, field.Records[column], Market.Axes.Dates[row], dialect), found[row, column], 1e-12);
            }
        }
    }

    [Fact]
    public void Periods_GoOnAsADailySeries()
    {
        Panel value = Compute("P($$roe_q)");
        Panel mean = Compute("Mean(P($$roe_q), 20)");
        int column = Market.Axes.ColumnOf(InstrumentId.Parse("SH600000"));
        for (int row = 30; row < 600; row += 19)
            Assert.Equal(Enumerable.Range(row - 19, 20).Average(then => value[then, column]), mean[row, column], 1e-14);
    }

    [Fact]
    public void ASameDayAnnouncement_IsKnownOnTheNextBar_AndInQlibOnItsOwn()
    {
        PeriodField field = Market.PeriodField("roe_q")!;
        int column = Market.Axes.ColumnOf(InstrumentId.Parse("SH600000"));
        PeriodRecord record = field.Records[column].First(announced => Market.Axes.RowOf(announced.Announced) > 0 && announced.Period
            == field.Records[column].Where(other => other.Announced <= announced.Announced).Max(other => other.Period));
        int row = Market.Axes.RowOf(record.Announced);
        Assert.NotEqual(record.Value, Compute("P($$roe_q)")[row, column]);
        Assert.Equal(record.Value, Compute("P($$roe_q)")[row + 1, column]);
        Assert.Equal(record.Value, Compute("P($$roe_q)", null, ExpressionDialect.Qlib)[row, column]);
    }

    [Theory]
    [InlineData("$$roa_q", "P($$roa_q)", "Did you mean $$roe_q?")]
    [InlineData("'600001.SH'", "Mask($close, '600001.SH')", "an instrument of the snapshot")]
    public void WhatTheSnapshotLacks_IsNamed(string found, string text, string remedy)
    {
        InputException wrong = Assert.Throws<InputException>(() => Compute(text));
        Assert.Contains(found, wrong.Message);
        Assert.Contains(remedy, wrong.Message);
    }

    [Fact]
    public void Labels_LookAhead()
    {
        var set = new FactorSet("label", [new FactorDefinition("LABEL", "Ref($close,-2)/Ref($close,-1)-1"), new FactorDefinition("FILL", "BFillNan($close)")], use: ExpressionUse.Label);
        FeaturePanel found = FactorEngine.Compute(set, Market);
        Panel close = Market.Field("close");
        for (int row = 0; row < 600; row += 3)
        {
            double expected = row + 2 < 600 ? (close[row + 2, 4] / close[row + 1, 4]) - 1 : double.NaN;
            Assert.Equal(expected, found["LABEL"][row, 4]);
        }

        int gap = Market.Axes.ColumnOf(InstrumentId.Parse("SH600063"));
        int missing = Enumerable.Range(100, 400).First(row => double.IsNaN(close[row, gap]));
        int next = Enumerable.Range(missing, 100).First(row => !double.IsNaN(close[row, gap]));
        Assert.Equal(close[next, gap], found["FILL"][missing, gap]);
    }

    private static Panel Compute(string text, Universe? universe = null, ExpressionDialect dialect = ExpressionDialect.Quant) =>
        FactorEngine.Compute(new FactorSet("one", [new FactorDefinition("ONE", text)], dialect), Market, universe: universe).Panels[0];

    private static int[] Columns(int row, Panel panel) =>
        [.. Enumerable.Range(0, panel.Instruments).Where(column => !double.IsNaN(panel[row, column]))];

    private static int[] Order(Panel panel, int row) => [.. Columns(row, panel).OrderBy(column => panel[row, column]).ThenBy(column => column)];

    // The records known on a date, the last of each period between the first and the last, the rule on the list of their values.
    private static double NaivePeriods(string text, PeriodField field, ImmutableArray<PeriodRecord> records, TradeDate date, ExpressionDialect dialect)
    {
        PeriodRecord[] known = [.. records.Where(record => dialect == ExpressionDialect.Qlib ? record.Announced <= date : record.Announced < date)];
        if (known.Length == 0)
            return double.NaN;
        int[] places = [.. known.Select(record => field.PlaceOf(record.Period)!.Value)];
        double ValueOf(int place) => known.Where(record => field.PlaceOf(record.Period) == place).Select(record => record.Value).LastOrDefault(double.NaN);
        double[] values = [.. Enumerable.Range(places.Min(), places.Max() - places.Min() + 1).Select(ValueOf)];
        double Back(int count) => count < values.Length ? values[^(count + 1)] : double.NaN;
        double[] Last(int count) => [.. values.TakeLast(count).Where(value => !double.IsNaN(value))];
        return text switch
        {
            _ when text.StartsWith("PRef", StringComparison.Ordinal) => ValueOf(field.PlaceOf(text.Contains("eps") ? 2017 : 201702)!.Value),
            _ when text.Contains("Mean") => Last(4).Length == 0 ? double.NaN : Last(4).Average(),
            _ when text.Contains("Sum") => Last(4).Length == 0 ? double.NaN : Last(4).Sum(),
            _ when text.Contains("Rank") => double.IsNaN(Back(0)) ? double.NaN
                : (Last(8).Count(value => value < Back(0)) + ((Last(8).Count(value => value == Back(0)) + 1) / 2.0)) / Last(8).Length,
            _ when text.Contains(", 4)") => (Back(0) / Back(4)) - 1,
            _ when text.Contains("Ref") => Back(1),
            _ => Back(0),
        };
    }
}
