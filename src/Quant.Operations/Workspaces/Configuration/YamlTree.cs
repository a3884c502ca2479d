using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>Reads YAML into a located tree: one document, no tags, no key twice, bounded depth and aliases.</summary>
internal sealed partial class YamlTree
{
    private readonly ConfigErrors errors;
    private readonly Parser parser;
    private readonly Dictionary<AnchorName, ConfigNode> anchors = [];
    private int aliases;
    private long nodes;

    private YamlTree(string text, ConfigErrors errors)
    {
        this.errors = errors;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The tree; null for an empty file or after noting what is wrong.</summary>
    public static ConfigNode? Parse(string text, ConfigErrors errors)
    {
        // The scanner recurses on nested flow collections; depth is bounded before it sees them.
        if (TooDeep(text) is { } line)
        {
            errors.Add(line, 1, "", TooDeepMessage);
            return null;
        }

        try
        {
            return new YamlTree(text, errors).Document();
        }
        catch (YamlException wrong)
        {
            errors.Add((int)wrong.Start.Line, (int)wrong.Start.Column, "", $"expected YAML, found a mistake: {wrong.Message}");
            return null;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The scanner of the library gives up this way on some broken text; fuzzing found it.
            errors.Add("expected YAML, found text that cannot be read as YAML at all.");
            return null;
        }
    }

    private static string TooDeepMessage => string.Create(
        CultureInfo.InvariantCulture, $"expected at most {ConfigText.DepthMost} levels, found more.");

    private static int? TooDeep(string text)
    {
        int line = 1;
        int depth = 0;
        foreach (char character in text)
        {
            depth = character switch { '[' or '{' => depth + 1, ']' or '}' => Math.Max(0, depth - 1), _ => depth };
            line += character == '\n' ? 1 : 0;
            if (depth > ConfigText.DepthMost * 4)
                return line;
        }

        return null;
    }

    private ConfigNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return null;
        parser.Consume<DocumentStart>();
        ConfigNode root = Node(0);
        parser.Consume<DocumentEnd>();
        if (!parser.Accept<StreamEnd>(out _) && parser.Current is { } extra)
            throw new YamlException(extra.Start, extra.End, "There is a second document; only one is read.");
        return root;
    }

    private ConfigNode Node(int depth)
    {
        ParsingEvent current = parser.Current ?? parser.Consume<ParsingEvent>();
        Guard(current, depth);
        if (current is AnchorAlias alias)
            return Aliased(alias);
        NodeEvent start = (NodeEvent)current;
        if (!start.Tag.IsEmpty && !(start is Scalar { Tag.IsNonSpecific: true }))
            throw new YamlException(start.Start, start.End, $"Tags such as {start.Tag} are not read; write the plain value.");
        ConfigNode node = start switch
        {
            MappingStart => Map(depth),
            SequenceStart => List(depth),
            _ => Value(parser.Consume<Scalar>()),
        };
        if (!start.Anchor.IsEmpty)
            anchors[start.Anchor] = node;
        return node;
    }

    private void Guard(ParsingEvent at, int depth)
    {
        if (depth > ConfigText.DepthMost)
            throw new YamlException(at.Start, at.End, TooDeepMessage);
        if (++nodes > ConfigText.NodesMost)
            throw new YamlException(at.Start, at.End, "There are too many values.");
    }

    private ConfigNode Aliased(AnchorAlias alias)
    {
        parser.MoveNext();
        if (++aliases > ConfigText.AliasesMost)
            throw new YamlException(alias.Start, alias.End, "There are too many aliases.");
        if (!anchors.TryGetValue(alias.Value, out ConfigNode? node))
            throw new YamlException(alias.Start, alias.End, $"The alias {alias.Value} has no anchor before it.");
        nodes += node.Size;
        if (nodes > ConfigText.NodesMost)
            throw new YamlException(alias.Start, alias.End, "The aliases stand for too many values.");
        return node;
    }

    private ConfigMap Map(int depth)
    {
        MappingStart start = parser.Consume<MappingStart>();
        var entries = ImmutableArray.CreateBuilder<ConfigEntry>();
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (parser.Current is not MappingEnd)
        {
            Scalar key = parser.Current as Scalar ?? throw new YamlException(
                start.Start, start.End, "Every key of a section must be a plain word.");
            parser.MoveNext();
            ConfigNode value = Node(depth + 1);
            if (seen.Add(key.Value))
                entries.Add(new ConfigEntry(key.Value, (int)key.Start.Line, (int)key.Start.Column, value));
            else
                errors.Add((int)key.Start.Line, (int)key.Start.Column, key.Value, "expected each key once, found it again.");
        }

        parser.MoveNext();
        return new ConfigMap((int)start.Start.Line, (int)start.Start.Column, entries.ToImmutable());
    }

    private ConfigList List(int depth)
    {
        SequenceStart start = parser.Consume<SequenceStart>();
        var items = ImmutableArray.CreateBuilder<ConfigNode>();
        while (parser.Current is not SequenceEnd)
            items.Add(Node(depth + 1));
        parser.MoveNext();
        return new ConfigList((int)start.Start.Line, (int)start.Start.Column, items.ToImmutable());
    }

    private static ConfigScalar Value(Scalar scalar) => new(
        (int)scalar.Start.Line,
        (int)scalar.Start.Column,
        scalar.Style is ScalarStyle.Plain or ScalarStyle.Any ? Plain(scalar.Value) : ScalarKind.Text,
        scalar.Value);

    private static ScalarKind Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ => Number().IsMatch(text) ? ScalarKind.Number : ScalarKind.Text,
    };

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
