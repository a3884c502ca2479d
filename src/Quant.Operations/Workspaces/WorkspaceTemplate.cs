using System.Text;

namespace Quant.Operations.Workspaces;

/// <summary>The configuration files that a new workspace begins with.</summary>
public static class WorkspaceTemplate
{
    private const string Prefix = "templates/";

    /// <summary>The names of the templates.</summary>
    public static ImmutableArray<string> Names { get; } = ["demo-cn", "empty"];

    /// <summary>The first session of the bundled data that the demo's book begins with.</summary>
    public static TradeDate DemoStart { get; } = TradeDate.Parse("2024-11-01");

    /// <summary>The cash a book begins with when nothing else is said.</summary>
    public static Money DefaultCash { get; } = Money.FromDecimal(1_000_000m);

    /// <summary>The files of a template, by path in the workspace.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="start">The session at whose close the book begins.</param>
    /// <param name="cash">The cash it begins with.</param>
    public static ImmutableSortedDictionary<string, byte[]> Files(string name, TradeDate start, Money cash)
    {
        string folder = $"{Prefix}{name}/";
        return typeof(WorkspaceTemplate).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(folder, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(
                resource => resource[folder.Length..],
                resource => Encoding.UTF8.GetBytes(Text(resource)
                    .Replace("{{start}}", start.ToString(), StringComparison.Ordinal)
                    .Replace("{{cash}}", cash.ToString(), StringComparison.Ordinal)),
                StringComparer.Ordinal);
    }

    private static string Text(string resource)
    {
        using Stream stream = typeof(WorkspaceTemplate).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
