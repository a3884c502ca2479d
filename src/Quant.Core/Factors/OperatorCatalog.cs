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
}

/// <summary>How an operator is called and what it gives.</summary>
internal sealed record OperatorSignature(
    string Name, ValueKind Result, ImmutableArray<ArgumentKind> Arguments, int LeastWindow = 1);

/// <summary>Every operator of the language by name.</summary>
internal static class OperatorCatalog
{
    private static readonly FrozenDictionary<string, OperatorSignature> ByName =
        Signatures().ToFrozenDictionary(signature => signature.Name, StringComparer.Ordinal);

    /// <summary>The names, ascending.</summary>
    public static ImmutableArray<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    public static OperatorSignature? Find(string name) => ByName.GetValueOrDefault(name);

    private static IEnumerable<OperatorSignature> Signatures()
    {
        foreach (string name in (string[])["Abs", "Log", "Sign", "Negate"])
            yield return new OperatorSignature(name, ValueKind.Series, [ArgumentKind.Series]);
        foreach (string name in (string[])["Add", "Sub", "Mul", "Div", "Power", "Greater", "Less"])
            yield return new OperatorSignature(name, ValueKind.Series, [ArgumentKind.Value, ArgumentKind.Value]);
        foreach (string name in (string[])["Gt", "Ge", "Lt", "Le", "Eq", "Ne"])
            yield return new OperatorSignature(name, ValueKind.Flags, [ArgumentKind.Value, ArgumentKind.Value]);
        foreach (string name in (string[])["And", "Or"])
            yield return new OperatorSignature(name, ValueKind.Flags, [ArgumentKind.Flags, ArgumentKind.Flags]);
        yield return new OperatorSignature("Not", ValueKind.Flags, [ArgumentKind.Flags]);
        yield return new OperatorSignature(
            "If", ValueKind.Series, [ArgumentKind.Series, ArgumentKind.Value, ArgumentKind.Value]);
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
}
