using System.Buffers.Binary;
using Quant.Data.Formats;

namespace Quant.Data.Tests.Formats;

/// <summary>The point-in-time files of a Qlib folder: what is read of them, and what is refused.</summary>
public sealed class QlibFinancialsTests : IDisposable
{
    private const int RecordBytes = 20;

    private static readonly ImmutableArray<InstrumentId> Instruments =
        [InstrumentId.Parse("600000.SH"), InstrumentId.Parse("000001.SZ")];

    private static readonly (uint Day, uint Period, double Value)[] Records =
        [(20190430, 201901, 0.5), (20190430, 201804, double.NaN), (20190830, 201902, -1.25), (20200110, 201902, 1e300)];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_GivesEveryRecordInOrder()
    {
        Write("roewa_q", Bytes(Records));
        Write("profit_a", Bytes([(20190430, 2018, 7)]));
        Write("unclear", Bytes([(1, 2, 3)]));
        ImmutableSortedDictionary<string, PeriodField> read = QlibFinancials.Read(folder.Root, Instruments);
        Assert.Equal(["profit_a", "roewa_q"], read.Keys);
        Assert.Equal(
            Records.Select(record => ($"{record.Day}", (int)record.Period, record.Value)),
            read["roewa_q"].Records[0].Select(record => ($"{record.Announced}".Replace("-", "", StringComparison.Ordinal), record.Period, record.Value)));
        Assert.Empty(read["roewa_q"].Records[1]);
        Assert.Equal(["profit_a"], QlibFinancials.Read(folder.Root, Instruments, ["profit_a"]).Keys);
    }

    [Fact]
    public void Read_WithoutTheFolder_IsEmpty() => Assert.Empty(QlibFinancials.Read(folder.Root, Instruments));

    [Theory]
    [InlineData(20190231, 201901, "record 2: expected a day of announcement yyyymmdd")]
    [InlineData(0, 201901, "record 2: expected a day of announcement yyyymmdd")]
    [InlineData(4294967295, 201901, "record 2: expected a day of announcement yyyymmdd")]
    [InlineData(20190830, 201900, "record 2: expected a period yyyyqq")]
    [InlineData(20190830, 201905, "record 2: expected a period yyyyqq")]
    [InlineData(20190830, 2019, "record 2: expected a period yyyyqq")]
    [InlineData(20190830, 4294967295, "record 2: expected a period yyyyqq")]
    [InlineData(20180102, 201901, "record 2: expected an announcement not before 2019-04-30")]
    public void Read_RefusesARecordByItsNumber(uint day, uint period, string expected)
    {
        string file = Write("roewa_q", Bytes([Records[0], (day, period, 1)]));
        string said = Assert.Throws<InputException>(() => QlibFinancials.Read(folder.Root, Instruments)).Message;
        Assert.Contains(file, said, StringComparison.Ordinal);
        Assert.Contains(expected, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RefusesAYearInAQuarterAndAMissingIndex()
    {
        Write("profit_a", Bytes([(20190430, 201801, 7)]));
        Assert.Contains("a period yyyy,", Refused(), StringComparison.Ordinal);
        Write("profit_a", Bytes([(20190430, 2018, 7)]));
        File.Delete(folder[Path.Combine("financial", "sh600000", "profit_a.index")]);
        Assert.Contains("an .index file beside it", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfMutatedFiles_GivesRecordsOrAClearError()
    {
        const int Rounds = 4000;
        var random = new Random(7);
        (int refused, int read) = (0, 0);
        for (int round = 0; round < Rounds; round++)
        {
            Write("roewa_q", Mutated(Bytes(Records), random));
            try
            {
                PeriodField field = QlibFinancials.Read(folder.Root, Instruments)["roewa_q"];
                Assert.All(field.Records[0], record => Assert.NotNull(field.PlaceOf(record.Period)));
                Assert.Equal(field.Records[0].OrderBy(record => record.Announced), field.Records[0]);
                read++;
            }
            catch (InputException wrong)
            {
                Assert.Contains("roewa_q.data", wrong.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > Rounds / 10 && read > Rounds / 10, $"{refused} refused, {read} read");
    }

    private static byte[] Mutated(byte[] bytes, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
                return bytes;
            case 2:
                return bytes[..random.Next(bytes.Length)];
            default:
                // A whole record again, or out of its place.
                int from = random.Next(bytes.Length / RecordBytes) * RecordBytes;
                return [.. bytes, .. bytes.AsSpan(from, RecordBytes)];
        }
    }

    private static byte[] Bytes((uint Day, uint Period, double Value)[] records)
    {
        byte[] bytes = new byte[records.Length * RecordBytes];
        for (int at = 0; at < records.Length; at++)
        {
            Span<byte> record = bytes.AsSpan(at * RecordBytes, RecordBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(record, records[at].Day);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], records[at].Period);
            BinaryPrimitives.WriteDoubleLittleEndian(record[8..], records[at].Value);
            BinaryPrimitives.WriteUInt32LittleEndian(record[16..], uint.MaxValue);
        }

        return bytes;
    }

    private string Write(string field, byte[] content)
    {
        folder.Write(Path.Combine("financial", "sh600000", $"{field}.index"), "");
        return folder.Write(Path.Combine("financial", "sh600000", $"{field}.data"), content);
    }

    private string Refused() =>
        Assert.Throws<InputException>(() => QlibFinancials.Read(folder.Root, Instruments)).Message;
}
