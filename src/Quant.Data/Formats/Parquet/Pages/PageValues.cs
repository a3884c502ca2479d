using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Quant.Data.Formats.Parquet.Encodings;
using Quant.Data.Formats.Parquet.Layouts;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>
/// Decodes the values of pages: plain ones directly, the others through the dictionary or by way of plain.
/// </summary>
internal sealed class PageValues<T>(ParquetColumn column, ColumnLayout<T> layout, DecodeBudget budget)
{
    private const int BlockLength = 1024;
    private const long ObjectBytes = 24;

    private readonly PageScratch plain = new(budget);
    private T[]? dictionary;

    /// <summary>Forgets the dictionary: another chunk begins.</summary>
    public void Forget() => dictionary = null;

    /// <summary>Reads the dictionary of a chunk.</summary>
    public void Learn(ReadOnlySpan<byte> data, ParquetEncoding encoding, int count, ParquetOrigin origin)
    {
        bool plainly = encoding is ParquetEncoding.Plain or ParquetEncoding.PlainDictionary;
        if (!plainly || column.Kind == ParquetKind.Boolean)
            throw origin.Damaged("a dictionary in PLAIN", $"{encoding} of {column.Kind}");
        // A value of varying length has at least the four bytes that state it.
        if ((long)count * (layout.Width > 0 ? layout.Width : 4) > data.Length)
            throw origin.Damaged($"{count} values", $"{data.Length} bytes");
        budget.Hold((long)count * Unsafe.SizeOf<T>(), origin);
        dictionary = new T[count];
        DecodePlain(data, dictionary, origin);
    }

    /// <summary>Fills <paramref name="values"/>, of which there is at least one.</summary>
    public void Decode(ReadOnlySpan<byte> data, ParquetEncoding encoding, Span<T> values, ParquetOrigin origin)
    {
        switch (encoding, column.Physical)
        {
            case (ParquetEncoding.Plain, _):
                DecodePlain(data, values, origin);
                break;
            case (ParquetEncoding.PlainDictionary or ParquetEncoding.RleDictionary, _):
                LookUp(data, values, origin);
                break;
            case (ParquetEncoding.Rle, ParquetPhysicalType.Boolean):
                DecodePlain(Bits(data, values.Length, origin), values, origin);
                break;
            case (ParquetEncoding.DeltaBinaryPacked, ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64):
                Span<byte> numbers = plain.Take((long)values.Length * layout.Width, origin);
                DeltaBinary.ToPlain(data, values.Length, layout.Width, numbers, origin);
                DecodePlain(numbers, values, origin);
                break;
            case (ParquetEncoding.DeltaLengthByteArray, ParquetPhysicalType.ByteArray):
                DecodePlain(DeltaBytes.LengthsToPlain(data, values.Length, plain, origin), values, origin);
                break;
            case (ParquetEncoding.DeltaByteArray, ParquetPhysicalType.ByteArray):
            case (ParquetEncoding.DeltaByteArray, ParquetPhysicalType.FixedLengthByteArray):
                DecodePlain(
                    DeltaBytes.PrefixesToPlain(data, values.Length, layout.Width, plain, origin), values, origin);
                break;
            case (ParquetEncoding.ByteStreamSplit, not (ParquetPhysicalType.Boolean or ParquetPhysicalType.ByteArray)):
                DecodePlain(ByteStreamSplit.ToPlain(data, values.Length, layout.Width, plain, origin), values, origin);
                break;
            default:
                throw origin.Unsupported(
                    $"an encoding for {column.Physical} that is read here",
                    $"{encoding}",
                    "Write the file with another encoding.");
        }
    }

    private void DecodePlain(ReadOnlySpan<byte> data, Span<T> values, ParquetOrigin origin)
    {
        if (!typeof(T).IsValueType && values.Length > 0)
            budget.Hold(2L * data.Length + ObjectBytes * values.Length, origin);
        _ = layout.Decode(data, values, origin);
    }

    private void LookUp(ReadOnlySpan<byte> data, Span<T> values, ParquetOrigin origin)
    {
        T[] entries = dictionary ?? throw origin.Damaged("a dictionary before the values that need it", "none");
        if (data.IsEmpty)
            throw origin.Damaged("indices into the dictionary", "nothing");
        var reader = new HybridReader(data[1..], data[0], origin);
        Span<int> block = stackalloc int[BlockLength];
        while (values.Length > 0)
        {
            Span<int> part = block[..Math.Min(BlockLength, values.Length)];
            reader.Fill(part);
            for (int i = 0; i < part.Length; i++)
            {
                uint index = unchecked((uint)part[i]);
                if (index >= (uint)entries.Length)
                    throw origin.Damaged($"indices below {entries.Length}", $"{index}");
                values[i] = entries[index];
            }

            values = values[part.Length..];
        }
    }

    private Span<byte> Bits(ReadOnlySpan<byte> data, int count, ParquetOrigin origin)
    {
        int size = data.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(data) : -1;
        if (size < 0 || size > data.Length - 4)
            throw origin.Damaged($"runs within a page of {data.Length} bytes", $"{size} bytes of them");
        var reader = new HybridReader(data.Slice(4, size), 1, origin);
        Span<byte> bits = plain.Take((count + 7L) / 8, origin);
        bits.Clear();
        Span<int> block = stackalloc int[BlockLength];
        for (int from = 0; from < count; from += BlockLength)
        {
            Span<int> part = block[..Math.Min(BlockLength, count - from)];
            reader.Fill(part);
            for (int i = 0; i < part.Length; i++)
                bits[(from + i) >> 3] |= (byte)((part[i] & 1) << ((from + i) & 7));
        }

        return bits;
    }
}
