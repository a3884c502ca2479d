using System.CommandLine;

namespace Quant.Cli;

/// <summary>A command with examples, which its help shows and a test parses.</summary>
/// <param name="name">The word.</param>
/// <param name="description">What it does, in a sentence or two.</param>
/// <param name="examples">Command lines, each beginning with <c>quant</c>.</param>
internal abstract class Verb(string name, string description, params ImmutableArray<string> examples) : Command(name, description)
{
    /// <summary>Command lines that show its use.</summary>
    public ImmutableArray<string> Examples { get; } = examples;
}
