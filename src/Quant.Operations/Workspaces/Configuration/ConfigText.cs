using System.Text;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Reads the text of one configuration file into a tree, by its extension.</summary>
internal static class ConfigText
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int DepthMost = 64;

    /// <summary>The most aliases that a YAML file may use.</summary>
    public const int AliasesMost = 1_000;

    /// <summary>The most values that a file may stand for, aliases counted in full.</summary>
    public const long NodesMost = 100_000;

    /// <summary>The largest file that is read, in bytes.</summary>
    public const int BytesMost = 4 * 1024 * 1024;

    /// <summary>The tree of a file's bytes; null after noting what is wrong with them.</summary>
    public static ConfigMap? Parse(byte[] bytes, ConfigErrors errors)
    {
        if (bytes.Length > BytesMost)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"expected at most {BytesMost} bytes, found {bytes.Length}."));
            return null;
        }

        string? text = Decoded(bytes, errors);
        if (text is null)
            return null;
        bool json = errors.File.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        int before = errors.Count;
        ConfigNode? root = json ? JsonTree.Parse(text, errors) : YamlTree.Parse(text, errors);
        if (errors.Count > before)
            return null;
        switch (root)
        {
            case ConfigMap map:
                return map;
            case null or ConfigScalar { Kind: ScalarKind.Null }:
                return new ConfigMap(1, 1, []);
            default:
                errors.Unexpected(root, "", "keys and values");
                return null;
        }
    }

    private static string? Decoded(byte[] bytes, ConfigErrors errors)
    {
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException wrong)
        {
            int line = 1 + bytes.AsSpan(0, Math.Clamp(wrong.Index, 0, bytes.Length)).Count((byte)'\n');
            errors.Add(line, 1, "", "expected text in UTF-8, found other bytes. Save the file as UTF-8.");
            return null;
        }
    }
}
