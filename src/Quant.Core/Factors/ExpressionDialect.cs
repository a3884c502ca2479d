namespace Quant.Factors;

/// <summary>Whose rules an expression follows where Qlib's are surprising.</summary>
public enum ExpressionDialect
{
    /// <summary>The rules a reader would expect; the default.</summary>
    /// <remarks>
    /// <c>&amp;</c> and <c>|</c> bind looser than comparisons; a missing value is never the extreme of a window;
    /// correlation and
    /// R² are missing only where an input does not vary at all; <c>WMA</c> is a weighted mean.
    /// </remarks>
    Quant,

    /// <summary>Qlib's rules to the number.</summary>
    /// <remarks>
    /// <c>&amp;</c> and <c>|</c> bind tighter than comparisons; <c>IdxMax</c> and <c>IdxMin</c> give the position of
    /// the first
    /// missing value, if there is one; <c>Corr</c> and <c>Rsquare</c> are missing where an input's own standard
    /// deviation is
    /// at most 2e-5; <c>WMA</c> is divided by the number of values once more.
    /// </remarks>
    Qlib,
}
