using Quant.Factors;

namespace Quant.Models.Learners;

/// <summary>A model that can score.</summary>
public interface IFittedModel
{
    /// <summary>The features it reads, by name, in its own order.</summary>
    ImmutableArray<string> Features { get; }

    /// <summary>The name and version of its file's format, such as <c>quant-linear-1</c>.</summary>
    string Format { get; }

    /// <summary>The name of its file, such as <c>weights.json</c>.</summary>
    string FileName { get; }

    /// <summary>Scores every cell.</summary>
    /// <param name="features">Preprocessed features that hold at least <see cref="Features"/>.</param>
    /// <returns>A panel over the features' axes; NaN where a feature it needs is missing.</returns>
    Panel Score(FeaturePanel features);

    /// <summary>The bytes of its file, in an open format.</summary>
    byte[] ToBytes();
}
