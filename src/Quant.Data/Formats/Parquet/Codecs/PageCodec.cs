using System.Buffers;
using System.IO.Compression;

namespace Quant.Data.Formats.Parquet.Codecs;

/// <summary>Packs and unpacks the bytes of a page.</summary>
internal static class PageCodec
{
    /// <summary>Appends the packed form of <paramref name="input"/>.</summary>
    public static void Pack(
        ParquetCodec codec, ReadOnlySpan<byte> input, ArrayBufferWriter<byte> output, ParquetOrigin origin)
    {
        switch (codec)
        {
            case ParquetCodec.Snappy:
                SnappyEncoder.Append(input, output);
                break;
            case ParquetCodec.Gzip:
                Gzip(input, output);
                break;
            case ParquetCodec.Zstd:
                ZstdLibrary zstd = ZstdLibrary.Of(origin);
                output.Advance(zstd.Pack(input, output.GetSpan(zstd.Bound(input.Length))));
                break;
            default:
                output.Write(input);
                break;
        }
    }

    /// <summary>Fills <paramref name="output"/>, which must come out exactly.</summary>
    public static void Unpack(ParquetCodec codec, ReadOnlySpan<byte> input, Span<byte> output, ParquetOrigin origin)
    {
        bool whole = true;
        switch (codec)
        {
            case ParquetCodec.None:
                whole = input.Length == output.Length;
                if (whole)
                    input.CopyTo(output);
                break;
            case ParquetCodec.Snappy:
                SnappyDecoder.Unpack(input, output, origin);
                break;
            case ParquetCodec.Gzip:
                whole = TryGunzip(input, output);
                break;
            case ParquetCodec.Brotli:
                whole = BrotliDecoder.TryDecompress(input, output, out int written) && written == output.Length;
                break;
            case ParquetCodec.Zstd:
                whole = ZstdLibrary.Of(origin).TryUnpack(input, output);
                break;
            case ParquetCodec.Lz4Raw:
                Lz4Block.Unpack(input, output, origin);
                break;
            default:
                throw origin.Unsupported(
                    "a codec among none, Snappy, gzip, Brotli, Zstandard and LZ4_RAW",
                    $"codec {(int)codec}",
                    "Write the file with one of these.");
        }

        if (!whole)
            throw origin.Damaged($"a page of {output.Length} bytes packed with {codec}", "something else");
    }

    private static void Gzip(ReadOnlySpan<byte> input, ArrayBufferWriter<byte> output)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(input);
        output.Write(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    private static unsafe bool TryGunzip(ReadOnlySpan<byte> input, Span<byte> output)
    {
        // An empty span has no address to read from.
        if (input.IsEmpty)
            return false;
        fixed (byte* start = input)
        {
            using var packed = new UnmanagedMemoryStream(start, input.Length);
            using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            try
            {
                return gzip.ReadAtLeast(output, output.Length, throwOnEndOfStream: false) == output.Length
                    && gzip.ReadByte() < 0;
            }
            catch (InvalidDataException)
            {
                return false;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
