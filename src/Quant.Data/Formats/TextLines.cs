using System.Text;

namespace Quant.Data.Formats;

/// <summary>Reads the lines of a small text file, without blank ones, and refuses what is no text.</summary>
internal static class TextLines
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Each line without blanks around it, and its number from 1.</summary>
    /// <exception cref="InputException">The file is too large, no UTF-8, or contains NUL.</exception>
    public static IEnumerable<(string Text, int Line)> Read(string path, int mostBytes)
    {
        string content = Decoded(path, InputFile.ReadAll(path, mostBytes));
        int line = 0;
        foreach (string text in content.Split('\n'))
        {
            line++;
            if (text.Contains('\0', StringComparison.Ordinal))
                throw new InputException(path, FieldText.Invariant(line), "text", "a NUL byte", "Get the file again.");
            if (!string.IsNullOrWhiteSpace(text))
                yield return (text.Trim(), line);
        }
    }

    /// <summary>A text as it may be shown in a message.</summary>
    public static string Shown(string text) => FieldText.Printable(Encoding.UTF8.GetBytes(text));

    private static string Decoded(string path, byte[] bytes)
    {
        try
        {
            return Strict.GetString(bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InputException(path, "", "text in UTF-8", "bytes that are not", "Save the file as UTF-8.");
        }
    }
}
