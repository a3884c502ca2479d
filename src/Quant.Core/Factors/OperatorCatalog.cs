using System.Collections.Frozen;

namespace Quant.Factors;

/// <summary>What an operator takes in one place.</summary>
internal enum ArgumentKind
{
    /// <summary>A series, flags or, beside a series, a number.</summary>
    Value,

    /// <summary>A series or flags; a number has no history.</summary>
    Series,

    /// <summary>Flags.</summary>
    Flags,

    /// <summary>How many rows a window holds; 0 is all rows since the first bar.</summary>
    Window,

    /// <summary>How many rows to go back.</summary>
    Shift,

    /// <summary>A number.</summary>
    Number,

    /// <summary>The code of an instrument, in quotes.</summary>
    Instrument,

    /// <summary>A calculation with point-in-time fields, row by row of fiscal periods.</summary>
    Periods,

    /// <summary>A fiscal period, such as 201803 or 2018.</summary>
    Period,
}

/// <summary>How an operator is called and what it gives.</summary>
/// <param name="Name">The name.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Arguments">What it takes, in order.</param>
/// <param name="LeastWindow">The shortest window but 0.</param>
/// <param name="Optional">How many of the last arguments may be left out.</param>
/// <param name="MostArguments">The most arguments, if the last kind may be repeated; 0 if not.</param>
internal sealed record OperatorSignature(
    string Name,
    ValueKind Result,
    ImmutableArray<ArgumentKind> Arguments,
    int LeastWindow = 1,
    int Optional = 0,
    int MostArguments = 0)
{
    public int Least => Arguments.Length - Optional;

    public int Most => Math.Max(Arguments.Length, MostArguments);

    public ArgumentKind Argument(int index) => Arguments[Math.Min(index, Arguments.Length - 1)];
}

/// <summary>Every operator of the language by name.</summary>
internal static class OperatorCatalog
{
    private const int MostRegressors = 16;

    private static readonly FrozenDictionary<string, OperatorSignature> ByName =
        Signatures().ToFrozenDictionary(signature => signature.Name, StringComparer.Ordinal);

    // Operators of Qlib that have no meaning here, with the reason and what to write instead.
    private static readonly FrozenDictionary<string, (string Reason, string Instead)> Refused =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["TResample"] = ("'TResample' gives rows of another calendar, which has no place beside those of sessions", "Mean(x, n) or Sum(x, n)"),
            ["DayCumsum"] = ("'DayCumsum' needs to know which bars are of one day, and a row here is a bar like any other", "Sum(x, n)"),
            ["DayLast"] = ("'DayLast' gives every bar of a day the day's last value, and so reads the future within it", ""),
            ["Date"] = ("'Date' gives a date, which is no number", ""),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names, ascending.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. ByName.Keys.Concat(["Rolling"]).Order(StringComparer.Ordinal)];

    public static OperatorSignature? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Why an operator of Qlib is not to be had, and what may serve instead; null if that is not so.</summary>
    public static (string Reason, string Instead)? Refusal(string name) =>
        Refused.TryGetValue(name, out (string Reason, string Instead) refusal) ? refusal : null;

    private static IEnumerable<OperatorSignature> Signatures() =>
        [.. Elements(), .. Windows(), .. Selections(), .. Stages()];

    private static IEnumerable<OperatorSignature> Elements()
    {
        foreach (string name in (string[])["Abs", "Log", "Sign", "Negate"])
            yield return new OperatorSignature(name, ValueKind.Series, [ArgumentKind.Series]);
        foreach (string name in (string[])["Add", "Sub", "Mul", "Div", "Power", "Greater", "Less"])
            yield return new OperatorSignature(name, ValueKind.Series, [ArgumentKind.Value, ArgumentKind.Value]);
        foreach (string name in (string[])["Gt", "Ge", "Lt", "Le", "Eq", "Ne"])
            yield return new OperatorSignature(name, ValueKind.Flags, [ArgumentKind.Value, ArgumentKind.Value]);
        foreach (string name in (string[])["And", "Or"])
            yield return new OperatorSignature(name, ValueKind.Flags, [ArgumentKind.Flags, ArgumentKind.Flags]);
        foreach (string name in (string[])["IsNull", "IsInf"])
            yield return new OperatorSignature(name, ValueKind.Flags, [ArgumentKind.Series]);
        yield return new OperatorSignature("Not", ValueKind.Flags, [ArgumentKind.Flags]);
        yield return new OperatorSignature(
            "If", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Value, ArgumentKind.Value]);
    }

    private static IEnumerable<OperatorSignature> Windows()
    {
        foreach (string name in (string[])["Ref", "Delta"])
            yield return new OperatorSignature(name, ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Shift]);
        foreach (string name in (string[])["Mean", "Sum", "Std", "Var", "Max", "Min", "Med", "Mad", "Count", "Rank", "IdxMax", "IdxMin",
            "Slope", "Resi", "Rsquare", "WMA", "EMA"])
            yield return new OperatorSignature(name, ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Window]);
        yield return new OperatorSignature(
            "Skew", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Window], LeastWindow: 3);
        yield return new OperatorSignature(
            "Kurt", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Window], LeastWindow: 4);
        yield return new OperatorSignature(
            "Quantile", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Window, ArgumentKind.Number]);
        foreach (string name in (string[])["Corr", "Cov"])
            yield return new OperatorSignature(
                name, ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Series, ArgumentKind.Window]);
    }

    private static IEnumerable<OperatorSignature> Selections()
    {
        foreach (string name in (string[])["FFillNan", "BFillNan"])
            yield return new OperatorSignature(name, ValueKind.Series, [ArgumentKind.Series]);
        yield return new OperatorSignature("Select", ValueKind.Series, [ArgumentKind.Flags, ArgumentKind.Series]);
        yield return new OperatorSignature(
            "Cut", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Number, ArgumentKind.Number], Optional: 1);
    }

    private static IEnumerable<OperatorSignature> Stages()
    {
        yield return new OperatorSignature("Mask", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Instrument]);
        yield return new OperatorSignature(
            "ChangeInstrument", ValueKind.Series, [ArgumentKind.Instrument, ArgumentKind.Series]);
        yield return new OperatorSignature("P", ValueKind.Series, [ArgumentKind.Periods]);
        yield return new OperatorSignature("PRef", ValueKind.Series, [ArgumentKind.Periods, ArgumentKind.Period]);
        foreach (string name in (string[])["CSRank", "CSZScore", "CSDemean"])
            yield return new OperatorSignature(name, ValueKind.Series, [ArgumentKind.Series]);
        yield return new OperatorSignature(
            "CSScale", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Number], Optional: 1);
        yield return new OperatorSignature("CSBucket", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Number]);
        yield return new OperatorSignature(
            "CSNeutralize", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Series]);
        yield return new OperatorSignature(
            "CSResidual", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Series], MostArguments: 1 + MostRegressors);
    }
}
