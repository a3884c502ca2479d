using Quant.Data.Formats;
using Quant.Data.Formats.Parquet;
using Quant.Provenance;

namespace Quant.Data.Tests.Formats;

public sealed class NumberTableFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("table.csv")]
    [InlineData("table.parquet")]
    public void Read_GivesWhatWasWritten(string name)
    {
        double[] numbers =
        [
            0.1, 1.0 / 3, -0.0, 5e-324, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
            123456789012345680, 1e22, 0.30000000000000004,
        ];
        var table = new NumberTable(
            ["instrument", "datetime"],
            [
                [.. numbers.Select((_, row) => row == 3 ? "a,\"b\"" : "SH600000")],
                [.. numbers.Select((_, row) => FormattableString.Invariant($"2020-01-{row + 1:00}"))],
            ],
            ["x", "y,z"],
            [[.. numbers], [.. numbers.Reverse()]]);
        string path = folder[name];

        NumberTableFile.Write(path, table);
        NumberTable read = NumberTableFile.Read(path);

        Assert.Equal<string>(table.KeyNames.AsEnumerable(), read.KeyNames);
        Assert.Equal(table.NumberNames.AsEnumerable(), read.NumberNames);
        Assert.Equal<string>(table.Key("instrument"), read.Key("instrument").AsEnumerable());
        Assert.Equal<string>(table.Key("datetime"), read.Key("datetime").AsEnumerable());
        Assert.Equal(Bits(table.Number("x")), Bits(read.Number("x")));
        Assert.Equal(Bits(table.Number("y,z")), Bits(read.Number("y,z")));
    }

    [Theory]
    [InlineData("parts.csv")]
    [InlineData("parts.parquet")]
    public void Write_JoinsParts(string name)
    {
        string path = folder[name];

        NumberTableFile.Write(path, [Minutes("A", 1), Minutes("B", 2), Minutes("C", 3)]);
        NumberTable read = NumberTableFile.Read(path);

        Assert.Equal(["A", "B", "C"], read.Key("instrument").AsEnumerable());
        Assert.Equal("2020-01-01 09:30:00", read.Key("datetime")[1]);
        Assert.Equal([1.0, 2.0, 3.0], read.Number("x").AsEnumerable());
    }

    [Fact]
    public void Write_LeavesNothingWhenAPartFails()
    {
        string path = folder["whole.csv"];
        NumberTableFile.Write(path, Minutes("A", 1));
        byte[] before = File.ReadAllBytes(path);

        Assert.Throws<InvalidOperationException>(() => NumberTableFile.Write(path, Failing()));

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(["whole.csv"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void Read_TakesEveryKindOfParquetNumber()
    {
        string path = folder["kinds.parquet"];
        var schema = new ParquetSchema(
            ParquetColumn.Timestamp("datetime", ParquetTimeUnit.Nanoseconds, utc: false),
            ParquetColumn.Integer("symbol"),
            ParquetColumn.Single("f").Optional(),
            ParquetColumn.Integer("i", ParquetKind.Int32),
            ParquetColumn.Boolean("b"),
            ParquetColumn.Decimal("d", 9, 2));
        using (var bytes = new MemoryStream())
        {
            var writer = new ParquetWriter(bytes, schema);
            writer.WriteColumn<long>("datetime", [ParquetTime.Count(new DateTime(2020, 1, 2), ParquetTimeUnit.Nanoseconds), 0]);
            writer.WriteColumn<long>("symbol", [7, 8]);
            writer.WriteColumn<float>("f", [0.5f, 0], [true, false]);
            writer.WriteColumn<int>("i", [-3, 4]);
            writer.WriteColumn<bool>("b", [true, false]);
            writer.WriteColumn<Int128>("d", [125, -50]);
            writer.Finish();
            File.WriteAllBytes(path, bytes.ToArray());
        }

        NumberTable read = NumberTableFile.Read(path);

        Assert.Equal(["2020-01-02", "1970-01-01"], read.Key("datetime").AsEnumerable());
        Assert.Equal(["7", "8"], read.Key("symbol").AsEnumerable());
        Assert.Equal([0.5, double.NaN], read.Number("f").AsEnumerable());
        Assert.Equal([-3.0, 4.0], read.Number("i").AsEnumerable());
        Assert.Equal([1.0, 0.0], read.Number("b").AsEnumerable());
        Assert.Equal([1.25, -0.5], read.Number("d").AsEnumerable());
    }

    [Theory]
    [InlineData("instrument,x\nA,1.5.2\n", "table.csv:2: expected a decimal number")]
    [InlineData("instrument,x\nA,0x10\n", "table.csv:2: expected a decimal number")]
    [InlineData("instrument,x\nA,1;2\n", "table.csv:2: expected a decimal number")]
    [InlineData("instrument,x\nA\n", "table.csv:2: expected 2 fields")]
    [InlineData("", "table.csv:1: expected a header line")]
    public void Read_SaysWhereACellIsWrong(string content, string message)
    {
        string path = folder["table.csv"];
        File.WriteAllText(path, content);

        var wrong = Assert.Throws<InputException>(() => NumberTableFile.Read(path));

        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamesTheNearestKey()
    {
        string path = folder["table.csv"];
        File.WriteAllText(path, "Instrument,x,y\nA,+Infinity,nan\n");

        var wrong = Assert.Throws<InputException>(() => NumberTableFile.Read(path, ["instrument"]));
        NumberTable read = NumberTableFile.Read(path, ["Instrument"]);

        Assert.Contains("Did you mean 'Instrument'?", wrong.Message, StringComparison.Ordinal);
        Assert.Equal([double.PositiveInfinity], read.Number("x").AsEnumerable());
        Assert.Equal([double.NaN], read.Number("y").AsEnumerable());
    }

    [Fact]
    public void Read_RefusesOtherEndings() =>
        Assert.Throws<InputException>(() => NumberTableFile.Read(folder["table.xlsx"]));

    private static NumberTable Minutes(string instrument, double value) => new(
        ["instrument", "datetime"], [[instrument], ["2020-01-01 09:30:00"]], ["x"], [[value]]);

    private static IEnumerable<NumberTable> Failing()
    {
        yield return Minutes("B", 2);
        throw new InvalidOperationException("no more");
    }

    private static IEnumerable<long> Bits(ImmutableArray<double> values) => values.Select(BitConverter.DoubleToInt64Bits);
}
