using System.Buffers;
using System.Text;

namespace Quant.Data.Formats.Parquet.Thrift;

/// <summary>Writes Thrift's compact protocol. Fields must come in the order of their numbers.</summary>
internal sealed class ThriftWriter(ArrayBufferWriter<byte> output)
{
    private readonly Stack<int> outer = new();
    private int last;

    /// <summary>Opens a struct that is a field.</summary>
    public void Struct(int field)
    {
        Head(field, ThriftType.Struct);
        Open();
    }

    /// <summary>Opens a struct that is the whole, or an element of a list.</summary>
    public void Open()
    {
        outer.Push(last);
        last = 0;
    }

    /// <summary>Closes the innermost struct.</summary>
    public void Close()
    {
        Byte(0);
        last = outer.Pop();
    }

    /// <summary>A struct without fields.</summary>
    public void Empty(int field)
    {
        Struct(field);
        Close();
    }

    /// <summary>A boolean field.</summary>
    public void Bool(int field, bool value) => Head(field, value ? ThriftType.True : ThriftType.False);

    /// <summary>A field of 8 bits.</summary>
    public void I8(int field, sbyte value)
    {
        Head(field, ThriftType.Byte);
        Byte(unchecked((byte)value));
    }

    /// <summary>A field of 16 bits.</summary>
    public void I16(int field, short value)
    {
        Head(field, ThriftType.I16);
        ZigZag(value);
    }

    /// <summary>A field of 32 bits.</summary>
    public void I32(int field, int value)
    {
        Head(field, ThriftType.I32);
        ZigZag(value);
    }

    /// <summary>A field of 64 bits.</summary>
    public void I64(int field, long value)
    {
        Head(field, ThriftType.I64);
        ZigZag(value);
    }

    /// <summary>A field of bytes.</summary>
    public void Binary(int field, ReadOnlySpan<byte> value)
    {
        Head(field, ThriftType.Binary);
        Element(value);
    }

    /// <summary>A field of text.</summary>
    public void Text(int field, string value) => Binary(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Opens a list of <paramref name="count"/> elements, which must follow.</summary>
    public void List(int field, ThriftType element, int count)
    {
        Head(field, ThriftType.List);
        if (count < 15)
            Byte((byte)((count << 4) | (int)element));
        else
        {
            Byte((byte)(0xf0 | (int)element));
            Varint((ulong)count);
        }
    }

    /// <summary>An element of a list of numbers.</summary>
    public void Element(int value) => ZigZag(value);

    /// <summary>An element of a list of bytes or text.</summary>
    public void Element(ReadOnlySpan<byte> value)
    {
        Varint((ulong)value.Length);
        output.Write(value);
    }

    private void Head(int field, ThriftType type)
    {
        int step = field - last;
        if (step is >= 1 and <= 15)
            Byte((byte)((step << 4) | (int)type));
        else
        {
            Byte((byte)type);
            ZigZag(field);
        }

        last = field;
    }

    private void ZigZag(long value) => Varint(unchecked((ulong)((value << 1) ^ (value >> 63))));

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)((value & 0x7f) | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
