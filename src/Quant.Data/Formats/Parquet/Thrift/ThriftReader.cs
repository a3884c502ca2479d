using System.Text;

namespace Quant.Data.Formats.Parquet.Thrift;

/// <summary>Reads Thrift's compact protocol. Every length is checked against the bytes that are left.</summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes, ParquetOrigin origin)
{
    private const int DepthMax = 16;
    private static readonly UTF8Encoding StrictText = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>How many bytes have been read.</summary>
    public int Position { get; private set; }

    /// <summary>Who is asked for refusals.</summary>
    public readonly ParquetOrigin Origin => origin;

    /// <summary>Moves to the next field of a struct; false at its end.</summary>
    /// <param name="field">The number of the field before, 0 at first; becomes that of this field.</param>
    /// <param name="type">Its wire type.</param>
    public bool Next(ref int field, out ThriftType type)
    {
        byte head = Byte();
        type = (ThriftType)(head & 0x0f);
        if (type == ThriftType.Stop)
            return false;
        int step = head >> 4;
        long number = step == 0 ? ZigZag() : field + step;
        if (number is < 1 or > short.MaxValue)
            throw origin.Damaged("a field number from 1 to 32767", Text(number));
        field = (int)number;
        return true;
    }

    /// <summary>A boolean field, whose value is its type.</summary>
    public readonly bool Bool(ThriftType type) => type switch
    {
        ThriftType.True => true,
        ThriftType.False => false,
        _ => throw Wrong(ThriftType.True, type),
    };

    /// <summary>A field of 8 bits.</summary>
    public int I8(ThriftType type)
    {
        Expect(ThriftType.Byte, type);
        return unchecked((sbyte)Byte());
    }

    /// <summary>A field of 32 bits.</summary>
    public int I32(ThriftType type)
    {
        Expect(ThriftType.I32, type);
        long value = ZigZag();
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw origin.Damaged("a number of 32 bits", Text(value));
    }

    /// <summary>A field of 64 bits.</summary>
    public long I64(ThriftType type)
    {
        Expect(ThriftType.I64, type);
        return ZigZag();
    }

    /// <summary>A field of bytes.</summary>
    public ReadOnlySpan<byte> Binary(ThriftType type)
    {
        Expect(ThriftType.Binary, type);
        ulong length = Varint();
        if (length > (ulong)(bytes.Length - Position))
            throw origin.Damaged(
                $"at most {bytes.Length - Position} bytes of text", length.ToString(CultureInfo.InvariantCulture));
        ReadOnlySpan<byte> value = bytes.Slice(Position, (int)length);
        Position += (int)length;
        return value;
    }

    /// <summary>A field of text.</summary>
    public string String(ThriftType type)
    {
        ReadOnlySpan<byte> value = Binary(type);
        try
        {
            return StrictText.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            throw origin.Damaged("text in UTF-8", "other bytes");
        }
    }

    /// <summary>Opens a list and gives the number of its elements, each of which takes at least a byte.</summary>
    public int List(ThriftType type, ThriftType element)
    {
        Expect(ThriftType.List, type);
        int count = ListHead(out ThriftType found);
        if (count > 0)
            Expect(element, found);
        return count;
    }

    /// <summary>Requires a struct, whose fields follow.</summary>
    public readonly void Struct(ThriftType type) => Expect(ThriftType.Struct, type);

    /// <summary>Passes over a field that is not known here.</summary>
    public void Skip(ThriftType type) => Skip(type, inList: false, DepthMax);

    private void Skip(ThriftType type, bool inList, int depth)
    {
        if (depth == 0)
            throw origin.Damaged($"at most {DepthMax} levels of nesting", "more");
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                Position += inList ? Take(1) : 0;
                break;
            case ThriftType.Byte:
                Position += Take(1);
                break;
            case ThriftType.I16 or ThriftType.I32 or ThriftType.I64:
                _ = Varint();
                break;
            case ThriftType.Double:
                Position += Take(8);
                break;
            case ThriftType.Uuid:
                Position += Take(16);
                break;
            case ThriftType.Binary:
                _ = Binary(type);
                break;
            case ThriftType.List or ThriftType.Set:
                for (int left = ListHead(out ThriftType element); left > 0; left--)
                    Skip(element, inList: true, depth - 1);
                break;
            case ThriftType.Map:
                SkipMap(depth);
                break;
            case ThriftType.Struct:
                int field = 0;
                while (Next(ref field, out ThriftType inner))
                    Skip(inner, inList: false, depth - 1);
                break;
            default:
                throw origin.Damaged("a known wire type", Text((int)type));
        }
    }

    private void SkipMap(int depth)
    {
        int count = Count(Varint());
        if (count == 0)
            return;
        byte types = Byte();
        for (; count > 0; count--)
        {
            Skip((ThriftType)(types >> 4), inList: true, depth - 1);
            Skip((ThriftType)(types & 0x0f), inList: true, depth - 1);
        }
    }

    private int ListHead(out ThriftType element)
    {
        byte head = Byte();
        element = (ThriftType)(head & 0x0f);
        return Count(head >> 4 == 15 ? Varint() : (ulong)(head >> 4));
    }

    private readonly int Count(ulong count) => count <= (ulong)(bytes.Length - Position)
        ? (int)count
        : throw origin.Damaged(
            $"at most {bytes.Length - Position} elements", count.ToString(CultureInfo.InvariantCulture));

    private readonly int Take(int count) => bytes.Length - Position >= count
        ? count
        : throw origin.Damaged($"{count} more bytes", $"{bytes.Length - Position}");

    private byte Byte()
    {
        if (Position >= bytes.Length)
            throw origin.Damaged("more bytes", "the end");
        return bytes[Position++];
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte part = Byte();
            value |= unchecked((ulong)(part & 0x7f) << shift);
            if (part < 0x80)
                return value;
        }

        throw origin.Damaged("a number of at most 10 bytes", "a longer one");
    }

    private long ZigZag()
    {
        ulong value = Varint();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    private readonly void Expect(ThriftType expected, ThriftType found)
    {
        if (found != expected)
            throw Wrong(expected, found);
    }

    private readonly InputException Wrong(ThriftType expected, ThriftType found) =>
        origin.Damaged($"wire type {expected}", found.ToString());

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
