using System.Text;

namespace Quant.Operations.Processes;

/// <summary>The end of a program's output, however much it writes.</summary>
internal sealed class TailLog(int bytesMost)
{
    private readonly Lock gate = new();
    private readonly byte[] ring = new byte[bytesMost];
    private long written;

    /// <summary>Adds output, forgetting the oldest beyond the limit.</summary>
    public void Append(ReadOnlySpan<byte> output)
    {
        lock (gate)
        {
            ReadOnlySpan<byte> last = output.Length > ring.Length ? output[^ring.Length..] : output;
            written += output.Length - last.Length;
            int at = (int)(written % ring.Length);
            int first = Math.Min(last.Length, ring.Length - at);
            last[..first].CopyTo(ring.AsSpan(at));
            last[first..].CopyTo(ring);
            written += last.Length;
        }
    }

    /// <summary>What is kept, as text: control characters other than tabs and line ends are replaced, so that a log
    /// cannot steer a terminal.</summary>
    public string Text()
    {
        lock (gate)
        {
            int count = (int)Math.Min(written, ring.Length);
            int start = (int)((written - count) % ring.Length);
            byte[] kept = [.. ring.AsSpan(start, Math.Min(count, ring.Length - start)), .. ring.AsSpan(0, Math.Max(0, start + count - ring.Length))];
            var text = new StringBuilder(Encoding.UTF8.GetString(kept));
            for (int index = 0; index < text.Length; index++)
            {
                if (char.IsControl(text[index]) && text[index] is not ('\n' or '\t'))
                    text[index] = text[index] == '\r' ? '\n' : '\uFFFD';
            }

            string shown = text.ToString();
            return written > count
                ? string.Create(CultureInfo.InvariantCulture, $"[{written - count} bytes left out]\n{shown}")
                : shown;
        }
    }
}
