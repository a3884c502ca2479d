namespace Quant.Panels;

/// <summary>A point-in-time field: what every instrument announced about its fiscal periods, and when.</summary>
/// <remarks>
/// <para>Layout: one list of records per column of the snapshot, in the order of announcement; without any, the
/// instrument announced nothing.</para>
/// <para>Units: those of the source. Periods of a field whose name ends in <c>_q</c> are quarters, of <c>_a</c>
/// years.</para>
/// </remarks>
public sealed class PeriodField
{
    private const int QuartersPerYear = 4;
    private const int YearUnit = 100;
    private const int FirstYear = 1900;
    private const int LastYear = 2200;

    /// <summary>Makes a field.</summary>
    /// <param name="name">The name in lower case, without <c>$$</c>.</param>
    /// <param name="records">The records of each instrument, in any order; those of one day keep theirs.</param>
    /// <exception cref="ArgumentException">The name does not end in <c>_q</c> or <c>_a</c>, or a period is
    /// none.</exception>
    public PeriodField(string name, ImmutableArray<ImmutableArray<PeriodRecord>> records)
    {
        if (!name.EndsWith("_q", StringComparison.Ordinal) && !name.EndsWith("_a", StringComparison.Ordinal))
            throw new ArgumentException($"The name '{name}' ends neither in _q nor in _a.", nameof(name));
        Name = name;
        Records = [.. records.Select(list => list.OrderBy(record => record.Announced).ToImmutableArray())];
        foreach (PeriodRecord record in Records.SelectMany(list => list))
        {
            if (PlaceOf(record.Period) is null)
                throw new ArgumentException($"The field '{name}' has no period {record.Period}.", nameof(records));
        }
    }

    /// <summary>The name in lower case, without <c>$$</c>.</summary>
    public string Name { get; }

    /// <summary>The records of each column, in the order of announcement.</summary>
    public ImmutableArray<ImmutableArray<PeriodRecord>> Records { get; }

    /// <summary>Whether its periods are quarters; otherwise they are years.</summary>
    public bool IsQuarterly => Name.EndsWith("_q", StringComparison.Ordinal);

    /// <summary>The period's place among all periods, one after another without a gap; null if it is none.</summary>
    public int? PlaceOf(int period)
    {
        if (!IsQuarterly)
            return period is >= FirstYear and <= LastYear ? period : null;
        (int year, int quarter) = (period / YearUnit, period % YearUnit);
        return year is >= FirstYear and <= LastYear && quarter is >= 1 and <= QuartersPerYear
            ? (year * QuartersPerYear) + quarter - 1
            : null;
    }

    /// <summary>What was announced up to a date.</summary>
    public PeriodField KnownOn(TradeDate date) => new(
        Name, [.. Records.Select(list => list.Where(record => record.Announced <= date).ToImmutableArray())]);

    /// <summary>The records of some columns, in the order given.</summary>
    public PeriodField Columns(int[] columns) => new(Name, [.. columns.Select(column => Records[column])]);
}
