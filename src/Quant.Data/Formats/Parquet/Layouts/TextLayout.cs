using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Quant.Data.Formats.Parquet.Encodings;

namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Text: the length of its UTF-8 in four bytes, then the UTF-8.</summary>
internal sealed class TextLayout : ColumnLayout<string>
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public override int Width => 0;

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> plain, Span<string> values, ParquetOrigin origin)
    {
        int at = 0;
        try
        {
            foreach (ref string value in values)
                value = Strict.GetString(BytesLayout.Next(plain, ref at, origin));
        }
        catch (DecoderFallbackException)
        {
            throw origin.Damaged("text in UTF-8", "other bytes");
        }

        return at;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<string> values, ArrayBufferWriter<byte> plain)
    {
        foreach (string value in values)
        {
            Span<byte> bytes = plain.GetSpan(4 + Strict.GetMaxByteCount(value.Length));
            int size = Strict.GetBytes(value, bytes[4..]);
            BinaryPrimitives.WriteInt32LittleEndian(bytes, size);
            plain.Advance(4 + size);
        }
    }

    /// <inheritdoc/>
    public override int Fit(ReadOnlySpan<string> values, int bytes)
    {
        long size = 0;
        for (int i = 0; i < values.Length; i++)
        {
            size += 4L + Strict.GetByteCount(values[i]);
            if (size > bytes)
                return Math.Max(1, i);
        }

        return values.Length;
    }

    /// <inheritdoc/>
    public override bool TryRange(ReadOnlySpan<string> values, out string least, out string greatest)
    {
        least = greatest = values.IsEmpty ? "" : values[0];
        foreach (string value in values)
        {
            if (Compare(value, least) < 0)
                least = value;
            if (Compare(value, greatest) > 0)
                greatest = value;
        }

        return !values.IsEmpty;
    }

    /// <inheritdoc/>
    public override string[]? Dictionary(ReadOnlySpan<string> values, Span<int> indices, int bytesMax) =>
        DictionaryBuilder.Build(values, indices, bytesMax / 5, default(SameText));

    /// <summary>
    /// Compares as the UTF-8 bytes compare, which differs from UTF-16 where surrogates meet U+E000 and above.
    /// </summary>
    internal static int Compare(string first, string second)
    {
        int common = first.AsSpan().CommonPrefixLength(second);
        if (common == first.Length || common == second.Length)
            return first.Length - second.Length;
        return ByteOrder(first[common]) - ByteOrder(second[common]);
    }

    private static int ByteOrder(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;

    private readonly struct SameText : IEqualityComparer<string>
    {
        public bool Equals(string? first, string? second) => string.Equals(first, second, StringComparison.Ordinal);

        public int GetHashCode(string text) => text.GetHashCode(StringComparison.Ordinal);
    }
}
