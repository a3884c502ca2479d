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
    /// <summary>Whether both have the same step and numbers.</summary>
    public bool Equals(FittedProcessor? other) => other is not null && Spec.Equals(other.Spec)
        && Center.AsSpan().SequenceEqual(other.Center.AsSpan()) && Scale.AsSpan().SequenceEqual(other.Scale.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Spec, Center.Length, Scale.Length);
}
