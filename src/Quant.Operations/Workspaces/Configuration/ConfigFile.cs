using Quant.Storage;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>One configuration file as it was found.</summary>
/// <param name="Errors">Where mistakes in it go.</param>
/// <param name="Map">Its keys; null if it is missing or cannot be read as keys and values.</param>
/// <param name="Bytes">Its bytes; null if it is missing or cannot be read.</param>
/// <param name="Problem">Why it is not there at all, in words; empty if it is.</param>
internal sealed record ConfigFile(ConfigErrors Errors, ConfigMap? Map, byte[]? Bytes, string Problem)
{
    /// <summary>The file to read, or an empty one: what is missing has defaults.</summary>
    public ConfigSection Section(ConfigSchema schema) =>
        ConfigSection.Open(Map ?? new ConfigMap(1, 1, []), "", schema, Map is null ? new ConfigErrors(Errors.File, []) : Errors);

    /// <summary>Opens a file; what is wrong with it as a whole is told by <see cref="Problem"/> or noted.</summary>
    /// <param name="jail">The workspace.</param>
    /// <param name="path">The file's path in the workspace, as written by the user.</param>
    /// <param name="all">Where mistakes go.</param>
    public static ConfigFile Open(PathJail jail, string path, List<ConfigurationError> all)
    {
        ConfigErrors errors = new(path, all);
        try
        {
            string full = jail.Resolve(path);
            if (!File.Exists(full))
                return new ConfigFile(errors, null, null, $"expected the file {path}, found none.");
            byte[] bytes = Bounded(full);
            return new ConfigFile(errors, ConfigText.Parse(bytes, errors), bytes, "");
        }
        catch (PathRefusedException)
        {
            return new ConfigFile(errors, null, null, $"expected a path inside the workspace, found '{path}'.");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            errors.Add($"expected a file that can be read, found: {wrong.Message}");
            return new ConfigFile(errors, null, null, "");
        }
    }

    // One byte more than is allowed tells that it is too long without reading all of it.
    private static byte[] Bounded(string full)
    {
        using FileStream file = File.OpenRead(full);
        byte[] bytes = new byte[Math.Min(file.Length, ConfigText.BytesMost + 1)];
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }
}
