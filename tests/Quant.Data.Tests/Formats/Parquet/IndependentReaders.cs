using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace Quant.Data.Tests.Formats.Parquet;

/// <summary>The two readers of others, installed from the npm registry by their lock file.</summary>
public sealed class IndependentReaders
{
    private const string Remedy =
        "This test needs Node.js 18 or newer with npm, and the npm registry: on Debian, apt-get install nodejs npm.";

    private readonly string folder;

    public IndependentReaders()
    {
        string source = Path.Combine(ParquetTestFiles.Folder, "readers");
        string stamp = Convert.ToHexStringLower(SHA256.HashData(
            [.. File.ReadAllBytes(Path.Combine(source, "package-lock.json")), .. File.ReadAllBytes(Path.Combine(source, "read.mjs"))]))[..16];
        folder = Path.Combine(ParquetTestFiles.Root, "artifacts", "npm", "parquet-readers-" + stamp);
        string done = Path.Combine(folder, "installed");
        if (File.Exists(done))
            return;
        Directory.CreateDirectory(folder);
        foreach (string name in new[] { "package.json", "package-lock.json", "read.mjs" })
            File.WriteAllBytes(Path.Combine(folder, name), File.ReadAllBytes(Path.Combine(source, name)));
        Run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        File.WriteAllText(done, "");
    }

    /// <summary>Lets both readers read every Parquet file of a folder.</summary>
    public void Read(string files) => Run("node", "read.mjs", files);

    /// <summary>What one of them saw: each column's cells, null where there is a null.</summary>
    public static Dictionary<string, string?[]> Seen(string file, string reader) =>
        JsonSerializer.Deserialize<Dictionary<string, string?[]>>(File.ReadAllText($"{file}.{reader}.json"))!;

    private void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed. {Remedy}\n{output}\n{errors.Result}");
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"{program} is not installed. {Remedy}");
        }
    }
}
