namespace Quant.Factors;

/// <summary>A factor written in C#: a pure function of the last rows of some fields, for all instruments at once.</summary>
/// <remarks>
/// <para>A class of its own derives from it, has a constructor without parameters, and keeps nothing between calls: it is
/// called for any date, from several threads at once.</para>
/// <para>It is given the rows of its window and no others, so it cannot read the future, and a value depends neither on
/// how much history is loaded nor on when it is computed.</para>
/// </remarks>
public abstract class Factor
{
    /// <summary>States what the factor is called and what it reads.</summary>
    /// <param name="name">The feature's name; letters, digits, <c>_</c>, <c>-</c> and <c>.</c>.</param>
    /// <param name="lookback">How many rows before a date it reads, from 0 to
    /// <see cref="FactorExpression.MaxWindow"/>.</param>
    /// <param name="fields">The fields it reads, such as <c>close</c>.</param>
    /// <exception cref="ArgumentException">The name is empty, or there is no field.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The lookback is out of range.</exception>
    protected Factor(string name, int lookback, params ImmutableArray<string> fields)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfNegative(lookback);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lookback, FactorExpression.MaxWindow);
        if (fields.IsDefaultOrEmpty)
            throw new ArgumentException("A factor reads at least one field.", nameof(fields));
        (Name, Lookback) = (name, lookback);
        Fields = [.. fields.Select(field => field.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The feature's name.</summary>
    public string Name { get; }

    /// <summary>How many rows before a date it reads.</summary>
    public int Lookback { get; }

    /// <summary>The fields it reads, in lower case, ascending.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>What it measures, such as <c>trend</c>; empty by default.</summary>
    public virtual string Category => "";

    /// <summary>Counts the changes of its formula, from 1; stored values of another version are computed anew.</summary>
    public virtual int Version => 1;

    /// <summary>What determines its numbers, besides the data.</summary>
    internal string Recipe => string.Create(
        CultureInfo.InvariantCulture,
        $"{GetType().FullName} version {Version} lookback {Lookback} of {string.Join(' ', Fields)} in {GetType().Module.ModuleVersionId}");

    /// <summary>Computes the values of one date.</summary>
    /// <param name="window">The rows to compute from.</param>
    /// <param name="result">One cell per instrument, NaN at first. What is written for an instrument without a bar on the
    /// date becomes NaN again.</param>
    public abstract void Compute(FactorWindow window, Span<double> result);
}
