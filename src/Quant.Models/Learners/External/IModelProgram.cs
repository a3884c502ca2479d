using Quant.Factors;
using Quant.Models.Training;

namespace Quant.Models.Learners.External;

/// <summary>Programs outside that train and score: the seam behind which files and processes are.</summary>
public interface IModelProgram
{
    /// <summary>Has a program train.</summary>
    /// <returns>The model in the program's own form; its bytes are kept and given back for scoring.</returns>
    /// <exception cref="InputException">There is no such program, it failed, or what it left is not a model.</exception>
    byte[] Fit(ProgramFit request);

    /// <summary>Has a program score.</summary>
    /// <returns>One score per cell asked for, in their order; NaN where the program has none. Never infinite.</returns>
    /// <exception cref="InputException">There is no such program, it failed, or what it left are not scores of these
    /// cells.</exception>
    double[] Score(ProgramScoring request);
}

/// <summary>Which program is meant, and with what settings.</summary>
/// <param name="Model">The model's name, for logs and errors.</param>
/// <param name="Command">The program's name under <c>processes</c> in <c>quant.yaml</c>.</param>
/// <param name="Parameters">A JSON object for the program.</param>
public sealed record ProgramCall(string Model, string Command, string Parameters);

/// <summary>What a program is to train from.</summary>
/// <param name="Call">The program.</param>
/// <param name="Fit">What to fit on; features may be missing.</param>
/// <param name="Valid">What to watch; may have no cells.</param>
/// <param name="Threads">How many threads it should use.</param>
public sealed record ProgramFit(ProgramCall Call, TrainingSet Fit, TrainingSet Valid, int Threads);

/// <summary>What a program is to score.</summary>
/// <param name="Call">The program.</param>
/// <param name="Artifact">What it returned when it trained.</param>
/// <param name="Features">The features, of which <paramref name="Names"/> are given.</param>
/// <param name="Names">The features that it was trained on, in order.</param>
/// <param name="Cells">The cells to score, ascending; each row times instruments plus column.</param>
public sealed record ProgramScoring(
    ProgramCall Call, byte[] Artifact, FeaturePanel Features, ImmutableArray<string> Names, int[] Cells);
