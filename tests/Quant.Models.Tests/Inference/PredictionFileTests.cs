using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Quant.Models.Inference;
using Quant.Signals;

namespace Quant.Models.Tests.Inference;

public sealed class PredictionFileTests
{
    [Fact]
    public void ToBytes_IsQuantPitsFormat()
    {
        var axes = new PanelAxes(SyntheticMarket.Sessions(2, "2026-01-08"), [InstrumentId.Parse("600123.SH"), InstrumentId.Parse("000777.SZ")]);
        Panel scores = axes.NewPanel();
        (scores[0, 1], scores[1, 0], scores[1, 1]) = (0.1 + 0.2, -1e-20, 3);

        Assert.Equal(
            "datetime,instrument,score\n2026-01-08,SZ000777,0.30000000000000004\n2026-01-09,SH600123,-1E-20\n2026-01-09,SZ000777,3\n",
            Encoding.UTF8.GetString(PredictionFile.ToBytes(axes, scores)));
    }

    [Fact]
    public void Read_GivesBackTheSameBits() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(50),
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>(), numbers =>
        {
            double[] values = [1, .. numbers.Select(number => number.Item)];
            var axes = new PanelAxes(SyntheticMarket.Sessions(1), [.. values.Select((_, index) => InstrumentId.Parse($"{600000 + index}.SH"))]);
            Panel scores = axes.NewPanel();
            values.CopyTo(scores.Values);
            Prediction read = PredictionFile.Read("m", "m.csv", PredictionFile.ToBytes(axes, scores));
            return read.Scores.Values.SequenceEqual(scores.Values) && read.Axes.Instruments.SequenceEqual(axes.Instruments);
        }));

    public static TheoryData<string, string, string> Readable => new()
    {
        { "pandas' nameless series", "datetime,instrument,0\n2026-01-09,SH600123,0.5\n", "2026-01-09 600123.SH 0.5" },
        { "carriage returns and a mark", "\uFEFFdatetime,instrument,score\r\n2026-01-09,SH600123,0.5\r\n", "2026-01-09 600123.SH 0.5" },
        { "times of midnight", "datetime,instrument,score\n2026-01-09 00:00:00,SH600123,0.5\n", "2026-01-09 600123.SH 0.5" },
        { "other columns and order", "instrument,score,datetime,note\n600123.SH,1e-3,2026-01-09,x\n", "2026-01-09 600123.SH 0.001" },
        { "no line feed at the end", "datetime,instrument,score\n2026-01-09,SH600123,0.5", "2026-01-09 600123.SH 0.5" },
        { "missing scores", "datetime,instrument,score\n2026-01-09,SH600123,\n2026-01-09,SZ000001,nan\n", "2026-01-09 600123.SH NaN; 2026-01-09 000001.SZ NaN" },
        { "any order of lines", "datetime,instrument,score\n2026-01-09,SZ000001,2\n2026-01-08,SH600123,1\n", "2026-01-08 600123.SH 1; 2026-01-08 000001.SZ NaN; 2026-01-09 600123.SH NaN; 2026-01-09 000001.SZ 2" },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public void Read_TableOfReadableFiles(string situation, string text, string expected)
    {
        _ = situation;
        Prediction read = PredictionFile.Read("m", "m.csv", Encoding.UTF8.GetBytes(text));

        Assert.Equal("m", read.Model);
        Assert.Equal(expected, string.Join("; ",
            from row in Enumerable.Range(0, read.Axes.Dates.Length)
            from column in Enumerable.Range(0, read.Axes.Instruments.Length)
            select string.Create(CultureInfo.InvariantCulture, $"{read.Axes.Dates[row]} {read.Axes.Instruments[column]} {read.Scores[row, column]}")));
    }

    [Theory]
    [InlineData("empty", "", "line 1")]
    [InlineData("no header", "2026-01-09,SH600123,0.5\n", "line 1")]
    [InlineData("only a header", "datetime,instrument,score\n", "")]
    [InlineData("a bad date", "datetime,instrument,score\n09.01.2026,SH600123,0.5\n", "line 2")]
    [InlineData("a time of day", "datetime,instrument,score\n2026-01-09 15:00:00,SH600123,0.5\n", "line 2")]
    [InlineData("a bad instrument", "datetime,instrument,score\n2026-01-09,600123,0.5\n", "line 2")]
    [InlineData("a bad score", "datetime,instrument,score\n2026-01-09,SH600123,high\n", "line 2")]
    [InlineData("an infinite score", "datetime,instrument,score\n2026-01-09,SH600123,inf\n", "line 2")]
    [InlineData("a decimal comma", "datetime,instrument,score\n2026-01-09,SH600123,0,5\n", "line 2")]
    [InlineData("a cell twice", "datetime,instrument,score\n2026-01-09,SH600123,1\n2026-01-09,600123.SH,1\n", "line 3")]
    [InlineData("a line cut off", "datetime,instrument,score\n2026-01-09,SH600123,1\n2026-01", "line 3")]
    [InlineData("an empty line within", "datetime,instrument,score\n\n2026-01-09,SH600123,1\n", "line 2")]
    public void Read_TableOfRefusals(string situation, string text, string place)
    {
        _ = situation;
        InputException wrong = Assert.Throws<InputException>(() => PredictionFile.Read("m", "m.csv", Encoding.UTF8.GetBytes(text)));

        Assert.Equal(("m.csv", place), (wrong.Origin, wrong.Place));
    }

    [Fact]
    public void PathOf_TellsModelsWithTheSameBeginningApart()
    {
        // W14: a pattern gru_* also finds gru_x_2026-01-09.csv; an exact name does not.
        TradeDate anchor = TradeDate.Parse("2026-01-09");

        Assert.Equal("output/predictions/gru_2026-01-09.csv", PredictionFile.PathOf("gru", anchor));
        Assert.Equal("output/predictions/ensemble_A_2026-01-09.csv", PredictionFile.PathOfCombo("A", anchor));
        Assert.Equal("output/predictions/ensemble_2026-01-09.csv", PredictionFile.PathOfDefaultCombo(anchor));
    }
}
