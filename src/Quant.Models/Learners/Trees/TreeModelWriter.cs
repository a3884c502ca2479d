using System.Text;

namespace Quant.Models.Learners.Trees;

/// <summary>Writes a tree model in LightGBM's layout.</summary>
internal static class TreeModelWriter
{
    /// <summary>The whole text, lines ended by <c>\n</c>.</summary>
    public static string Write(TreeModel model)
    {
        var blocks = new string[model.Trees.Length];
        for (int index = 0; index < blocks.Length; index++)
            blocks[index] = Block(model.Trees[index], index);
        var text = new StringBuilder();
        AppendHeader(text, model.Header);
        Line(text, "tree_sizes", string.Join(' ', blocks.Select(block => Number(Encoding.UTF8.GetByteCount(block)))));
        text.Append('\n');
        foreach (string block in blocks)
            text.Append(block);
        text.Append("end of trees\n").Append(model.Tail ?? Importances(model));
        return text.ToString();
    }

    /// <summary>What stands behind the trees of a model trained here: importances and parameters.</summary>
    public static string TailOf(TreeModel model, BoostingOptions options)
    {
        var text = new StringBuilder(Importances(model)).Append("\nparameters:\n");
        foreach ((string name, string value) in BoostingParameters.ToText(options))
            text.Append('[').Append(name).Append(": ").Append(value).Append("]\n");
        return text.Append("\nend of parameters\n").ToString();
    }

    private static void AppendHeader(StringBuilder text, TreeModelHeader header)
    {
        text.Append("tree\n");
        Line(text, "version", header.Version);
        Line(text, "num_class", Number(header.Classes));
        Line(text, "num_tree_per_iteration", Number(header.TreesPerIteration));
        Line(text, "label_index", Number(header.LabelIndex));
        Line(text, "max_feature_idx", Number(header.FeatureNames.Length - 1));
        if (header.Objective is not null)
            Line(text, "objective", header.Objective);
        if (header.AverageOutput)
            text.Append("average_output\n");
        Line(text, "feature_names", string.Join(' ', header.FeatureNames));
        if (!header.MonotoneConstraints.IsEmpty)
            Line(text, "monotone_constraints", Join(header.MonotoneConstraints));
        Line(text, "feature_infos", string.Join(' ', header.FeatureInfos));
    }

    private static string Block(Tree tree, int index)
    {
        var text = new StringBuilder();
        Line(text, "Tree", Number(index));
        Line(text, "num_leaves", Number(tree.Leaves));
        Line(text, "num_cat", Number(tree.CategorySets));
        Line(text, "split_feature", Join(tree.SplitFeatures));
        Line(text, "split_gain", Join(tree.SplitGains, TextNumber.Short));
        Line(text, "threshold", Join(tree.Thresholds, TextNumber.Exact));
        Line(text, "decision_type", string.Join(' ', tree.DecisionTypes.Select(type => Number(type))));
        Line(text, "left_child", Join(tree.LeftChildren));
        Line(text, "right_child", Join(tree.RightChildren));
        Line(text, "leaf_value", Join(tree.LeafValues, TextNumber.Exact));
        Line(text, "leaf_weight", Join(tree.LeafWeights, TextNumber.Exact));
        Line(text, "leaf_count", Join(tree.LeafRows));
        Line(text, "internal_value", Join(tree.NodeValues, TextNumber.Short));
        Line(text, "internal_weight", Join(tree.NodeWeights, TextNumber.Short));
        Line(text, "internal_count", Join(tree.NodeRows));
        if (tree.CategorySets > 0)
        {
            Line(text, "cat_boundaries", Join(tree.CategoryBoundaries));
            Line(text, "cat_threshold", string.Join(' ', tree.CategoryWords.Select(word => word.ToString(CultureInfo.InvariantCulture))));
        }

        Line(text, "is_linear", tree.Linear is null ? "0" : "1");
        if (tree.Linear is not null)
            AppendLinear(text, tree.Linear);
        Line(text, "shrinkage", TextNumber.Short(tree.Shrinkage));
        return text.Append("\n\n").ToString();
    }

    // A leaf's numbers are followed by a space, and every leaf by another, as LightGBM writes them.
    private static void AppendLinear(StringBuilder text, LinearLeaves linear)
    {
        Line(text, "leaf_const", Join(linear.Constants, TextNumber.Exact));
        Line(text, "num_features", Join([.. linear.Features.Select(features => features.Length)]));
        Line(text, "leaf_features", string.Concat(linear.Features.Select(
            features => features.IsEmpty ? " " : Join(features) + "  ")));
        Line(text, "leaf_coeff", string.Concat(linear.Coefficients.Select(
            numbers => numbers.IsEmpty ? " " : Join(numbers, TextNumber.Exact) + "  ")));
    }

    private static string Importances(TreeModel model)
    {
        var text = new StringBuilder("\nfeature_importances:\n");
        double[] splits = FeatureImportance.Of(model, ImportanceKind.Split);
        foreach (int feature in Enumerable.Range(0, splits.Length).Where(f => splits[f] > 0).OrderByDescending(f => splits[f]))
            Line(text, model.Header.FeatureNames[feature], TextNumber.Exact(splits[feature]));
        return text.ToString();
    }

    private static void Line(StringBuilder text, string key, string value) =>
        text.Append(key).Append('=').Append(value).Append('\n');

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Join(ImmutableArray<int> numbers) => string.Join(' ', numbers.Select(Number));

    private static string Join(ImmutableArray<double> numbers, Func<double, string> format) =>
        string.Join(' ', numbers.Select(format));
}
