using Quant.Data.Formats.Parquet.Encodings;

namespace Quant.Data.Formats.Parquet.Pages;

/// <summary>Where the bytes of a file come from.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>The bytes in all.</summary>
    public abstract long Length { get; }

    /// <summary>Bytes of the file, which the caller has checked to be inside it.</summary>
    /// <param name="offset">Where they start.</param>
    /// <param name="length">How many.</param>
    /// <param name="scratch">Where they are put if they are not in memory already.</param>
    /// <param name="origin">For refusals.</param>
    public abstract ReadOnlySpan<byte> Read(long offset, int length, PageScratch scratch, ParquetOrigin origin);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Bytes in memory.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    /// <inheritdoc/>
    public override long Length => bytes.Length;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Read(long offset, int length, PageScratch scratch, ParquetOrigin origin) =>
        bytes.Span.Slice((int)offset, length);

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The memory is the caller's.
    }
}

/// <summary>A stream that can seek.</summary>
internal sealed class StreamSource(Stream stream) : ByteSource
{
    /// <inheritdoc/>
    public override long Length { get; } = stream.Length;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Read(long offset, int length, PageScratch scratch, ParquetOrigin origin)
    {
        Span<byte> bytes = scratch.Take(length, origin);
        stream.Position = offset;
        if (stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false) < length)
            throw origin.Damaged($"{Length} bytes, as when the file was opened", "an earlier end");
        return bytes;
    }

    /// <inheritdoc/>
    public override void Dispose() => stream.Dispose();
}
