namespace Quant.Preprocessing;

/// <summary>
/// A step with what it learned from the training window; nothing, for a step that works date by date.
/// </summary>
/// <param name="Spec">The step.</param>
/// <param name="Center">What is subtracted from each feature: a mean, median or minimum. Empty if nothing is.</param>
/// <param name="Scale">What each feature is then divided by. Empty if nothing is; 0 leaves a feature untouched, NaN
/// makes it missing.</param>
public sealed record FittedProcessor(ProcessorSpec Spec, ImmutableArray<double> Center, ImmutableArray<double> Scale)
{
    /// <summary>The least that each feature may be; what is below becomes it. Empty, the default, without bounds.</summary>
    public ImmutableArray<double> Lower { get; init; } = [];

    /// <summary>The most that each feature may be; what is above becomes it. Empty, the default, without bounds.</summary>
    public ImmutableArray<double> Upper { get; init; } = [];

    /// <summary>The instruments that keep their rows, ascending; null, the default, means all.</summary>
    public ImmutableArray<InstrumentId>? Instruments { get; init; }

    /// <summary>Whether both have the same step, numbers and instruments.</summary>
    public bool Equals(FittedProcessor? other) => other is not null && Spec.Equals(other.Spec)
        && Same(Center, other.Center) && Same(Scale, other.Scale)
        && Same(Lower, other.Lower) && Same(Upper, other.Upper)
        && Instruments.HasValue == other.Instruments.HasValue
        && (Instruments ?? []).AsSpan().SequenceEqual((other.Instruments ?? []).AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Spec, Center.Length, Scale.Length, Lower.Length);

    private static bool Same(ImmutableArray<double> left, ImmutableArray<double> right) =>
        left.AsSpan().SequenceEqual(right.AsSpan());
}
