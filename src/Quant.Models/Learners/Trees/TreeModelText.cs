using System.Text;

namespace Quant.Models.Learners.Trees;

/// <summary>LightGBM's text model: read with every check, written byte for byte as LightGBM lays it out.</summary>
/// <remarks>
/// The format is the one of LightGBM 4 (<c>version=v4</c>); files of 2.x and 3.x are read too. Unknown keys are passed over, as LightGBM
/// does. A file that was read and is written again keeps its bytes.
/// </remarks>
public static class TreeModelText
{
    private const string EndOfTrees = "end of trees";

    /// <summary>Reads a model file.</summary>
    /// <exception cref="InputException">The file is no valid model; says the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TreeModel Read(string path) => Parse(File.ReadAllText(path, Encoding.UTF8), path);

    /// <summary>Reads a model from text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="source">What complaints call it.</param>
    /// <exception cref="InputException">The text is no valid model; says the line.</exception>
    public static TreeModel Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new ModelLines(text, source);
        if (!lines.TryNext(out string line) || line != "tree")
            throw lines.Error(1, "'tree', the first line of a LightGBM text model", $"'{line}'");
        var section = new KeyedLines(lines, 1);
        line = ReadSection(lines, section, stopAtBlank: false);
        TreeModelHeader header = ReadHeader(lines, section);
        var trees = ImmutableArray.CreateBuilder<Tree>();
        while (line != EndOfTrees)
        {
            int start = lines.Number;
            if (line != string.Create(CultureInfo.InvariantCulture, $"Tree={trees.Count}"))
                throw lines.Error(start, $"'Tree={trees.Count}' or '{EndOfTrees}'", $"'{line}'");
            var tree = new KeyedLines(lines, start);
            line = ReadSection(lines, tree, stopAtBlank: true);
            trees.Add(TreeReader.Read(lines, tree, header.FeatureNames.Length));
        }

        if (trees.Count % header.TreesPerIteration != 0)
            throw lines.Error(lines.Number, $"whole iterations of {header.TreesPerIteration} trees", $"{trees.Count} trees");
        return new TreeModel(header, trees.ToImmutable(), lines.Rest);
    }

    /// <summary>Writes a model as LightGBM does, with <c>tree_sizes</c> in UTF-8 bytes.</summary>
    public static string Write(TreeModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return TreeModelWriter.Write(model);
    }

    // Reads until the next section begins and gives its first line; blank lines end a tree, not the header.
    private static string ReadSection(ModelLines lines, KeyedLines section, bool stopAtBlank)
    {
        bool ended = false;
        while (lines.TryNext(out string line))
        {
            if (line == EndOfTrees || line.StartsWith("Tree=", StringComparison.Ordinal))
                return line;
            if (line.Length == 0)
                ended = stopAtBlank;
            else if (!ended)
                section.Add(line);
            else
                throw lines.Error(lines.Number, $"'Tree=' or '{EndOfTrees}' after a blank line", $"'{line}'");
        }

        throw lines.Error(lines.Number, $"'{EndOfTrees}'", "the end of the file: it is cut off");
    }

    private static TreeModelHeader ReadHeader(ModelLines lines, KeyedLines section)
    {
        int classes = section.Integer("num_class", 1, TreeReader.MaximumLeaves);
        int features = section.Integer("max_feature_idx", 0, int.MaxValue - 1) + 1;
        string[] names = section.Words("feature_names");
        string[] infos = section.Words("feature_infos");
        if (names.Length != features)
            throw lines.Error(section.LineOf("feature_names"), $"{features} names, as max_feature_idx says", $"{names.Length}");
        if (infos.Length != features)
            throw lines.Error(section.LineOf("feature_infos"), $"{features} infos, as max_feature_idx says", $"{infos.Length}");
        int treesPerIteration = section.Has("num_tree_per_iteration")
            ? section.Integer("num_tree_per_iteration", 1, TreeReader.MaximumLeaves) : classes;
        string? objective = section.Has("objective") ? section.Text("objective") : null;
        if (!OutputTransform.TryParse(objective, treesPerIteration, out _))
            throw lines.Error(section.LineOf("objective"), "an objective of LightGBM with its parameters", $"'{objective}'");
        return new TreeModelHeader
        {
            Version = section.Has("version") ? section.Text("version") : "v4",
            Classes = classes,
            TreesPerIteration = treesPerIteration,
            LabelIndex = section.Integer("label_index", 0, int.MaxValue),
            Objective = objective,
            AverageOutput = section.Has("average_output"),
            FeatureNames = [.. names],
            FeatureInfos = [.. infos],
            MonotoneConstraints = section.Integers("monotone_constraints", features, -1, 1, optional: true),
        };
    }
}
