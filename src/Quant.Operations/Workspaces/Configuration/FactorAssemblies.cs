using System.Reflection;
using System.Runtime.Loader;
using Quant.Factors;
using Quant.Storage;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Makes factors from classes in files of the workspace that the configuration names; nothing else is loaded.</summary>
/// <param name="jail">The workspace.</param>
/// <param name="hashes">Where the hash of each file loaded goes, so that it becomes part of the lineage.</param>
internal sealed class FactorAssemblies(PathJail jail, IDictionary<string, ContentHash> hashes)
{
    private readonly Dictionary<string, Assembly> loaded = new(StringComparer.Ordinal);

    /// <summary>Makes a factor.</summary>
    /// <param name="path">The file, within the workspace.</param>
    /// <param name="typeName">The class with its namespace.</param>
    /// <param name="problem">What is wrong, as a sentence; empty if nothing is.</param>
    public Factor? Make(string path, string typeName, out string problem)
    {
        if (Open(path, out problem) is not { } assembly)
            return null;
        if (assembly.GetType(typeName) is not { IsAbstract: false } type || !type.IsSubclassOf(typeof(Factor)))
        {
            string[] factors = [.. Types(assembly).Where(known => !known.IsAbstract && known.IsSubclassOf(typeof(Factor)))
                .Select(known => known.FullName!)];
            problem = $"expected a class of {path} that derives from Quant.Factors.Factor, found '{typeName}'. {NearestName.Remedy(typeName, factors)}";
            return null;
        }

        try
        {
            return (Factor)Activator.CreateInstance(type)!;
        }
        catch (MissingMethodException)
        {
            problem = $"expected a public constructor without parameters of {typeName}, found none.";
        }
        catch (TargetInvocationException wrong)
        {
            problem = $"expected that {typeName} can be made, found: {wrong.InnerException?.Message}";
        }

        return null;
    }

    private Assembly? Open(string path, out string problem)
    {
        problem = "";
        if (loaded.TryGetValue(path, out Assembly? known))
            return known;
        try
        {
            string full = jail.Resolve(path);
            if (!File.Exists(full))
            {
                problem = $"expected the file {path}, found none. Build the project and copy its .dll there.";
                return null;
            }

            byte[] bytes = File.ReadAllBytes(full);
            hashes[path] = ContentHash.Of(bytes);
            // From bytes, so that the file stays free to be replaced; what it refers to of Quant is what runs here.
            var context = new AssemblyLoadContext($"factors {path}", isCollectible: true);
            using var stream = new MemoryStream(bytes);
            return loaded[path] = context.LoadFromStream(stream);
        }
        catch (PathRefusedException)
        {
            problem = $"expected a path inside the workspace, found '{path}'.";
        }
        catch (BadImageFormatException)
        {
            problem = $"expected an assembly in {path}, found something else.";
        }
        catch (SystemException wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            problem = $"expected a file that can be read, found: {wrong.Message}";
        }

        return null;
    }

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }
}
