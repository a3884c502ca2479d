namespace Quant.Models.Learners.Trees;

/// <summary>How much each feature of a tree model matters to its splits.</summary>
public static class FeatureImportance
{
    /// <summary>One number per feature; splits without gain are not counted, as in LightGBM.</summary>
    /// <exception cref="InvalidOperationException">The model does not hold the gains of its splits.</exception>
    public static double[] Of(TreeModel model, ImportanceKind kind)
    {
        ArgumentNullException.ThrowIfNull(model);
        var importance = new double[model.Features];
        foreach (Tree tree in model.Trees)
        {
            bool known = tree.SplitGains.Length == tree.SplitFeatures.Length;
            if (!known && kind == ImportanceKind.Gain)
                throw new InvalidOperationException("The model does not hold the gains of its splits.");
            for (int node = 0; node < tree.SplitFeatures.Length; node++)
            {
                double gain = known ? tree.SplitGains[node] : 1;
                if (gain > 0)
                    importance[tree.SplitFeatures[node]] += kind == ImportanceKind.Split ? 1 : gain;
            }
        }

        return importance;
    }
}

/// <summary>What a feature's importance counts.</summary>
public enum ImportanceKind
{
    /// <summary>The splits that use the feature.</summary>
    Split,

    /// <summary>The sum of those splits' gains.</summary>
    Gain,
}
