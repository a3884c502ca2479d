using System.Text;
using Quant.Factors;

namespace Quant.Models.Learners.Trees;

/// <summary>A tree model in its place in the registry: a LightGBM text file, whoever trained it.</summary>
/// <param name="Trees">The model; one output per row.</param>
/// <remarks>
/// File: <c>model.txt</c> as <see cref="TreeModelText"/> writes it. Missing: a cell has no score where every feature of the model is
/// missing; where only some are, each node decides as <see cref="Tree.LeafOf"/> says.
/// </remarks>
public sealed record TreeFittedModel(TreeModel Trees) : IFittedModel
{
    /// <inheritdoc/>
    public ImmutableArray<string> Features => Trees.Header.FeatureNames;

    /// <inheritdoc/>
    public string Format => "lightgbm-v4";

    /// <inheritdoc/>
    public string FileName => "model.txt";

    /// <summary>Reads the file.</summary>
    /// <exception cref="InputException">It is no LightGBM text model, or one of several classes.</exception>
    public static TreeFittedModel Read(string source, ReadOnlySpan<byte> weights)
    {
        TreeModel model = TreeModelText.Parse(Encoding.UTF8.GetString(weights), source);
        return model.Outputs == 1 ? new TreeFittedModel(model) : throw new InputException(
            source, "num_tree_per_iteration", "1, a model with one score per row", $"{model.Outputs}", "Use a regression, binary or ranking model.");
    }

    /// <inheritdoc/>
    public Panel Score(FeaturePanel features)
    {
        ImmutableArray<Panel> panels = [.. Features.Select(name => features[name])];
        Panel scores = features.Axes.NewPanel();
        int[] cells = [.. Enumerable.Range(0, scores.Values.Length).Where(cell => panels.Any(panel => !double.IsNaN(panel.Values[cell])))];
        double[] predicted = Trees.Predict(FeatureMatrix.FromPanels(panels, Features, cells));
        for (int row = 0; row < cells.Length; row++)
            scores.Values[cells[row]] = predicted[row];
        return scores;
    }

    /// <inheritdoc/>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(TreeModelText.Write(Trees));
}
