namespace Quant.Factors;

/// <summary>A part of an expression that is computed over a whole panel, before what reads it.</summary>
/// <param name="Name">The name under which it is read like a field.</param>
/// <param name="Call">The operator; parts among its arguments are read by name.</param>
/// <param name="Stage">From 1; it reads only parts of earlier stages.</param>
internal sealed record StagedPart(string Name, CallNode Call, int Stage)
{
    /// <summary>1 where two series have the same bars, NaN elsewhere: where Qlib can compare them.</summary>
    public const string SameBars = nameof(SameBars);

    // No field of a snapshot begins like this.
    private const char Sign = '#';

    /// <summary>The arguments that are series, in order.</summary>
    public IEnumerable<ExpressionNode> Series => Call.Arguments.Where(
        argument => argument.Kind is ValueKind.Series or ValueKind.Flags);

    public bool IsOfInstrument => Call.Operator is "Mask" or "ChangeInstrument";

    public bool IsOfPeriods => Call.Operator is "P" or "PRef";

    /// <summary>The instrument that a part of an instrument is about.</summary>
    public InstrumentId Instrument =>
        InstrumentId.Parse(Call.Arguments.OfType<TextNode>().Single().Value);

    /// <summary>Whether an operator always makes a stage.</summary>
    public static bool Is(string name) => name is "Mask" or "ChangeInstrument" or "P" or "PRef" or "BFillNan" or SameBars
        || name.StartsWith("CS", StringComparison.Ordinal);

    public static bool IsName(string field) => field.StartsWith(Sign);

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Sign}{number}");
}
