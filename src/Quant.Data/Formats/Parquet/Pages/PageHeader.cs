using Quant.Data.Formats.Parquet.Encodings;
using Quant.Data.Formats.Parquet.Thrift;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>The kinds of page. The numbers are those of the format.</summary>
internal enum PageType
{
    Data = 0,
    Index = 1,
    Dictionary = 2,
    DataV2 = 3,
}

/// <summary>What stands before a page.</summary>
internal struct PageHeader
{
    private bool hasDetails;

    public PageType Type { get; private set; }

    public int UncompressedSize { get; private set; }

    public int CompressedSize { get; private set; }

    public int? Crc { get; private set; }

    public int ValueCount { get; private set; }

    public ParquetEncoding Encoding { get; private set; }

    public ParquetEncoding LevelEncoding { get; private set; }

    public int NullCount { get; private set; }

    public int LevelBytes { get; private set; }

    public int RepetitionBytes { get; private set; }

    public bool IsCompressed { get; private set; }

    /// <summary>Reads a header, checks its sizes against the bytes that follow, and gives its own size.</summary>
    public static PageHeader Read(ReadOnlySpan<byte> bytes, ParquetOrigin origin, out int size)
    {
        var reader = new ThriftReader(bytes, origin);
        var header = new PageHeader
        {
            UncompressedSize = -1,
            CompressedSize = -1,
            ValueCount = -1,
            IsCompressed = true,
        };
        bool typed = false;
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            switch (field)
            {
                case 1:
                    header.Type = (PageType)reader.I32(type);
                    typed = true;
                    break;
                case 2:
                    header.UncompressedSize = reader.I32(type);
                    break;
                case 3:
                    header.CompressedSize = reader.I32(type);
                    break;
                case 4:
                    header.Crc = reader.I32(type);
                    break;
                case 5 or 7 or 8:
                    reader.Struct(type);
                    header.ReadDetails(ref reader, field);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        size = reader.Position;
        header.Check(typed, bytes.Length - size, origin);
        return header;
    }

    private void ReadDetails(ref ThriftReader reader, int kind)
    {
        bool second = kind == 8;
        hasDetails = true;
        int field = 0;
        while (reader.Next(ref field, out ThriftType type))
        {
            switch (field)
            {
                case 1:
                    ValueCount = reader.I32(type);
                    break;
                case 2 when second:
                    NullCount = reader.I32(type);
                    break;
                case 2:
                    Encoding = (ParquetEncoding)reader.I32(type);
                    break;
                case 3 when kind == 5:
                    LevelEncoding = (ParquetEncoding)reader.I32(type);
                    break;
                case 4 when second:
                    Encoding = (ParquetEncoding)reader.I32(type);
                    break;
                case 5 when second:
                    LevelBytes = reader.I32(type);
                    break;
                case 6 when second:
                    RepetitionBytes = reader.I32(type);
                    break;
                case 7 when second:
                    IsCompressed = reader.Bool(type);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }

    private readonly void Check(bool typed, int room, ParquetOrigin origin)
    {
        if (!typed || UncompressedSize < 0 || CompressedSize < 0 || CompressedSize > room)
        {
            throw origin.Damaged(
                $"a page with a type and a size of at most {room} bytes",
                $"{CompressedSize} bytes for {UncompressedSize}");
        }

        if (Type is not (PageType.Data or PageType.DataV2 or PageType.Dictionary))
            return;
        if (!hasDetails || ValueCount < 0)
            throw origin.Damaged("a page with a number of values", $"{ValueCount}");
        int levelsMax = Math.Min(CompressedSize, UncompressedSize);
        if (Type == PageType.DataV2 && (RepetitionBytes != 0 || LevelBytes < 0 || LevelBytes > levelsMax))
        {
            throw origin.Damaged(
                "a page whose levels fit into it", $"{LevelBytes} and {RepetitionBytes} bytes of levels");
        }
    }
}
