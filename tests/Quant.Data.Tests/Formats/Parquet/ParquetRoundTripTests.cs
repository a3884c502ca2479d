using FsCheck;
using FsCheck.Fluent;
using Quant.Data.Formats.Parquet;

namespace Quant.Data.Tests.Formats.Parquet;

public sealed class ParquetRoundTripTests
{
    public static TheoryData<ParquetCodec, ParquetPageVersion, bool> Options
    {
        get
        {
            var data = new TheoryData<ParquetCodec, ParquetPageVersion, bool>();
            foreach (ParquetCodec codec in new[] { ParquetCodec.None, ParquetCodec.Snappy, ParquetCodec.Gzip, ParquetCodec.Zstd })
            {
                foreach (ParquetPageVersion version in Enum.GetValues<ParquetPageVersion>())
                {
                    data.Add(codec, version, true);
                    data.Add(codec, version, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void ReadTable_GivesBackWhatWasWritten(ParquetCodec codec, ParquetPageVersion version, bool dictionary)
    {
        var options = new ParquetWriterOptions { Codec = codec, PageVersion = version, UseDictionary = dictionary };
        foreach ((int seed, int count, int distinct, int nulls, int pageBytes) in new[]
        {
            (1, 1, 1, 0, 1 << 20), (2, 7, 3, 50, 64), (3, 1000, 10, 30, 1 << 20), (4, 1500, 100_000, 10, 512),
            (5, 100, 5, 100, 128), (6, 2500, 600, 2, 4096), (7, 64, 1, 0, 64),
        })
        {
            AssertRoundTrip(options with { PageBytes = pageBytes }, seed, count, distinct, nulls, groups: 1 + seed % 3);
        }
    }

    [Fact]
    public void ReadTable_GivesBackAnything()
    {
        Gen<(int Seed, int Count, int Distinct, int Nulls, int PageBytes, int Groups)> shapes =
            from seed in Gen.Choose(0, int.MaxValue)
            from count in Gen.Choose(1, 300)
            from distinct in Gen.Choose(1, 300)
            from nulls in Gen.Choose(0, 100)
            from pageBytes in Gen.Choose(64, 5000)
            from groups in Gen.Choose(1, 4)
            select (seed, count, distinct, nulls, pageBytes, groups);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(shapes.ToArbitrary(), shape =>
        {
            var options = new ParquetWriterOptions
            {
                PageBytes = shape.PageBytes,
                PageVersion = (ParquetPageVersion)(shape.Seed & 1),
                UseDictionary = (shape.Seed & 2) != 0,
            };
            AssertRoundTrip(options, shape.Seed, shape.Count, shape.Distinct, shape.Nulls, shape.Groups);
        }));
    }

    [Fact]
    public void Statistics_BoundEveryValueAndCountNulls()
    {
        var random = new Random(11);
        ParquetValues[] values = [.. ParquetSamples.Schema.Columns.Select(column =>
            ParquetSamples.Values(column, 500, 100, 20, random))];
        using ParquetReader reader = ParquetReader.Open(
            ParquetSamples.Write(ParquetSamples.Schema, new ParquetWriterOptions(), values), "memory");
        foreach ((ParquetColumnChunk chunk, ParquetValues written) in reader.RowGroups[0].Columns.Zip(values))
        {
            Assert.Equal(written.NullCount, chunk.Statistics.NullCount);
            Assert.True(chunk.Statistics.IsExact);
            switch (written)
            {
                case ParquetValuesOf<double> typed:
                    AssertBounds(chunk, typed, (first, second) => first.CompareTo(second), double.IsNaN);
                    break;
                case ParquetValuesOf<float> typed:
                    AssertBounds(chunk, typed, (first, second) => first.CompareTo(second), float.IsNaN);
                    break;
                case ParquetValuesOf<string> typed:
                    AssertBounds(chunk, typed, (first, second) => System.Text.Encoding.UTF8.GetBytes(first).AsSpan()
                        .SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(second)));
                    break;
                case ParquetValuesOf<byte[]> typed:
                    AssertBounds(chunk, typed, (first, second) => first.AsSpan().SequenceCompareTo(second));
                    break;
                case ParquetValuesOf<bool> typed:
                    AssertBounds(chunk, typed, (first, second) => first.CompareTo(second));
                    break;
                case ParquetValuesOf<int> typed:
                    AssertBounds(chunk, typed, (first, second) => first.CompareTo(second));
                    break;
                case ParquetValuesOf<uint> typed:
                    AssertBounds(chunk, typed, (first, second) => first.CompareTo(second));
                    break;
                case ParquetValuesOf<long> typed:
                    AssertBounds(chunk, typed, (first, second) => first.CompareTo(second));
                    break;
                case ParquetValuesOf<ulong> typed:
                    AssertBounds(chunk, typed, (first, second) => first.CompareTo(second));
                    break;
                case ParquetValuesOf<DateOnly> typed:
                    AssertBounds(chunk, typed, (first, second) => first.CompareTo(second));
                    break;
                default:
                    AssertBounds(chunk, written.As<Int128>(), (first, second) => first.CompareTo(second));
                    break;
            }
        }
    }

    [Fact]
    public void Statistics_KeepBothZerosInAndNaNOut()
    {
        ParquetColumn column = ParquetColumn.Double("x");
        ParquetStatistics zeros = Single(ParquetValues.Of<double>(column, [0.0, double.NaN, 0.0]));
        Assert.True(zeros.TryRange(out double least, out double greatest));
        Assert.True(double.IsNegative(least));
        Assert.True(double.IsPositive(greatest));

        ParquetStatistics nothing = Single(ParquetValues.Of<double>(column, [double.NaN, double.NaN]));
        Assert.False(nothing.TryRange(out double _, out double _));

        ParquetStatistics tooLong = Single(ParquetValues.Of<string>(ParquetColumn.Text("x"), [new string('z', 65), "a"]));
        Assert.False(tooLong.TryRange(out string? _, out string? _));

        static ParquetStatistics Single(ParquetValues values)
        {
            byte[] file = ParquetSamples.Write(new ParquetSchema(values.Column), new ParquetWriterOptions(), [values]);
            using ParquetReader reader = ParquetReader.Open(file, "memory");
            return reader.RowGroups[0].Columns[0].Statistics;
        }
    }

    [Fact]
    public void ReadTable_TakesOnlyTheColumnsAndRowGroupsAskedFor()
    {
        var schema = new ParquetSchema(ParquetColumn.Integer("day"), ParquetColumn.Double("close"));
        byte[] file = ParquetSamples.Write(schema, new ParquetWriterOptions(), Enumerable.Range(0, 5).Select(group => new ParquetValues[]
        {
            ParquetValues.Of<long>(schema["day"], [10L * group, 10L * group + 9]),
            ParquetValues.Of<double>(schema["close"], [group, group + 0.5]),
        }));
        using ParquetReader reader = ParquetReader.Open(file, "memory");

        ParquetTable table = reader.ReadTable(["close"], reader.RowGroups.Where(group =>
            group.Columns[0].Statistics.TryRange(out long least, out long greatest) && greatest >= 25 && least <= 31));

        Assert.Equal(10, reader.RowCount);
        Assert.Equal(4, table.RowCount);
        Assert.Equal([2, 2.5, 3, 3.5], table.Column<double>("close").Values.ToArray());
        Assert.Equal([40, 49], reader.ReadColumn("day", reader.RowGroups[4]).As<long>().Values.ToArray());
    }

    private static void AssertRoundTrip(ParquetWriterOptions options, int seed, int count, int distinct, int nulls, int groups)
    {
        var random = new Random(seed);
        ParquetValues[][] written = [.. Enumerable.Range(0, groups).Select(_ => ParquetSamples.Schema.Columns
            .Select(column => ParquetSamples.Values(column, count, distinct, nulls, random)).ToArray())];
        byte[] file = ParquetSamples.Write(ParquetSamples.Schema, options, written);

        using ParquetReader reader = ParquetReader.Open(file, "memory");
        Assert.All(ParquetSamples.Schema.Columns, (column, position) => Assert.Equal(column, reader.Schema.Columns[position]));
        Assert.Equal((long)count * groups, reader.RowCount);
        ParquetTable whole = reader.ReadTable();
        for (int position = 0; position < whole.Columns.Length; position++)
        {
            for (int group = 0; group < groups; group++)
            {
                ParquetValues part = reader.ReadColumn(whole.Columns[position].Column.Name, reader.RowGroups[group]);
                ParquetSamples.AssertSame(written[group][position], part);
                ParquetSamples.AssertSameRows(part, 0, whole.Columns[position], group * count, count);
            }
        }
    }

    private static void AssertBounds<T>(
        ParquetColumnChunk chunk, ParquetValuesOf<T> values, Comparison<T> order, Predicate<T>? unordered = null)
    {
        Assert.True(chunk.Statistics.TryRange(out T least, out T greatest), chunk.Column.Name);
        bool leastSeen = false;
        bool greatestSeen = false;
        for (int row = 0; row < values.Count; row++)
        {
            T value = values.Values[row];
            if (values.IsNull(row) || unordered?.Invoke(value) == true)
                continue;
            Assert.True(order(least, value) <= 0 && order(value, greatest) <= 0, $"{chunk.Column.Name}: {value}");
            leastSeen |= order(least, value) == 0;
            greatestSeen |= order(greatest, value) == 0;
        }

        Assert.True(leastSeen && greatestSeen, chunk.Column.Name);
    }
}
