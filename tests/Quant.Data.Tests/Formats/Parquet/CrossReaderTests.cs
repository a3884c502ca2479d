using Quant.Data.Formats.Parquet;

namespace Quant.Data.Tests.Formats.Parquet;

/// <summary>What we write is read by others, cell by cell.</summary>
public sealed class CrossReaderTests(IndependentReaders readers) : IClassFixture<IndependentReaders>
{
    [Fact]
    public void EveryFile_IsReadAlikeByBothOthers()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("quant-parquet");
        try
        {
            Dictionary<string, ParquetValues[][]> written = WriteAll(folder.FullName);
            readers.Read(folder.FullName);

            foreach ((string file, ParquetValues[][] rowGroups) in written)
            {
                Compare(file, rowGroups, IndependentReaders.Seen(file, "rust"), decimalsAsDoubles: false);
                Compare(file, rowGroups, IndependentReaders.Seen(file, "hyparquet"), decimalsAsDoubles: true);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, ParquetValues[][]> WriteAll(string folder)
    {
        var written = new Dictionary<string, ParquetValues[][]>();
        int seed = 100;
        foreach (ParquetCodec codec in new[] { ParquetCodec.None, ParquetCodec.Snappy, ParquetCodec.Gzip, ParquetCodec.Zstd })
        {
            foreach (ParquetPageVersion version in Enum.GetValues<ParquetPageVersion>())
            {
                foreach (bool dictionary in new[] { true, false })
                {
                    var random = new Random(seed++);
                    var options = new ParquetWriterOptions
                    {
                        Codec = codec,
                        PageVersion = version,
                        UseDictionary = dictionary,
                        PageBytes = seed % 3 == 0 ? 1 << 20 : 256,
                        Metadata = [new("made", "by a test")],
                    };
                    ParquetValues[][] groups = [.. Enumerable.Range(0, 1 + seed % 3).Select(_ => ParquetSamples.Schema.Columns
                        .Select(column => ParquetSamples.Values(column, 300, 1 + seed % 60, 15 * (seed % 8), random)).ToArray())];
                    string file = Path.Combine(folder, $"{codec}-{version}-{dictionary}.parquet");
                    File.WriteAllBytes(file, ParquetSamples.Write(ParquetSamples.Schema, options, groups));
                    written.Add(file, groups);
                }
            }
        }

        return written;
    }

    private static void Compare(
        string file, ParquetValues[][] rowGroups, Dictionary<string, string?[]> seen, bool decimalsAsDoubles)
    {
        for (int position = 0; position < rowGroups[0].Length; position++)
        {
            ParquetColumn column = rowGroups[0][position].Column;
            string?[] expected = [.. rowGroups.SelectMany(group =>
                Enumerable.Range(0, group[position].Count).Select(row => Cell(group[position], row)))];
            string?[] actual = seen[column.Name];
            Assert.Equal(expected.Length, actual.Length);
            for (int row = 0; row < expected.Length; row++)
            {
                bool same = decimalsAsDoubles && column.Kind == ParquetKind.Decimal && expected[row] is { } unscaled
                    ? SameDecimal(unscaled, column.Scale, actual[row])
                    : expected[row] == actual[row];
                if (!same)
                    Assert.Fail($"{Path.GetFileName(file)} {column.Name} row {row}: wrote {expected[row]}, they read {actual[row]}");
            }
        }
    }

    private static string? Cell(ParquetValues values, int row) => values switch
    {
        // JavaScript has one NaN only.
        ParquetValuesOf<double> typed when !values.IsNull(row) && double.IsNaN(typed.Values[row]) => "nan",
        ParquetValuesOf<float> typed when !values.IsNull(row) && float.IsNaN(typed.Values[row]) => "nan",
        _ => ParquetSamples.Cell(values, row),
    };

    private static bool SameDecimal(string unscaled, int scale, string? bits)
    {
        if (bits is null)
            return false;
        double expected = double.Parse($"{unscaled}e-{scale}", CultureInfo.InvariantCulture);
        double actual = BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return Math.Abs(expected - actual) <= 1e-14 * Math.Abs(expected);
    }
}
