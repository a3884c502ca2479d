using Quant.Data.Formats.Parquet;

namespace Quant.Data.Tests.Formats.Parquet;

/// <summary>Files that other programs wrote; the formulas of their values are those of <c>Data/make.mjs</c>.</summary>
public sealed class ForeignFileTests
{
    public static TheoryData<string, int, int> Tables => new()
    {
        { "duckdb-v1-none", 100, 28 },
        { "duckdb-v1-snappy", 3000, 28 },
        { "duckdb-v1-gzip", 300, 28 },
        { "duckdb-v1-zstd", 300, 28 },
        { "duckdb-v1-lz4_raw", 300, 28 },
        { "duckdb-v1-brotli", 300, 28 },
        { "duckdb-v2-zstd", 3000, 28 },
        { "duckdb-v2-none", 100, 28 },
        { "rust-v1-dictionary-snappy", 1000, 9 },
        { "rust-v2-dictionary-zstd", 1000, 9 },
        { "rust-v1-plain-gzip", 1000, 9 },
        { "rust-v2-delta-none", 1000, 9 },
        { "rust-v1-delta-length-brotli", 1000, 9 },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void ReadTable_GivesEveryValue(string file, int rows, int columns)
    {
        using ParquetReader reader = ParquetReader.Open(ParquetTestFiles.Data(file + ".parquet"));
        ParquetTable table = reader.ReadTable();

        Assert.Equal(rows, table.RowCount);
        Assert.Equal(columns, table.Columns.Length);
        foreach (ParquetValues values in table.Columns)
        {
            for (int row = 0; row < rows; row++)
            {
                string? expected = Expected(values.Column.Name, row);
                string? actual = ParquetSamples.Cell(values, row);
                if (values.Column.Kind == ParquetKind.Double && !values.IsNull(row) && double.IsNaN(values.As<double>().Values[row]))
                    actual = "nan";
                if (expected != actual)
                    Assert.Fail($"{values.Column.Name} row {row}: expected {expected}, found {actual}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Statistics_BoundTheValues(string file, int rows, int columns)
    {
        Assert.True(rows > 0 && columns > 0);
        using ParquetReader reader = ParquetReader.Open(ParquetTestFiles.Data(file + ".parquet"));
        foreach (ParquetRowGroup group in reader.RowGroups)
        {
            ParquetColumnChunk chunk = group.Columns[reader.Schema.Position("n_i64")];
            ParquetValuesOf<long> values = reader.ReadColumn("n_i64", group).As<long>();
            long[] present = [.. Enumerable.Range(0, values.Count).Where(row => !values.IsNull(row)).Select(row => values.Values[row])];
            Assert.Equal(values.NullCount, chunk.Statistics.NullCount);
            Assert.Equal(present.Length > 0, chunk.Statistics.TryRange(out long least, out long greatest));
            if (present.Length > 0)
                Assert.Equal((present.Min(), present.Max()), (least, greatest));
        }
    }

    [Fact]
    public void Schema_KeepsWhatOthersMean()
    {
        using ParquetReader reader = ParquetReader.Open(ParquetTestFiles.Data("duckdb-v1-none.parquet"));

        Assert.Equal(ParquetColumn.Timestamp("ts_ns", ParquetTimeUnit.Nanoseconds, utc: false).Optional(), reader.Schema["ts_ns"]);
        Assert.Equal(ParquetColumn.Timestamp("ts_utc", ParquetTimeUnit.Microseconds, utc: true).Optional(), reader.Schema["ts_utc"]);
        Assert.Equal(ParquetColumn.Decimal("dec9", 9, 2).Optional(), reader.Schema["dec9"]);
        Assert.Equal(ParquetKind.UInt16, reader.Schema["u16"].Kind);
        Assert.StartsWith("DuckDB", reader.CreatedBy);
        using ParquetReader rust = ParquetReader.Open(ParquetTestFiles.Data("rust-v1-plain-gzip.parquet"));
        Assert.False(rust.Schema["i32"].IsOptional);
        Assert.True(rust.Schema["n_i64"].IsOptional);
    }

    [Theory]
    [InlineData("targets_consolidated_20250301")]
    [InlineData("targets_consolidated_20250728")]
    public void ReadTable_AgreesWithTheCsvBesideIt(string file)
    {
        string[][] expected = [.. File.ReadLines(ParquetTestFiles.Data(file + ".csv")).Skip(1).Select(line => line.Split(','))];
        using ParquetReader reader = ParquetReader.Open(ParquetTestFiles.Data(file + ".parquet"));
        ParquetTable table = reader.ReadTable();

        Assert.Equal(expected.Length, table.RowCount);
        Assert.Equal(
            expected.Select(line => DateOnly.ParseExact(line[0], "yyyy-MM-dd", CultureInfo.InvariantCulture)),
            table.Column<DateOnly>("trade_date").Values.ToArray());
        Assert.Equal(
            expected.Select(line => long.Parse(line[1], CultureInfo.InvariantCulture)),
            table.Column<long>("asset_id").Values.ToArray());
        Assert.Equal(
            expected.Select(line => double.Parse(line[2], CultureInfo.InvariantCulture)),
            table.Column<double>("target_weight").Values.ToArray());
    }

    [Fact]
    public void ReadTable_OfAnEmptyFile_HasNoRows()
    {
        using ParquetReader reader = ParquetReader.Open(ParquetTestFiles.Data("duckdb-empty.parquet"));

        Assert.Equal(0, reader.ReadTable().RowCount);
        Assert.Equal(["a"], reader.Schema.Columns.Select(column => column.Name));
    }

    [Theory]
    [InlineData("duckdb-nested-list", "column 'list', which has columns inside")]
    [InlineData("duckdb-nested-struct", "column 'struct', which has columns inside")]
    public void Open_RefusesNestedColumnsByName(string file, string found)
    {
        var refusal = Assert.Throws<InputException>(() => ParquetReader.Open(ParquetTestFiles.Data(file + ".parquet")));

        Assert.Equal("a flat table", refusal.Expected);
        Assert.Equal(found, refusal.Found);
    }

    private static string? Expected(string column, long i)
    {
        DateTime start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        return column switch
        {
            "flag" => i % 3 == 0 ? "true" : "false",
            "i8" => Text(i % 256 - 128),
            "i16" => Text(i * 7 - 1000),
            "i32" => Text(i * 700003 - 5),
            "i64" => Text(i * 31000000217 - 9),
            "u8" => Text(i % 256),
            "u16" => Text(i * 3),
            "u32" => Text(4294967295 - i),
            "u64" => (18446744073709551615 - (ulong)i).ToString(CultureInfo.InvariantCulture),
            "f32" => BitConverter.SingleToUInt32Bits(i * 0.5f).ToString("x8", CultureInfo.InvariantCulture),
            "f64" => i % 11 == 5 ? "nan" : Bits(i / 8.0),
            "text" => $"sym{i % 17}",
            "long_text" => $"row 中 {i}",
            "bytes" => "00ff" + Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(Text(i))),
            "date" => DateOnly.FromDateTime(start).AddDays((int)i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "time_us" => Text(i * 1001),
            "ts_us" => Text(ParquetTime.Count(start, ParquetTimeUnit.Microseconds) + i * 60000001),
            "ts_ms" => Text(ParquetTime.Count(start, ParquetTimeUnit.Milliseconds) + i * 60001),
            "ts_ns" => Text(ParquetTime.Count(start, ParquetTimeUnit.Nanoseconds) + i * 60000000001),
            "ts_utc" => Text(ParquetTime.Count(start, ParquetTimeUnit.Microseconds) + i),
            "dec9" => Unscaled($"{i * 123 - 7}.25", 2),
            "dec18" => Unscaled($"{i * 12345 - 7}.250001", 6),
            "dec38" => Unscaled($"{i * 12345 + 1}0000000000.0123456789", 10),
            "n_f64" => i % 7 == 3 ? null : Bits(i * 0.1),
            "n_text" => i % 7 == 3 ? null : $"é{i % 5}",
            "n_i64" => i % 100 < 50 ? Text(i * 10) : null,
            "n_flag" => i % 7 == 3 ? null : i % 2 == 0 ? "true" : "false",
            "n_all" => null,
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, "No formula."),
        };
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Bits(double value) => BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    private static string Unscaled(string text, int scale) =>
        ParquetDecimal.Unscaled(decimal.Parse(text, CultureInfo.InvariantCulture), scale).ToString(CultureInfo.InvariantCulture);
}
