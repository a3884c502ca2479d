using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text.RegularExpressions;

namespace Quant.Tidy.Tests;

/// <summary>Files under 400 lines, functions under 60, one public type a file.</summary>
public sealed partial class SizeTests
{
    private const int FileMost = 400;
    private const int FunctionMost = 60;

    [Fact]
    public void Files_StayShort()
    {
        var long400 =
            from path in Repository.SourceFiles("src", "tests")
            let lines = File.ReadLines(path).Count()
            where lines > FileMost
            select $"{Repository.Relative(path)} has {lines} lines";

        Assert.Empty(long400);
    }

    [Fact]
    public void Functions_StayShort()
    {
        var tooLong =
            from product in Repository.Products
            from function in Functions(product.Assembly)
            where function.Lines > FunctionMost && !function.File.Contains("/obj/", StringComparison.Ordinal)
            select $"{function.File}:{function.First} has a function of {function.Lines} lines";

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Files_AreNamedForTheTypeTheyHold()
    {
        var strays =
            from path in Repository.SourceFiles("src")
            let types = PublicType().Matches(File.ReadAllText(path)).Select(match => match.Groups["name"].Value).ToArray()
            let name = Path.GetFileNameWithoutExtension(path)
            where types.Length > 0 && !types.Contains(name)
            select $"{Repository.Relative(path)} holds {string.Join(", ", types)}";

        Assert.Empty(strays);
    }

    // A type's own options, request, result, enum or exception may follow it; a second class is another file.
    [Fact]
    public void Files_HoldOnePublicClass()
    {
        var crowded =
            from path in Repository.SourceFiles("src")
            let classes = TopLevelClass().Matches(File.ReadAllText(path)).Select(match => match.Groups["name"].Value)
                .Where(name => !name.EndsWith("Exception", StringComparison.Ordinal)).ToArray()
            where classes.Length > 1
            select $"{Repository.Relative(path)} holds {string.Join(", ", classes)}";

        Assert.Empty(crowded);
    }

    // From the first to the last sequence point: a function's body without its signature and braces.
    private static IEnumerable<(string File, int First, int Lines)> Functions(System.Reflection.Assembly assembly)
    {
        HashSet<int> constructors = [.. assembly.GetTypes().SelectMany(IntermediateCode.MethodsOf).OfType<System.Reflection.ConstructorInfo>()
            .Concat(assembly.GetTypes().Select(type => type.TypeInitializer).OfType<System.Reflection.ConstructorInfo>())
            .Select(constructor => constructor.MetadataToken & 0xFFFFFF)];
        using FileStream stream = File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb"));
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        MetadataReader reader = provider.GetMetadataReader();
        foreach (MethodDebugInformationHandle handle in reader.MethodDebugInformation)
        {
            // A constructor's points are those of field initialisers all over the file.
            MethodDefinitionHandle method = handle.ToDefinitionHandle();
            if (constructors.Contains(MetadataTokens.GetRowNumber(method)))
                continue;
            SequencePoint[] points = [.. reader.GetMethodDebugInformation(handle).GetSequencePoints().Where(point => !point.IsHidden)];
            foreach (var file in points.GroupBy(point => point.Document))
            {
                int first = file.Min(point => point.StartLine);
                yield return (reader.GetString(reader.GetDocument(file.Key).Name), first, file.Max(point => point.EndLine) - first + 1);
            }
        }
    }

    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|readonly|partial|ref|unsafe) )*(?:class|record struct|record class|record|struct|interface|enum|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|partial|unsafe) )*class (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelClass();
}
