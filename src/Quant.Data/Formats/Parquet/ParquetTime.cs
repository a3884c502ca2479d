namespace Quant.Data.Formats.Parquet;

/// <summary>
/// Moves moments between <see cref="DateTime"/> and the counts of a timestamp column, exactly or not at all.
/// </summary>
public static class ParquetTime
{
    private const long NanosecondsPerTick = 100;

    /// <summary>
    /// The time since 1970-01-01 in <paramref name="unit"/>. The kind of <paramref name="moment"/> is not looked at.
    /// </summary>
    /// <exception cref="ArgumentException">The moment falls between two counts of the unit.</exception>
    /// <exception cref="OverflowException">Nanoseconds reach only from 1677 to 2262.</exception>
    public static long Count(DateTime moment, ParquetTimeUnit unit)
    {
        long ticks = moment.Ticks - DateTime.UnixEpoch.Ticks;
        if (unit == ParquetTimeUnit.Nanoseconds)
            return ticks * NanosecondsPerTick;
        (long count, long rest) = Math.DivRem(ticks, TicksPer(unit));
        return rest == 0
            ? count
            : throw new ArgumentException($"{moment:O} is not a whole number of {unit}.", nameof(moment));
    }

    /// <summary>
    /// The moment that <paramref name="count"/> stands for, if <see cref="DateTime"/> can hold it exactly.
    /// </summary>
    /// <param name="count">The value of a timestamp column.</param>
    /// <param name="unit">The column's <see cref="ParquetColumn.Unit"/>.</param>
    /// <param name="moment">The moment, of unspecified kind, or the default.</param>
    /// <returns>False outside the years 1 to 9999, and for a part of a tick (100 ns).</returns>
    public static bool TryToDateTime(long count, ParquetTimeUnit unit, out DateTime moment)
    {
        moment = default;
        Int128 ticks = count;
        if (unit == ParquetTimeUnit.Nanoseconds)
        {
            (ticks, Int128 rest) = Int128.DivRem(ticks, NanosecondsPerTick);
            if (rest != 0)
                return false;
        }
        else
        {
            ticks *= TicksPer(unit);
        }

        ticks += DateTime.UnixEpoch.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        moment = new DateTime((long)ticks, DateTimeKind.Unspecified);
        return true;
    }

    private static long TicksPer(ParquetTimeUnit unit) =>
        unit == ParquetTimeUnit.Milliseconds ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerMicrosecond;
}
