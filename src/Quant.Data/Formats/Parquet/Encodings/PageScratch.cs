namespace Quant.Data.Formats.Parquet.Encodings;

/// <summary>A buffer that pages of one chunk are unpacked into, one after the other.</summary>
internal sealed class PageScratch(DecodeBudget budget)
{
    private byte[] buffer = [];

    /// <summary>Space for <paramref name="size"/> bytes; what was taken before is overwritten.</summary>
    public Span<byte> Take(long size, ParquetOrigin origin)
    {
        budget.Unpack(size, origin);
        if (size > buffer.Length)
        {
            if (size > Array.MaxLength)
                throw origin.Damaged(
                    $"a page of at most {Array.MaxLength} bytes", size.ToString(CultureInfo.InvariantCulture));
            budget.Hold(size - buffer.Length, origin);
            buffer = new byte[size];
        }

        return buffer.AsSpan(0, (int)size);
    }
}
