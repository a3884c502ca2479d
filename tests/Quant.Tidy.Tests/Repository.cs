using System.Reflection;

namespace Quant.Tidy.Tests;

/// <summary>The checkout that the tests were built from, and the assemblies built from it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The product's assemblies by project, lowest first.</summary>
    public static ImmutableArray<(string Project, Assembly Assembly)> Products { get; } =
    [
        .. new[] { "Quant.Core", "Quant.Storage", "Quant.Data", "Quant.Models", "Quant.Execution", "Quant.Operations" }
            .Select(project => (project, Assembly.Load(project))),
        ("Quant.Cli", Assembly.Load("quant")),
    ];

    /// <summary>Every source file of the product and its tests, without what is generated.</summary>
    public static IEnumerable<string> SourceFiles(params string[] below) =>
        below.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Quant.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run from within the checkout.");
        return folder;
    }
}
