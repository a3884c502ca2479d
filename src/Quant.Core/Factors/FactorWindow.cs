namespace Quant.Factors;

/// <summary>The last rows of a factor's fields, up to one date.</summary>
/// <remarks>
/// <para>Layout: a row is one number per instrument; age 0 is the date itself, age 1 the session before.</para>
/// <para>Missing: NaN where an instrument was not traded or has no bar.</para>
/// </remarks>
public readonly ref struct FactorWindow
{
    private readonly MarketSnapshot snapshot;
    private readonly Factor factor;
    private readonly int row;

    internal FactorWindow(MarketSnapshot snapshot, Factor factor, int row) =>
        (this.snapshot, this.factor, this.row) = (snapshot, factor, row);

    /// <summary>The date.</summary>
    public TradeDate Date => snapshot.Axes.Dates[row];

    /// <summary>The instruments of the cells.</summary>
    public ImmutableArray<InstrumentId> Instruments => snapshot.Axes.Instruments;

    /// <summary>How many rows there are: one more than the lookback, fewer where the data begin.</summary>
    public int Rows => Math.Min(factor.Lookback, row) + 1;

    /// <summary>A field's row of some age.</summary>
    /// <exception cref="ArgumentException">The factor does not state that it reads this field.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The age is not from 0 to <see cref="Rows"/> less one.</exception>
    public ReadOnlySpan<double> this[string field, int age]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(age);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(age, Rows);
            return factor.Fields.Contains(field)
                ? snapshot.Field(field)[row - age]
                : throw new ArgumentException(
                    $"Factor {factor.Name} reads {string.Join(", ", factor.Fields)}, not {field}.", nameof(field));
        }
    }
}
