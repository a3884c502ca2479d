using System.Reflection;
using System.Xml.Linq;

namespace Quant.Tidy.Tests;

/// <summary>Who may use whom: a folder of Core looks only down, and projects know only those below them.</summary>
public sealed class LayeringTests
{
    private static readonly string[] Layers =
    [
        "Quant.Units", "Quant.Calendars", "Quant.Instruments", "Quant.Provenance", "Quant.Panels", "Quant.Kernels",
        "Quant.Universes", "Quant.Factors", "Quant.Preprocessing", "Quant.Labels", "Quant.Signals", "Quant.Orders",
        "Quant.Costs", "Quant.Accounting", "Quant.Portfolios", "Quant.Metrics",
    ];

    private static readonly SortedDictionary<string, string[]> Below = new(StringComparer.Ordinal)
    {
        ["Quant.Core"] = [],
        ["Quant.Storage"] = [],
        ["Quant.Data"] = ["Quant.Core", "Quant.Storage"],
        ["Quant.Models"] = ["Quant.Core", "Quant.Storage"],
        ["Quant.Execution"] = ["Quant.Core", "Quant.Storage"],
        ["Quant.Operations"] = ["Quant.Data", "Quant.Execution", "Quant.Models"],
        ["Quant.Cli"] = ["Quant.Operations"],
    };

    private static readonly SortedDictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["Quant.Core"] = ["System.Numerics.Tensors"],
        ["Quant.Storage"] = ["Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.core", "SQLitePCLRaw.provider.e_sqlite3"],
        ["Quant.Data"] = [],
        ["Quant.Models"] = ["MathNet.Numerics"],
        ["Quant.Execution"] = ["CsvHelper", "ExcelDataReader"],
        ["Quant.Operations"] = ["YamlDotNet"],
        ["Quant.Cli"] = ["Spectre.Console", "System.CommandLine"],
    };

    // What the packages above bring along; nothing else may be in a closure.
    private static readonly string[] BroughtAlong = ["Microsoft.CodeAnalysis.BannedApiAnalyzers", "System.Memory"];

    [Fact]
    public void Core_LooksOnlyDown()
    {
        Assembly core = Repository.Products[0].Assembly;
        var upward =
            from type in core.GetTypes()
            let layer = Layer(type)
            where layer >= 0
            from used in IntermediateCode.TypesUsedBy(type)
            where used.Assembly == core && Layer(used) > layer
            select $"{IntermediateCode.Outermost(type).FullName} uses {IntermediateCode.Outermost(used).FullName}";

        Assert.Empty(upward.Distinct());
    }

    [Fact]
    public void Core_HasOnlyTheFoldersOfTheList()
    {
        IEnumerable<string> folders = Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", "Quant.Core"))
            .Select(folder => $"Quant.{Path.GetFileName(folder)}")
            .Where(name => name is not ("Quant.bin" or "Quant.obj" or "Quant.Properties"));

        Assert.Empty(folders.Except(Layers));
    }

    [Fact]
    public void Namespaces_EqualFolders()
    {
        var strays =
            from path in Repository.SourceFiles("src")
            let folders = Repository.Relative(Path.GetDirectoryName(path)!).Split('/')[1..]
            let expected = string.Join('.', folders).Replace("Quant.Core", "Quant", StringComparison.Ordinal)
            let line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
            where line is not null && line != $"namespace {expected};"
            select $"{Repository.Relative(path)}: {line}";

        Assert.Empty(strays);
    }

    [Fact]
    public void Projects_KnowOnlyThoseBelow()
    {
        foreach ((string project, string[] below) in Below)
        {
            IEnumerable<string> references = Items(project, "ProjectReference").Select(item => Path.GetFileNameWithoutExtension(item.Replace('\\', '/')));
            Assert.Equal(below, references.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Packages_StayAtTheEdgeTheyServe()
    {
        foreach ((string project, string[] packages) in Packages)
            Assert.Empty(Items(project, "PackageReference").Except(packages).Select(package => $"{project} references {package}"));
    }

    [Fact]
    public void LockFiles_HoldNothingUnexpected()
    {
        HashSet<string> allowed = [.. Packages.Values.SelectMany(packages => packages), .. BroughtAlong];
        foreach (string project in Packages.Keys)
        {
            string path = Path.Combine(Repository.Root, "src", project, "packages.lock.json");
            using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(path));
            var unexpected =
                from framework in document.RootElement.GetProperty("dependencies").EnumerateObject()
                from package in framework.Value.EnumerateObject()
                where package.Value.GetProperty("type").GetString() != "Project" && !allowed.Contains(package.Name)
                select $"{project} brings {package.Name}";
            Assert.Empty(unexpected);
        }
    }

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj")).Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value);

    private static int Layer(Type type) => Array.IndexOf(Layers, IntermediateCode.Outermost(type).Namespace);
}
