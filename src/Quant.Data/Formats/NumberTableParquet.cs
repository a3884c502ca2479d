using System.Runtime.InteropServices;
using Quant.Data.Formats.Parquet;

namespace Quant.Data.Formats;

/// <summary>The Parquet form of a <see cref="NumberTable"/>.</summary>
internal static class NumberTableParquet
{
    private const string DayForm = "yyyy-MM-dd";
    private const string MomentForm = "yyyy-MM-dd HH:mm:ss";
    private const string FineMomentForm = "yyyy-MM-dd HH:mm:ss.FFFFFFF";

    public static NumberTable Read(string path, ImmutableArray<string> asked)
    {
        using ParquetReader reader = ParquetReader.Open(path);
        string[] columns = [.. reader.Schema.Columns.Select(column => column.Name)];
        ImmutableArray<string> keys = NumberTableFile.KeysOf(path, columns, asked);
        ImmutableArray<string> numbers = [.. columns.Except(keys)];
        return new NumberTable(
            keys,
            [.. keys.Select(key => KeyOf(path, reader.ReadColumn(key)))],
            numbers,
            [.. numbers.Select(number => NumberOf(path, reader.ReadColumn(number)))]);
    }

    public static void Write(Stream stream, IEnumerable<NumberTable> parts)
    {
        ParquetWriter? writer = null;
        foreach (NumberTable part in parts)
        {
            writer ??= new ParquetWriter(stream, SchemaOf(part));
            if (writer.Schema.Columns.Length != part.Keys.Length + part.Numbers.Length)
                throw new ArgumentException("The parts of a table have the same columns.", nameof(parts));
            for (int key = 0; key < part.Keys.Length; key++)
                WriteKey(writer, writer.Schema[part.KeyNames[key]], part.Keys[key]);
            for (int number = 0; number < part.Numbers.Length; number++)
                writer.WriteColumn(part.NumberNames[number], part.Numbers[number].AsSpan());
        }

        (writer ?? throw new ArgumentException("There is no part.", nameof(parts))).Finish();
    }

    private static ParquetSchema SchemaOf(NumberTable table) => new(
    [
        .. table.KeyNames.Select((name, position) => KeyColumn(name, table.Keys[position])),
        .. table.NumberNames.Select(ParquetColumn.Double),
    ]);

    private static ParquetColumn KeyColumn(string name, ImmutableArray<string> keys)
    {
        if (!keys.IsEmpty && keys.All(text => Is(text, DayForm)))
            return ParquetColumn.Date(name);
        return !keys.IsEmpty && keys.All(text => Is(text, MomentForm))
            ? ParquetColumn.Timestamp(name, ParquetTimeUnit.Microseconds, utc: false)
            : ParquetColumn.Text(name);
    }

    private static void WriteKey(ParquetWriter writer, ParquetColumn column, ImmutableArray<string> keys)
    {
        if (column.Kind == ParquetKind.Text)
            writer.WriteColumn(column.Name, keys.AsSpan());
        else if (column.Kind == ParquetKind.Date)
            writer.WriteColumn<DateOnly>(column.Name, [.. keys.Select(text => DateOnly.FromDateTime(Moment(text, DayForm)))]);
        else
            writer.WriteColumn<long>(
                column.Name, [.. keys.Select(text => ParquetTime.Count(Moment(text, MomentForm), column.Unit))]);
    }

    private static bool Is(string text, string form) => text.Length == form.Length
        && DateTime.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static DateTime Moment(string text, string form) =>
        DateTime.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime moment)
            ? moment
            : throw new ArgumentException($"'{text}' is not as {form}, as the keys of the first part were.", nameof(text));

    private static ImmutableArray<string> KeyOf(string path, ParquetValues values)
    {
        if (values.NullCount > 0)
            throw Wrong(path, values, "a text in every row of a key", $"{values.NullCount} nulls");
        return values switch
        {
            ParquetValuesOf<string> texts => [.. texts.Values],
            ParquetValuesOf<DateOnly> days => Written(days.Values, day => day.ToString(DayForm, CultureInfo.InvariantCulture)),
            ParquetValuesOf<long> { Column.Kind: ParquetKind.Timestamp } moments => Moments(path, moments),
            ParquetValuesOf<int> counts => Written(counts.Values, FieldTextOf),
            ParquetValuesOf<long> counts => Written(counts.Values, FieldText.Invariant),
            _ => throw Wrong(path, values, "text, days, moments or whole numbers as a key", $"{values.Column.Kind}"),
        };
    }

    private static string FieldTextOf(int count) => FieldText.Invariant(count);

    // Midnights alone are days, whatever their type says: so other programs write daily data.
    private static ImmutableArray<string> Moments(string path, ParquetValuesOf<long> values)
    {
        var moments = new DateTime[values.Count];
        bool daily = true;
        for (int row = 0; row < moments.Length; row++)
        {
            if (!ParquetTime.TryToDateTime(values.Values[row], values.Column.Unit, out moments[row]))
                throw Wrong(path, values, "a moment of the years 1 to 9999", FieldText.Invariant(values.Values[row]));
            daily &= moments[row].TimeOfDay == TimeSpan.Zero;
        }

        string form = daily ? DayForm : FineMomentForm;
        return Written<DateTime>(moments, moment => moment.ToString(form, CultureInfo.InvariantCulture));
    }

    // Keys repeat: each text is kept once.
    private static ImmutableArray<string> Written<T>(ReadOnlySpan<T> values, Func<T, string> write)
        where T : notnull
    {
        var known = new Dictionary<T, string>();
        string[] texts = new string[values.Length];
        for (int row = 0; row < texts.Length; row++)
        {
            if (!known.TryGetValue(values[row], out string? text))
                known.Add(values[row], text = write(values[row]));
            texts[row] = text;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(texts);
    }

    private static ImmutableArray<double> NumberOf(string path, ParquetValues values) => values switch
    {
        ParquetValuesOf<double> numbers => Numbers(numbers, number => number),
        ParquetValuesOf<float> numbers => Numbers(numbers, number => number),
        ParquetValuesOf<int> numbers => Numbers(numbers, number => number),
        ParquetValuesOf<uint> numbers => Numbers(numbers, number => number),
        ParquetValuesOf<long> { Column.Kind: ParquetKind.Int64 } numbers => Numbers(numbers, number => number),
        ParquetValuesOf<ulong> numbers => Numbers(numbers, number => number),
        ParquetValuesOf<bool> flags => Numbers(flags, flag => flag ? 1 : 0),
        ParquetValuesOf<Int128> numbers => Numbers(
            numbers, number => (double)number / Math.Pow(10, values.Column.Scale)),
        _ => throw Wrong(path, values, "a number", $"{values.Column.Kind}"),
    };

    private static ImmutableArray<double> Numbers<T>(ParquetValuesOf<T> values, Func<T, double> convert)
    {
        double[] numbers = new double[values.Count];
        ReadOnlySpan<bool> valid = values.Valid;
        for (int row = 0; row < numbers.Length; row++)
            numbers[row] = valid.IsEmpty || valid[row] ? convert(values.Values[row]) : double.NaN;
        return ImmutableCollectionsMarshal.AsImmutableArray(numbers);
    }

    private static InputException Wrong(string path, ParquetValues values, string expected, string found) => new(
        path, $"column '{values.Column.Name}'", expected, found, "Correct the column or name the right columns as keys.");
}
