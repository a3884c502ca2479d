using Quant.Data.Formats.Parquet;

namespace Quant.Data.Tests.Formats.Parquet;

/// <summary>Columns of every kind and values for them that try the edges of each type.</summary>
internal static class ParquetSamples
{
    public static ImmutableArray<ParquetColumn> EveryKind { get; } =
    [
        ParquetColumn.Boolean("flag"),
        ParquetColumn.Integer("i8", ParquetKind.Int8),
        ParquetColumn.Integer("i16", ParquetKind.Int16),
        ParquetColumn.Integer("i32", ParquetKind.Int32),
        ParquetColumn.Integer("i64"),
        ParquetColumn.Integer("u8", ParquetKind.UInt8),
        ParquetColumn.Integer("u16", ParquetKind.UInt16),
        ParquetColumn.Integer("u32", ParquetKind.UInt32),
        ParquetColumn.Integer("u64", ParquetKind.UInt64),
        ParquetColumn.Single("single"),
        ParquetColumn.Double("double"),
        ParquetColumn.Text("text"),
        ParquetColumn.Bytes("bytes"),
        ParquetColumn.FixedBytes("fixed", 5),
        ParquetColumn.FixedBytes("fixed1", 1),
        ParquetColumn.Date("date"),
        ParquetColumn.Time("time_ms", ParquetTimeUnit.Milliseconds, utc: true),
        ParquetColumn.Time("time_us", ParquetTimeUnit.Microseconds, utc: false),
        ParquetColumn.Time("time_ns", ParquetTimeUnit.Nanoseconds, utc: true),
        ParquetColumn.Timestamp("ts_ms", ParquetTimeUnit.Milliseconds, utc: true),
        ParquetColumn.Timestamp("ts_us", ParquetTimeUnit.Microseconds, utc: false),
        ParquetColumn.Timestamp("ts_ns", ParquetTimeUnit.Nanoseconds, utc: false),
        ParquetColumn.Timestamp("ts_us_utc", ParquetTimeUnit.Microseconds, utc: true),
        ParquetColumn.Decimal("dec9", 9, 2),
        ParquetColumn.Decimal("dec18", 18, 6),
        ParquetColumn.Decimal("dec28", 28, 10),
        ParquetColumn.Decimal("dec38", 38, 38),
    ];

    /// <summary>Every kind, each required and optional.</summary>
    public static ParquetSchema Schema { get; } = new(
        EveryKind.Concat(EveryKind.Select(column => Renamed(column, column.Name + "?").Optional())));

    /// <summary>Values of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="count">How many.</param>
    /// <param name="distinct">How many different ones at most.</param>
    /// <param name="nullPercent">How often an optional column is null.</param>
    /// <param name="random">The source of chance.</param>
    public static ParquetValues Values(ParquetColumn column, int count, int distinct, int nullPercent, Random random)
    {
        bool[] valid = new bool[count];
        // Nulls in stretches and one by one, so that levels have runs and groups.
        bool stretch = random.Next(2) == 0;
        for (int row = 0; row < count; row++)
        {
            valid[row] = !column.IsOptional
                || (stretch && row > 0 && random.Next(20) != 0 ? valid[row - 1] : random.Next(100) >= nullPercent);
        }

        return column.Kind switch
        {
            ParquetKind.Boolean => Fill(column, count, distinct, valid, random, () => random.Next(2) == 0),
            ParquetKind.Int8 => Fill(column, count, distinct, valid, random, () => random.Next(sbyte.MinValue, 128)),
            ParquetKind.Int16 => Fill(column, count, distinct, valid, random, () => random.Next(short.MinValue, 32768)),
            ParquetKind.Int32 => Fill(column, count, distinct, valid, random, () => (int)random.NextInt64(int.MinValue, 1L << 31)),
            ParquetKind.UInt8 => Fill(column, count, distinct, valid, random, () => random.Next(256)),
            ParquetKind.UInt16 => Fill(column, count, distinct, valid, random, () => random.Next(65536)),
            ParquetKind.UInt32 => Fill(column, count, distinct, valid, random, () => (uint)random.NextInt64(1L << 32)),
            ParquetKind.UInt64 => Fill(column, count, distinct, valid, random, () => unchecked((ulong)Bits(random))),
            ParquetKind.Float => Fill(column, count, distinct, valid, random, () => (float)Real(random)),
            ParquetKind.Double => Fill(column, count, distinct, valid, random, () => Real(random)),
            ParquetKind.Text => Fill(column, count, distinct, valid, random, () => Text(random)),
            ParquetKind.Bytes => Fill(column, count, distinct, valid, random, () => Bytes(random, random.Next(9))),
            ParquetKind.FixedBytes => Fill(column, count, distinct, valid, random, () => Bytes(random, column.ByteLength)),
            ParquetKind.Date => Fill(column, count, distinct, valid, random, () =>
                DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber + 1))),
            ParquetKind.Time => Fill(column, count, distinct, valid, random, () => random.NextInt64(86_400_000)),
            ParquetKind.Decimal => Fill(column, count, distinct, valid, random, () => Digits(random, column.Precision)),
            _ => Fill(column, count, distinct, valid, random, () => Bits(random)),
        };
    }

    /// <summary>Asserts that two columns have the same nulls and, elsewhere, the same bits.</summary>
    public static void AssertSame(ParquetValues expected, ParquetValues actual)
    {
        Assert.Equal(expected.Column, actual.Column);
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.NullCount, actual.NullCount);
        AssertSameRows(expected, 0, actual, 0, expected.Count);
    }

    /// <summary>Asserts that some rows have the same nulls and, elsewhere, the same bits.</summary>
    public static void AssertSameRows(ParquetValues expected, int expectedFrom, ParquetValues actual, int actualFrom, int count)
    {
        for (int row = 0; row < count; row++)
        {
            string? wanted = Cell(expected, expectedFrom + row);
            string? found = Cell(actual, actualFrom + row);
            if (wanted != found)
                Assert.Fail($"{expected.Column.Name} row {expectedFrom + row}: {wanted ?? "null"} became {found ?? "null"}");
        }
    }

    /// <summary>A value as text that tells all values apart, NaNs and zeros too; null where it is null.</summary>
    public static string? Cell(ParquetValues values, int row) => values.IsNull(row) ? null : values switch
    {
        ParquetValuesOf<bool> typed => typed.Values[row] ? "true" : "false",
        ParquetValuesOf<int> typed => typed.Values[row].ToString(CultureInfo.InvariantCulture),
        ParquetValuesOf<uint> typed => typed.Values[row].ToString(CultureInfo.InvariantCulture),
        ParquetValuesOf<long> typed => typed.Values[row].ToString(CultureInfo.InvariantCulture),
        ParquetValuesOf<ulong> typed => typed.Values[row].ToString(CultureInfo.InvariantCulture),
        ParquetValuesOf<float> typed => BitConverter.SingleToUInt32Bits(typed.Values[row]).ToString("x8", CultureInfo.InvariantCulture),
        ParquetValuesOf<double> typed => BitConverter.DoubleToUInt64Bits(typed.Values[row]).ToString("x16", CultureInfo.InvariantCulture),
        ParquetValuesOf<string> typed => typed.Values[row],
        ParquetValuesOf<byte[]> typed => Convert.ToHexStringLower(typed.Values[row]),
        ParquetValuesOf<DateOnly> typed => typed.Values[row].ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ParquetValuesOf<Int128> typed => typed.Values[row].ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException(values.GetType().Name),
    };

    /// <summary>A file in memory.</summary>
    public static byte[] Write(ParquetSchema schema, ParquetWriterOptions options, params IEnumerable<ParquetValues[]> rowGroups)
    {
        using var stream = new MemoryStream();
        var writer = new ParquetWriter(stream, schema, options);
        foreach (ParquetValues[] columns in rowGroups)
            writer.WriteRowGroup(columns);
        writer.Finish();
        return stream.ToArray();
    }

    private static ParquetValuesOf<T> Fill<T>(
        ParquetColumn column, int count, int distinct, bool[] valid, Random random, Func<T> next)
    {
        T[] pool = new T[Math.Max(1, Math.Min(distinct, count))];
        for (int i = 0; i < pool.Length; i++)
            pool[i] = next();
        var values = new T[count];
        bool runs = random.Next(3) == 0;
        for (int row = 0; row < count; row++)
            values[row] = runs && row > 0 && random.Next(15) != 0 ? values[row - 1] : pool[random.Next(pool.Length)];
        return ParquetValues.Of<T>(column, values, valid);
    }

    private static long Bits(Random random) => random.Next(4) switch
    {
        0 => random.NextInt64(-1000, 1000),
        1 => long.MinValue,
        2 => long.MaxValue,
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };

    private static double Real(Random random) => random.Next(12) switch
    {
        0 => double.NaN,
        1 => -0.0,
        2 => double.PositiveInfinity,
        3 => double.NegativeInfinity,
        4 => 0.0,
        5 => double.Epsilon,
        _ => random.NextDouble() * 1000 - 500,
    };

    private static string Text(Random random)
    {
        string[] alphabet = ["a", "B", "7", " ", "é", "中", "文", "\uE000", "😀", "\0", "\"", "\n"];
        return string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => alphabet[random.Next(alphabet.Length)]));
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static Int128 Digits(Random random, int precision)
    {
        Int128 value = 0;
        for (int digits = random.Next(precision + 1); digits > 0; digits--)
            value = value * 10 + random.Next(10);
        return random.Next(2) == 0 ? value : -value;
    }

    private static ParquetColumn Renamed(ParquetColumn column, string name) => column.Kind switch
    {
        ParquetKind.Boolean => ParquetColumn.Boolean(name),
        ParquetKind.Float => ParquetColumn.Single(name),
        ParquetKind.Double => ParquetColumn.Double(name),
        ParquetKind.Text => ParquetColumn.Text(name),
        ParquetKind.Bytes => ParquetColumn.Bytes(name),
        ParquetKind.FixedBytes => ParquetColumn.FixedBytes(name, column.ByteLength),
        ParquetKind.Date => ParquetColumn.Date(name),
        ParquetKind.Time => ParquetColumn.Time(name, column.Unit, column.IsUtc),
        ParquetKind.Timestamp => ParquetColumn.Timestamp(name, column.Unit, column.IsUtc),
        ParquetKind.Decimal => ParquetColumn.Decimal(name, column.Precision, column.Scale),
        _ => ParquetColumn.Integer(name, column.Kind),
    };
}
