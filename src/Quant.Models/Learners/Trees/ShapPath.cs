namespace Quant.Models.Learners.Trees;

/// <summary>The path from a root to a leaf with the shares of feature subsets that flow down it.</summary>
/// <remarks>Names follow S. Lundberg et al. (2018): d the feature, z and o the shares that flow without and with it, w the weights.</remarks>
internal sealed class ShapPath
{
    private readonly Element[][] levels;

    /// <summary>Makes room for trees up to a depth.</summary>
    public ShapPath(int depth)
    {
        levels = new Element[depth + 1][];
        for (int level = 0; level <= depth; level++)
            levels[level] = new Element[level + 1];
    }

    /// <summary>Adds a tree's Shapley values for a row.</summary>
    public void Add(Tree tree, ReadOnlySpan<double> row, Span<double> values) =>
        Descend(tree, row, values, child: 0, level: 0, depth: 0, [], new Element(-1, 1, 1, 1));

    private void Descend(
        Tree tree, ReadOnlySpan<double> row, Span<double> values, int child, int level, int depth, ReadOnlySpan<Element> parent, Element step)
    {
        // A feature met twice shortens the path, so that its length can fall behind the level, which owns the memory.
        Span<Element> path = levels[level].AsSpan(0, depth + 1);
        parent.CopyTo(path);
        Extend(path, depth, step);
        if (child < 0)
        {
            for (int index = 1; index <= depth; index++)
            {
                Element element = path[index];
                values[element.Feature] += UnwoundSum(path, depth, index) * (element.One - element.Zero) * tree.LeafValues[~child];
            }

            return;
        }

        int feature = tree.SplitFeatures[child];
        bool goesLeft = tree.GoesLeft(child, row[feature]);
        int hot = goesLeft ? tree.LeftChildren[child] : tree.RightChildren[child];
        int cold = goesLeft ? tree.RightChildren[child] : tree.LeftChildren[child];
        double zero = 1;
        double one = 1;
        int last = depth;
        int earlier = IndexOf(path, feature);
        if (earlier > 0)
        {
            (zero, one) = (path[earlier].Zero, path[earlier].One);
            Unwind(path, depth, earlier);
            last--;
        }

        double rows = tree.NodeRows[child];
        ReadOnlySpan<Element> kept = path[..(last + 1)];
        Descend(tree, row, values, hot, level + 1, last + 1, kept, new Element(feature, zero * RowsOf(tree, hot) / rows, one, 0));
        Descend(tree, row, values, cold, level + 1, last + 1, kept, new Element(feature, zero * RowsOf(tree, cold) / rows, 0, 0));
    }

    private static int RowsOf(Tree tree, int child) => child < 0 ? tree.LeafRows[~child] : tree.NodeRows[child];

    private static int IndexOf(ReadOnlySpan<Element> path, int feature)
    {
        for (int index = 1; index < path.Length; index++)
        {
            if (path[index].Feature == feature)
                return index;
        }

        return -1;
    }

    private static void Extend(Span<Element> path, int depth, Element step)
    {
        path[depth] = step with { Weight = depth == 0 ? 1 : 0 };
        for (int index = depth - 1; index >= 0; index--)
        {
            path[index + 1].Weight += step.One * path[index].Weight * (index + 1) / (depth + 1);
            path[index].Weight = step.Zero * path[index].Weight * (depth - index) / (depth + 1);
        }
    }

    private static void Unwind(Span<Element> path, int depth, int removed)
    {
        (double zero, double one) = (path[removed].Zero, path[removed].One);
        double next = path[depth].Weight;
        for (int index = depth - 1; index >= 0; index--)
        {
            if (one != 0)
            {
                double weight = path[index].Weight;
                path[index].Weight = next * (depth + 1) / ((index + 1) * one);
                next = weight - (path[index].Weight * zero * (depth - index) / (depth + 1));
            }
            else
            {
                path[index].Weight = path[index].Weight * (depth + 1) / (zero * (depth - index));
            }
        }

        for (int index = removed; index < depth; index++)
            path[index] = path[index + 1] with { Weight = path[index].Weight };
    }

    private static double UnwoundSum(ReadOnlySpan<Element> path, int depth, int removed)
    {
        (double zero, double one) = (path[removed].Zero, path[removed].One);
        double next = path[depth].Weight;
        double total = 0;
        for (int index = depth - 1; index >= 0; index--)
        {
            if (one != 0)
            {
                double weight = next * (depth + 1) / ((index + 1) * one);
                total += weight;
                next = path[index].Weight - (weight * zero * (depth - index) / (depth + 1));
            }
            else
            {
                total += path[index].Weight * (depth + 1) / (zero * (depth - index));
            }
        }

        return total;
    }

    private record struct Element(int Feature, double Zero, double One, double Weight);
}
