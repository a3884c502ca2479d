namespace Quant.Data.Snapshots;

/// <summary>One session of one data set as its source gave it: a table of fields by instrument.</summary>
/// <remarks>
/// <para>Layout: one column of doubles per field; instruments ascending, fields ascending by name.</para>
/// <para>Units: those of the source, prices as traded. Missing: NaN.</para>
/// </remarks>
public sealed class SessionBlock
{
    private readonly double[] values;

    /// <summary>Makes a block.</summary>
    /// <param name="session">The session.</param>
    /// <param name="instruments">The instruments, ascending, without duplicates.</param>
    /// <param name="fields">The names of the fields, ascending, without duplicates.</param>
    /// <param name="values">The columns one after another, each with one number per instrument.</param>
    /// <exception cref="ArgumentException">Something is not ascending, or the sizes do not fit.</exception>
    public SessionBlock(
        TradeDate session, ImmutableArray<InstrumentId> instruments, ImmutableArray<string> fields, double[] values)
    {
        if (values.Length != instruments.Length * fields.Length)
            throw new ArgumentException(
                $"{instruments.Length} x {fields.Length} does not make {values.Length}.", nameof(values));
        for (int index = 1; index < instruments.Length; index++)
        {
            if (instruments[index] <= instruments[index - 1])
                throw new ArgumentException($"{instruments[index]} is not in its place.", nameof(instruments));
        }

        for (int index = 1; index < fields.Length; index++)
        {
            if (string.CompareOrdinal(fields[index], fields[index - 1]) <= 0)
                throw new ArgumentException($"{fields[index]} is not in its place.", nameof(fields));
        }

        (Session, Instruments, Fields, this.values) = (session, instruments, fields, values);
    }

    /// <summary>The session.</summary>
    public TradeDate Session { get; }

    /// <summary>The instruments, ascending.</summary>
    public ImmutableArray<InstrumentId> Instruments { get; }

    /// <summary>The fields, ascending.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>Whether there is a field of this name.</summary>
    public bool Has(string field) => Fields.BinarySearch(field, StringComparer.Ordinal) >= 0;

    /// <summary>One field's numbers, one per instrument.</summary>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public ReadOnlySpan<double> Column(string field) =>
        Fields.BinarySearch(field, StringComparer.Ordinal) is var index and >= 0
        ? Column(index)
        : throw new KeyNotFoundException($"The session {Session} has no field '{field}'.");

    /// <summary>One field's numbers by the field's position.</summary>
    public ReadOnlySpan<double> Column(int field) => values.AsSpan(field * Instruments.Length, Instruments.Length);

    /// <summary>All columns, one after another.</summary>
    internal ReadOnlySpan<double> Values => values;
}
