using System.Runtime.InteropServices;

namespace Quant.Models.Learners.Trees;

/// <summary>Reads one tree's section of a LightGBM model file and proves that it is a tree.</summary>
internal static class TreeReader
{
    /// <summary>The most leaves a tree may have.</summary>
    public const int MaximumLeaves = 65_535;

    /// <summary>Builds the tree from the lines below <c>Tree=</c>.</summary>
    /// <exception cref="InputException">A key is missing or malformed, or nodes, leaves, features or category sets do not fit.</exception>
    public static Tree Read(ModelLines lines, KeyedLines section, int features)
    {
        int leaves = section.Integer("num_leaves", 1, MaximumLeaves);
        int sets = section.Integer("num_cat", 0, leaves - 1);
        int nodes = leaves - 1;
        bool split = nodes > 0;
        ImmutableArray<int> boundaries = [];
        ImmutableArray<uint> words = [];
        if (sets > 0)
            (boundaries, words) = ReadSets(lines, section, sets);
        var tree = new Tree
        {
            LeafValues = section.Finite("leaf_value", leaves),
            SplitFeatures = split ? section.Integers("split_feature", nodes, 0, features - 1) : [],
            SplitGains = section.Statistics("split_gain", nodes),
            Thresholds = split ? section.Finite("threshold", nodes) : [],
            DecisionTypes = ReadDecisionTypes(section, nodes),
            LeftChildren = split ? section.Integers("left_child", nodes, -leaves, nodes - 1) : [],
            RightChildren = split ? section.Integers("right_child", nodes, -leaves, nodes - 1) : [],
            LeafWeights = section.Statistics("leaf_weight", leaves),
            LeafRows = section.Integers("leaf_count", leaves, 0, int.MaxValue, optional: true),
            NodeValues = section.Statistics("internal_value", nodes),
            NodeWeights = section.Statistics("internal_weight", nodes),
            NodeRows = section.Integers("internal_count", nodes, 0, int.MaxValue, optional: true),
            CategoryBoundaries = boundaries,
            CategoryWords = words,
            Linear = section.Has("is_linear") && section.Integer("is_linear", 0, 1) == 1
                ? ReadLinear(lines, section, leaves, features) : null,
            Shrinkage = section.Has("shrinkage") ? section.Finite("shrinkage", 1)[0] : 1,
        };
        RequireSets(lines, section, tree);
        RequireTree(lines, section, tree);
        return tree;
    }

    private static (ImmutableArray<int> Boundaries, ImmutableArray<uint> Words) ReadSets(
        ModelLines lines, KeyedLines section, int sets)
    {
        ImmutableArray<int> boundaries = section.Integers("cat_boundaries", sets + 1, 0, int.MaxValue);
        for (int set = 0; set <= sets; set++)
        {
            if (set == 0 ? boundaries[0] != 0 : boundaries[set] < boundaries[set - 1])
                throw lines.Error(section.LineOf("cat_boundaries"), "boundaries that start at 0 and never fall", $"{boundaries[set]} as number {set}");
        }

        string[] texts = section.Words("cat_threshold");
        if (texts.Length != boundaries[^1])
            throw lines.Error(section.LineOf("cat_threshold"), $"{boundaries[^1]} words, as cat_boundaries ends", $"{texts.Length}");
        var words = new uint[texts.Length];
        for (int index = 0; index < words.Length; index++)
        {
            if (!uint.TryParse(texts[index], NumberStyles.None, CultureInfo.InvariantCulture, out words[index]))
                throw lines.Error(section.LineOf("cat_threshold"), "unsigned 32-bit words", $"'{texts[index]}'");
        }

        return (boundaries, ImmutableCollectionsMarshal.AsImmutableArray(words));
    }

    private static ImmutableArray<byte> ReadDecisionTypes(KeyedLines section, int nodes)
    {
        ImmutableArray<int> types = section.Integers("decision_type", nodes, 0, 11, optional: true);
        return types.IsEmpty ? [.. new byte[nodes]] : [.. types.Select(type => (byte)type)];
    }

    private static LinearLeaves ReadLinear(ModelLines lines, KeyedLines section, int leaves, int features)
    {
        ImmutableArray<double> constants = section.Finite("leaf_const", leaves);
        ImmutableArray<int> counts = section.Integers("num_features", leaves, 0, features);
        long total = counts.Sum(count => (long)count);
        int terms = section.Words("leaf_features").Length;
        if (total != terms)
            throw lines.Error(section.LineOf("leaf_features"), $"{total} numbers, as num_features says", $"{terms}");
        ImmutableArray<int> used = section.Integers("leaf_features", terms, 0, features - 1, optional: terms == 0);
        ImmutableArray<double> coefficients = terms == 0 ? [] : section.Finite("leaf_coeff", terms);
        var leafFeatures = ImmutableArray.CreateBuilder<ImmutableArray<int>>(leaves);
        var leafCoefficients = ImmutableArray.CreateBuilder<ImmutableArray<double>>(leaves);
        int at = 0;
        foreach (int count in counts)
        {
            leafFeatures.Add(used.Slice(at, count));
            leafCoefficients.Add(coefficients.Slice(at, count));
            at += count;
        }

        return new LinearLeaves(constants, leafFeatures.MoveToImmutable(), leafCoefficients.MoveToImmutable());
    }

    private static void RequireSets(ModelLines lines, KeyedLines section, Tree tree)
    {
        for (int node = 0; node < tree.Leaves - 1; node++)
        {
            double set = tree.Thresholds[node];
            if ((tree.DecisionTypes[node] & 1) != 0 && !(set >= 0 && set < tree.CategorySets && set == Math.Floor(set)))
                throw lines.Error(section.LineOf("threshold"), $"a category set below {tree.CategorySets} for categorical node {node}", TextNumber.Exact(set));
        }
    }

    // Every child has one parent and everything is reached from node 0: no cycle, no second parent, nothing apart.
    private static void RequireTree(ModelLines lines, KeyedLines section, Tree tree)
    {
        int nodes = tree.Leaves - 1;
        if (nodes == 0)
            return;
        var seenNodes = new bool[nodes];
        var seenLeaves = new bool[tree.Leaves];
        seenNodes[0] = true;
        var open = new Stack<int>([0]);
        int reached = 1;
        while (open.TryPop(out int node))
        {
            Visit(tree.LeftChildren[node], "left_child");
            Visit(tree.RightChildren[node], "right_child");
        }

        if (reached != nodes + tree.Leaves)
            throw lines.Error(section.LineOf("left_child"), "children that reach every node and leaf", $"{nodes + tree.Leaves - reached} out of reach");

        void Visit(int child, string key)
        {
            bool[] seen = child >= 0 ? seenNodes : seenLeaves;
            int index = child >= 0 ? child : ~child;
            if (seen[index])
                throw lines.Error(section.LineOf(key), "one parent for every node and leaf", $"child {child} a second time");
            seen[index] = true;
            reached++;
            if (child >= 0)
                open.Push(child);
        }
    }
}
