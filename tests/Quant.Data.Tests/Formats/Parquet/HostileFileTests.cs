using Quant.Data.Formats.Parquet;

namespace Quant.Data.Tests.Formats.Parquet;

/// <summary>Files that lie: whatever the bytes, the answer is values or <see cref="InputException"/>, in bounded memory.</summary>
public sealed class HostileFileTests
{
    /// <summary>How often the fuzz loops run; the variable makes them longer for a release.</summary>
    private static readonly int Rounds =
        int.Parse(Environment.GetEnvironmentVariable("QUANT_FUZZ_ROUNDS") ?? "400", CultureInfo.InvariantCulture);

    private static readonly ParquetReaderOptions Trusting = new() { VerifyChecksums = false, DecodedBytesLimit = 1 << 20 };

    public static TheoryData<string> Seeds => new(
        Corpus().Select(seed => seed.Name));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ReadTable_OfAMutatedFile_GivesValuesOrARefusal(string name)
    {
        byte[] valid = Corpus().Single(seed => seed.Name == name).Bytes;
        var random = new Random(name.Sum(letter => letter));
        Assert.True(TryReadAll(valid, Trusting with { DecodedBytesLimit = null }));
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = Mutate(valid, random);
            bool read = false;
            try
            {
                read = TryReadAll(mutated, Trusting with { VerifyChecksums = round % 4 == 0 });
            }
            catch (Exception wrong) when (wrong is not InputException)
            {
                Assert.Fail($"Round {round} of {name}: {wrong}\n{Convert.ToBase64String(mutated)}");
            }

            refused += read ? 0 : 1;
        }

        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ReadTable_OfACutOffFile_IsRefused(string name)
    {
        byte[] valid = Corpus().Single(seed => seed.Name == name).Bytes;
        for (int length = 0; length < valid.Length; length += 1 + valid.Length / 300)
            Assert.False(TryReadAll(valid[..length], Trusting), $"{name} cut to {length}");
    }

    [Fact]
    public void ReadTable_NoticesAChangedByte()
    {
        var schema = new ParquetSchema(ParquetColumn.Double("close"));
        byte[] file = ParquetSamples.Write(schema, new ParquetWriterOptions { Codec = ParquetCodec.None }, [
            ParquetValues.Of<double>(schema["close"], [1, 2, 3, 4])]);
        int at = file.AsSpan().IndexOf(BitConverter.GetBytes(3.0));
        file[at] ^= 1;

        var refusal = Assert.Throws<InputException>(() => ParquetReader.Open(file, "prices.parquet").ReadTable());

        Assert.Equal("prices.parquet", refusal.Origin);
        Assert.Equal("row group 0, column 'close'", refusal.Place);
        Assert.Contains("checksum", refusal.Expected);
    }

    [Fact]
    public void ReadTable_RefusesWhatExpandsBeyondTheLimit()
    {
        var schema = new ParquetSchema(ParquetColumn.Double("close"));
        double[] many = new double[9 << 20];
        byte[] file = ParquetSamples.Write(schema, new ParquetWriterOptions(), [ParquetValues.Of<double>(schema["close"], many)]);
        Assert.True(file.Length < 10_000);

        var refusal = Assert.Throws<InputException>(() => ParquetReader.Open(file, "bomb").ReadTable());
        Assert.Contains(nameof(ParquetReaderOptions.DecodedBytesLimit), refusal.Remedy);

        var trusted = new ParquetReaderOptions { DecodedBytesLimit = 100 << 20 };
        Assert.Equal(many.Length, ParquetReader.Open(file, "large", trusted).ReadTable().RowCount);
    }

    [Fact]
    public void Open_AllocatesNoMoreThanItsBound()
    {
        byte[] valid = Corpus()[0].Bytes;
        var random = new Random(5);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = Mutate(valid, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = TryReadAll(mutated, new ParquetReaderOptions { VerifyChecksums = false, DecodedBytesLimit = 1 << 20 });
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 16 << 20, $"{allocated} bytes for {mutated.Length}");
        }
    }

    [Theory]
    [InlineData("", "at least 12 bytes")]
    [InlineData("PAR1", "at least 12 bytes")]
    [InlineData("PK\u0003\u0004aaaaaaaaaaaa", "starts with PAR1")]
    [InlineData("PAR1aaaa\0\0\0\0PARX", "ends with PAR1")]
    [InlineData("PAR1aaaa\0\0\0\0PARE", "not encrypted")]
    [InlineData("PAR1aaaa\u0005\0\0\0PAR1", "a footer of at most 4 bytes")]
    [InlineData("PAR1aaaa\u0004\0\0\0PAR1", "a number of")]
    [InlineData("PAR1\0\u0001\0\0\0PAR1", "a schema")]
    public void Open_SaysWhatIsWrong(string text, string expected)
    {
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes(text);

        var refusal = Record.Exception(() => ParquetReader.Open(bytes, "given"));

        Assert.IsType<InputException>(refusal);
        if (expected != "a number of")
            Assert.Contains(expected, ((InputException)refusal).Expected);
    }

    [Fact]
    public void Open_OfNoFile_SaysSo()
    {
        string missing = Path.Combine(Path.GetTempPath(), "quant-no-such-folder", "no.parquet");

        Assert.Throws<InputException>(() => ParquetReader.Open(missing));
        Assert.Throws<InputException>(() => ParquetReader.Open(Path.GetTempPath()));
    }

    private static ImmutableArray<(string Name, byte[] Bytes)> Corpus()
    {
        var corpus = ImmutableArray.CreateBuilder<(string, byte[])>();
        foreach (ParquetCodec codec in new[] { ParquetCodec.None, ParquetCodec.Snappy, ParquetCodec.Gzip, ParquetCodec.Zstd })
        {
            foreach (ParquetPageVersion version in Enum.GetValues<ParquetPageVersion>())
            {
                var random = new Random(3);
                var options = new ParquetWriterOptions { Codec = codec, PageVersion = version, PageBytes = 128 };
                var schema = new ParquetSchema(ParquetSamples.Schema.Columns.Where((_, position) => (position + (int)codec) % 4 == 0));
                corpus.Add(($"own-{codec}-{version}", ParquetSamples.Write(schema, options, [.. schema.Columns
                    .Select(column => ParquetSamples.Values(column, 60, 12, 30, random))])));
            }
        }

        corpus.AddRange(ParquetTestFiles.Foreign()
            .Where(file => new FileInfo(file).Length < 40_000 && !file.Contains("nested", StringComparison.Ordinal))
            .Select(file => (Path.GetFileName(file), File.ReadAllBytes(file))));
        return corpus.ToImmutable();
    }

    private static bool TryReadAll(byte[] bytes, ParquetReaderOptions options)
    {
        try
        {
            using ParquetReader reader = ParquetReader.Open(bytes, "fuzzed", options);
            _ = reader.ReadTable();
            foreach (ParquetColumnChunk chunk in reader.RowGroups.SelectMany(group => group.Columns))
                TryRange(chunk);
            return true;
        }
        catch (InputException)
        {
            return false;
        }
    }

    private static void TryRange(ParquetColumnChunk chunk)
    {
        if (chunk.Column.ValueType == typeof(double))
            _ = chunk.Statistics.TryRange<double>(out _, out _);
        else if (chunk.Column.ValueType == typeof(string))
            _ = chunk.Statistics.TryRange<string>(out _, out _);
        else if (chunk.Column.ValueType == typeof(Int128))
            _ = chunk.Statistics.TryRange<Int128>(out _, out _);
        else if (chunk.Column.ValueType == typeof(DateOnly))
            _ = chunk.Statistics.TryRange<DateOnly>(out _, out _);
        else if (chunk.Column.ValueType == typeof(long))
            _ = chunk.Statistics.TryRange<long>(out _, out _);
        else if (chunk.Column.ValueType == typeof(bool))
            _ = chunk.Statistics.TryRange<bool>(out _, out _);
    }

    /// <summary>One to four changes: of bits and bytes, of stretches, of numbers to extremes, in the footer more often than elsewhere.</summary>
    private static byte[] Mutate(byte[] valid, Random random)
    {
        byte[] bytes = [.. valid];
        int footer = bytes.Length - 8 - BitConverter.ToInt32(bytes, bytes.Length - 8);
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            bool inFooter = random.Next(2) == 0 && footer > 0 && footer < bytes.Length;
            int at = inFooter ? random.Next(footer, bytes.Length) : random.Next(bytes.Length);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = new byte[] { 0, 1, 0x7f, 0x80, 0xff, 0xfe, 0x0f, 0xf0 }[random.Next(8)];
                    break;
                case 3:
                    // A number as long as numbers get.
                    for (int i = at; i < Math.Min(bytes.Length, at + 4); i++)
                        bytes[i] = 0xff;
                    break;
                case 4:
                    int length = Math.Min(random.Next(1, 40), bytes.Length - at);
                    int from = random.Next(bytes.Length - length + 1);
                    Array.Copy(bytes, from, bytes, at, length);
                    break;
                case 5:
                    bytes = [.. bytes[..at], .. new byte[random.Next(1, 9)], .. bytes[at..]];
                    break;
                default:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 9))..]];
                    break;
            }

            if (bytes.Length < 16)
                return bytes;
        }

        return bytes;
    }
}
