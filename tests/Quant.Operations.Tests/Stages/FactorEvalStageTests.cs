using Quant.Data.Formats;
using Quant.Factors;
using Quant.Operations.Stages;

namespace Quant.Operations.Tests.Stages;

public sealed class FactorEvalStageTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly List<string> complaints = [];

    public FactorEvalStageTests()
    {
        folder.With("calendars/day.txt", "2020-01-02\n2020-01-03\n2020-01-06\n2020-01-07\n2020-01-08\n")
            .With("calendars/1min.txt", "2020-01-07 09:30:00\n2020-01-07 09:31:00\n2020-01-08 09:30:00\n")
            .With("instruments/all.txt", "SH600000\t2020-01-02\t2020-01-08\nSZ000001\t2020-01-02\t2020-01-08\n")
            .With("instruments/spans.txt", "SH600000\t2020-01-02\t2020-01-03\nSH600000\t2020-01-08\t2020-01-08\n");
        Bin("sh600000/close.day.bin", 0, 10, 11, float.NaN, 13, 14);
        Bin("sh600000/open.day.bin", 0, 9, 10, 11, 12, 13);
        Bin("sz000001/close.day.bin", 2, 1, 2, 4);
        Bin("sz000001/open.day.bin", 1, 1, 1, 2);
        Bin("sh600000/close.1min.bin", 0, 5, 6, 8);
        Bin("sz000001/close.1min.bin", 1, 7);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_WritesABarThatAnyFieldCovers()
    {
        NumberTable table = Evaluated("x\t$close/$open\ny\tMean($close, 2)", request => request);

        Assert.Equal(
            "SH600000 2020-01-02 | SH600000 2020-01-03 | SH600000 2020-01-06 | SH600000 2020-01-07 | SH600000 2020-01-08 | "
            + "SZ000001 2020-01-03 | SZ000001 2020-01-06 | SZ000001 2020-01-07 | SZ000001 2020-01-08",
            Rows(table));
        Assert.Equal([10.0 / 9, 11.0 / 10, double.NaN, 13.0 / 12, 14.0 / 13, double.NaN, 1, 1, double.NaN], table.Number("x").AsEnumerable());
        Assert.Equal([10, 10.5, 11, 13, 13.5, double.NaN, 1, 1.5, 3], table.Number("y").AsEnumerable());
        Assert.Empty(complaints);
    }

    [Fact]
    public void Run_MasksByTheSpansOfAList() => Assert.Equal(
        "SH600000 2020-01-02 | SH600000 2020-01-03 | SH600000 2020-01-08",
        Rows(Evaluated("x\t$close", request => request with { Instruments = ["spans"] })));

    [Theory]
    [InlineData("", null, "$close>10", "SH600000 2020-01-03 | SH600000 2020-01-07 | SH600000 2020-01-08")]
    [InlineData("", "SZ", null, "SZ000001 2020-01-06 | SZ000001 2020-01-07 | SZ000001 2020-01-08")]
    [InlineData("spans", "SH", "$close>10 ; $open<13", "SH600000 2020-01-03")]
    [InlineData("SH600000 SZ000001", null, "$close<12 ; $close<11", "SH600000 2020-01-02 | SZ000001 2020-01-06 | SZ000001 2020-01-07 | SZ000001 2020-01-08")]
    public void Run_NarrowsTheRowsByFilters(string instruments, string? codes, string? where, string rows) => Assert.Equal(
        rows,
        Rows(Evaluated("x\t$close", request => request with
        {
            Instruments = [.. instruments.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Codes = codes,
            Where = [.. where?.Split(" ; ") ?? []],
        })));

    [Theory]
    [InlineData("SH(60", null, null, "--codes: expected a regular expression")]
    [InlineData("(?=SH)", null, null, "--codes: expected a regular expression")]
    [InlineData(null, "$clos>1", null, "Did you mean 'close'?")]
    [InlineData(null, "Mean($close", null, "--where: expected an expression")]
    [InlineData(null, "Ref($close, -1)>1", null, "--where: expected an expression")]
    [InlineData(null, "$close>1", "1min", "--where: expected daily bars")]
    public void Run_RefusesAFilterItCannotRead(string? codes, string? where, string? frequency, string message)
    {
        InputException wrong = Assert.Throws<InputException>(() => Evaluated("x\t$close", request => request with
        {
            Codes = codes,
            Where = where is null ? [] : [where],
            Frequency = frequency,
        }));

        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_LetsALabelLookAhead()
    {
        NumberTable table = Evaluated(
            "next\tRef($close, -1)/$close-1",
            request => request with { Instruments = ["SZ000001"], Use = ExpressionUse.Label, To = new DateTime(2020, 1, 7) });

        Assert.Equal("SZ000001 2020-01-06 | SZ000001 2020-01-07", Rows(table));
        Assert.Equal([1, 1], table.Number("next").AsEnumerable());
    }

    [Fact]
    public void Run_TakesCodesWithoutSpans() => Assert.Equal(
        "SH600000 2020-01-07 | SH600000 2020-01-08 | SZ000001 2020-01-07 | SZ000001 2020-01-08",
        Rows(Evaluated("x\t$close", request => request with { Instruments = ["SZ000001", "600000.SH"], From = new DateTime(2020, 1, 7) })));

    [Theory]
    [InlineData("2020-01-06", "2020-01-02 2020-01-03 2020-01-06")]
    [InlineData("2020-01-05", "2020-01-02 2020-01-03")]
    [InlineData("9999-12-31", "2020-01-02 2020-01-03 2020-01-06 2020-01-07 2020-01-08")]
    [InlineData("9999-12-31 23:59:59.9999999", "2020-01-02 2020-01-03 2020-01-06 2020-01-07 2020-01-08")]
    public void Run_EndsWithADay_TheLastOfTheCalendarTo(string to, string days) => Assert.Equal(
        days,
        Rows(Evaluated("x\t$close", request => request with
        {
            Instruments = ["SH600000"], To = DateTime.Parse(to, CultureInfo.InvariantCulture),
        })).Replace("SH600000 ", "", StringComparison.Ordinal).Replace(" |", "", StringComparison.Ordinal));

    [Fact]
    public void Run_ReadsMinutes()
    {
        NumberTable table = Evaluated(
            "x\t$close-Ref($close, 1)", request => request with { Frequency = "1min", To = new DateTime(2020, 1, 7) });

        Assert.Equal("SH600000 2020-01-07 09:30:00 | SH600000 2020-01-07 09:31:00 | SZ000001 2020-01-07 09:31:00", Rows(table));
        Assert.Equal([double.NaN, 1, double.NaN], table.Number("x").AsEnumerable());
    }

    // In Qlib an exponential mean begins at the first bar that the query loads: window less one before the first asked for.
    [Theory]
    [InlineData(ExpressionDialect.Quant, "13 12 11 10")]
    [InlineData(ExpressionDialect.Qlib, "13 12")]
    public void Run_BeginsTheQueryAsTheRulesSay(ExpressionDialect dialect, string loaded)
    {
        NumberTable table = Evaluated(
            "x\tEMA($open+1, 2)",
            request => request with { Instruments = ["SH600000"], From = new DateTime(2020, 1, 7), To = new DateTime(2020, 1, 7), Dialect = dialect });

        double alpha = 2 / 3.0;
        double[] values = [.. loaded.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        double exact = values.Select((value, age) => value * Math.Pow(1 - alpha, age)).Sum() / values.Select((_, age) => Math.Pow(1 - alpha, age)).Sum();
        Assert.Equal(exact, Assert.Single(table.Number("x")), 1e-14);
    }

    [Fact]
    public void Run_NamesWhatFailsAndWritesTheOthers()
    {
        string deep = new string('(', 10_000) + "$close" + new string(')', 10_000);
        folder.With(
            "mistakes.tsv",
            $"good\t$close\ntypo\tMeen($close, 5)\nfuture\tRef($close, -1)\nflags\t$close/($close>$open)\ndeep\t{deep}\nfield\t$clse\n");

        StageResult result = FactorEvalStage.Run(Request("mistakes.tsv"), complaints.Add);

        Assert.Equal((StageOutcome.Failed, "FACTORS_FAILED"), (result.Outcome, result.Reason));
        Assert.Equal(["good"], NumberTableFile.Read(folder["out.csv"]).NumberNames.AsEnumerable());
        Assert.Equal(5, complaints.Count);
        Assert.All(complaints, line => Assert.True(line.Length < 300 && !line.Contains('\n'), line));
        Assert.Contains("mistakes.tsv:2: typo: There is no operator 'Meen' at character 1", complaints[0]);
        Assert.Contains("Did you mean Mean?", complaints[0]);
        Assert.Contains("mistakes.tsv:3: future: 'Ref' with a negative shift reads the future", complaints[1]);
        Assert.Contains("mistakes.tsv:4: flags: True or false cannot be divided", complaints[2]);
        Assert.Contains("mistakes.tsv:5: deep: More than 200 levels of nesting", complaints[3]);
        Assert.Contains("field: There is no file of $clse. Did you mean 'close'?", complaints[4]);
    }

    [Fact]
    public void Run_TakesAFieldOfNobodyAsMissingByQlibsRules()
    {
        NumberTable table = Evaluated("x\t$nowhere\ny\t$close", request => request with { Dialect = ExpressionDialect.Qlib });

        Assert.All(table.Number("x"), value => Assert.True(double.IsNaN(value)));
        Assert.Equal(8, table.RowCount);
    }

    [Theory]
    [InlineData("x $close", "bad.tsv:1: expected a name, a tab and an expression, found no tab")]
    [InlineData("x\t$close\nx\t$open", "bad.tsv:2: expected a name that is not there yet, found 'x' as in line 1")]
    [InlineData("# nothing\n\n", "expected at least one expression, found none")]
    public void Run_RefusesAFileThatIsNoTable(string content, string message)
    {
        folder.With("bad.tsv", content);

        var wrong = Assert.Throws<InputException>(() => FactorEvalStage.Run(Request("bad.tsv"), complaints.Add));

        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out.csv"]));
    }

    private NumberTable Evaluated(string expressions, Func<FactorEvalRequest, FactorEvalRequest> change)
    {
        folder.With("expressions.tsv", expressions);
        StageResult result = FactorEvalStage.Run(change(Request("expressions.tsv")), complaints.Add);
        Assert.Equal("DONE", result.Reason);
        return NumberTableFile.Read(folder["out.csv"]);
    }

    private FactorEvalRequest Request(string expressions) => new()
    {
        Source = folder.Root,
        Expressions = folder[expressions],
        Output = folder["out.csv"],
        Threads = 1,
    };

    private void Bin(string file, params float[] cells)
    {
        string path = folder[$"features/{file}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. cells.SelectMany(BitConverter.GetBytes)]);
    }

    private static string Rows(NumberTable table) =>
        string.Join(" | ", table.Key("instrument").Zip(table.Key("datetime"), (code, moment) => $"{code} {moment}"));
}
