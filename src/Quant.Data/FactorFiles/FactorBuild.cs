namespace Quant.Data.FactorFiles;

/// <summary>What building did to a factor's file.</summary>
public enum FactorBuildAction
{
    /// <summary>It was right already.</summary>
    Unchanged,

    /// <summary>Rows were added at its end.</summary>
    Appended,

    /// <summary>It was written anew; only the rows that are stale were computed.</summary>
    Rewritten,
}

/// <summary>What building did to one factor.</summary>
/// <param name="Factor">The factor's name.</param>
/// <param name="Action">What became of its file.</param>
/// <param name="RowsComputed">How many of its rows were computed.</param>
/// <param name="Reason">Why, as a sentence without its point; empty if nothing was done.</param>
public sealed record FactorBuildLine(string Factor, FactorBuildAction Action, int RowsComputed, string Reason);

/// <summary>What building did to a set.</summary>
/// <param name="Rows">The sessions stored.</param>
/// <param name="Instruments">The instruments stored.</param>
/// <param name="Lines">What was done to each factor, in the order of the set; deprecated ones are left out.</param>
public sealed record FactorBuild(int Rows, int Instruments, ImmutableArray<FactorBuildLine> Lines);
