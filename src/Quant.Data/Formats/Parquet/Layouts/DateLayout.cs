namespace Quant.Data.Formats.Parquet.Layouts;

/// <summary>Dates: days since 1970-01-01 in 32 bits.</summary>
internal static class DateLayout
{
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;
    private static readonly int Last = DateOnly.MaxValue.DayNumber;

    /// <summary>The layout.</summary>
    public static ColumnLayout<DateOnly> Make(ParquetColumn column) => new MappedLayout<int, DateOnly>(
        new NumberLayout<int>(),
        (day, origin) => day >= -Epoch && day <= Last - Epoch
            ? DateOnly.FromDayNumber(day + Epoch)
            : throw origin.Unsupported(
                "a date from year 1 to 9999",
                $"day {day} since 1970-01-01",
                $"Leave column '{column.Name}' out."),
        date => date.DayNumber - Epoch);
}
