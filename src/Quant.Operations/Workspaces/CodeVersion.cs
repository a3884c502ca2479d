using System.Reflection;

namespace Quant.Operations.Workspaces;

/// <summary>Which code this is.</summary>
public static class CodeVersion
{
    /// <summary>The version, with the commit it was built from, such as <c>0.1.0+0f3c…</c>.</summary>
    public static string Text { get; } = typeof(CodeVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
