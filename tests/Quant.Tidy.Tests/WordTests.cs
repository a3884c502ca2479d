using System.Text.RegularExpressions;

namespace Quant.Tidy.Tests;

/// <summary>Words that say nothing, and text that does not belong in source.</summary>
public sealed partial class WordTests
{
    private static readonly string[] Banned = ["Util", "Utils", "Utility", "Helper", "Helpers", "Common", "Manager", "Base", "Misc"];

    [Fact]
    public void Names_SayWhatATypeIs()
    {
        var empty =
            from product in Repository.Products
            from type in product.Assembly.GetTypes()
            where type.Namespace?.StartsWith("Quant", StringComparison.Ordinal) == true && !type.Name.Contains('<', StringComparison.Ordinal)
            from word in Word().Matches(type.Name).Select(match => match.Value)
            where Banned.Contains(word)
            select $"{type.FullName} says '{word}'";

        Assert.Empty(empty);
    }

    [Fact]
    public void Folders_SayWhatTheyHold()
    {
        var empty =
            from path in Repository.SourceFiles("src", "tests")
            from name in Repository.Relative(path).Split('/')
            where Banned.Contains(Path.GetFileNameWithoutExtension(name)) || name == "Extensions.cs"
            select Repository.Relative(path);

        Assert.Empty(empty);
    }

    [Theory]
    [InlineData(@"^\s*#region", "a region")]
    [InlineData(@"//.*\b(TODO|FIXME|HACK|XXX)\b(?!\(#\d+\))", "an open end without an issue")]
    [InlineData(@"^\s*//(?!/)(?!\s*(language|spell)).*[;{}]\s*$", "code that is commented out")]
    [InlineData(@"NotImplementedException", "something not built")]
    [InlineData(@"\bdynamic\s+\w+\s*=", "a dynamic value")]
    public void Source_IsFreeOf(string pattern, string what)
    {
        var found =
            from path in Repository.SourceFiles("src", "tests")
            where !path.EndsWith("WordTests.cs", StringComparison.Ordinal)
            from line in File.ReadLines(path).Select((text, index) => (Text: text, Number: index + 1))
            where Regex.IsMatch(line.Text, pattern)
            select $"{Repository.Relative(path)}:{line.Number} has {what}: {line.Text.Trim()}";

        Assert.Empty(found);
    }

    [GeneratedRegex(@"[A-Z][a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Word();
}
