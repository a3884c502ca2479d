using Quant.Factors;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners;

/// <summary>A way to learn from labelled features: the family that users extend.</summary>
/// <remarks>Reproducible: the same specification and sets give the same bytes, whatever the number of
/// threads.</remarks>
public interface ILearner
{
    /// <summary>Its name in <c>model_registry.yaml</c>.</summary>
    string Algorithm { get; }

    /// <summary>Its parameters, its usual preprocessing and its names elsewhere.</summary>
    LearnerDescription Description { get; }

    /// <summary>Whether it learns from labels at all; a rule does not.</summary>
    bool NeedsLabels { get; }

    /// <summary>Refuses parameters that it does not know or cannot use.</summary>
    /// <exception cref="InputException">A parameter is unknown or out of range.</exception>
    void Check(ModelSpec spec);

    /// <summary>Fits a model.</summary>
    /// <param name="spec">Its parameters.</param>
    /// <param name="fit">What to fit on.</param>
    /// <param name="valid">What to watch while fitting; a learner that stops by itself may ignore it. May have no
    /// cells.</param>
    /// <param name="threads">How many threads to use, at least 1.</param>
    /// <exception cref="InputException">A parameter is wrong, or there is too little to learn from.</exception>
    IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads);

    /// <summary>Reads a model that it wrote before.</summary>
    /// <param name="source">The file's name, for errors.</param>
    /// <param name="weights">The file's bytes; they are data and nothing in them is run.</param>
    /// <exception cref="InputException">The bytes are no such model.</exception>
    IFittedModel Read(string source, ReadOnlySpan<byte> weights);
}
