using System.Security.Cryptography;
using System.Text;

namespace Quant.Provenance;

/// <summary>The SHA-256 of some bytes, as 64 lower-case hexadecimal digits. The default is the hash of nothing known.</summary>
public readonly record struct ContentHash
{
    private ContentHash(string hex) => Hex = hex;

    /// <summary>All 64 digits.</summary>
    public string Hex { get; }

    /// <summary>The first 12 digits, for file names and messages.</summary>
    public string Brief => Hex[..12];

    /// <summary>The hash of bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>The hash of a text's UTF-8 bytes.</summary>
    public static ContentHash Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash of a stream, read to its end.</summary>
    public static ContentHash Of(Stream stream) => new(Convert.ToHexStringLower(SHA256.HashData(stream)));

    /// <summary>The hash of a list of named parts; order matters and no two lists collide by concatenation.</summary>
    public static ContentHash Of(params IEnumerable<string> parts) =>
        Of(string.Concat(parts.Select(part => $"{part.Length}:{part}\n")));

    /// <summary>Reads 64 hexadecimal digits.</summary>
    /// <exception cref="FormatException"><paramref name="hex"/> is something else.</exception>
    public static ContentHash Parse(string hex) => hex.Length == 64 && hex.All(char.IsAsciiHexDigitLower)
        ? new ContentHash(hex)
        : throw new FormatException($"'{hex}' is not a SHA-256 in lower-case hexadecimal.");

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
