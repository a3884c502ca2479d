namespace Quant.Models.Training;

/// <summary>One parameter of a sweep: a list of values, or a range to draw from.</summary>
/// <param name="Name">The learner's name for it.</param>
/// <param name="Values">The values, at least one; empty where there is a range.</param>
/// <param name="Range">The range, for random sweeps only.</param>
public sealed record SweepParameter(string Name, ImmutableArray<string> Values, SweepRange? Range = null)
{
    /// <summary>The value at a point of the way from the first to the last.</summary>
    /// <param name="point">From 0, included, to 1, not included.</param>
    public string Draw(double point) => Range is { } range
        ? range.At(point)
        : Values[(int)(point * Values.Length)];

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} {(Range is { } range ? range.ToString() : string.Join(',', Values))}";
}

/// <summary>The ends that a parameter is drawn between.</summary>
/// <param name="Low">The lower end; above 0 where the scale is logarithmic.</param>
/// <param name="High">The upper end, not below the lower.</param>
/// <param name="Logarithmic">Whether draws are uniform in the logarithm.</param>
/// <param name="Whole">Whether draws are whole numbers.</param>
public sealed record SweepRange(double Low, double High, bool Logarithmic, bool Whole)
{
    // Six digits say all that a search can know, and make the same text on every machine.
    private const int Digits = 6;

    /// <summary>The value at a point of the way, as text.</summary>
    /// <param name="point">From 0, included, to 1, not included.</param>
    public string At(double point)
    {
        double high = Whole ? High + 1 : High;
        double value = Logarithmic ? Low * Math.Pow(high / Low, point) : Low + ((high - Low) * point);
        return Whole
            ? Math.Clamp(Math.Floor(value), Low, High).ToString("R", CultureInfo.InvariantCulture)
            : value.ToString(FormattableString.Invariant($"G{Digits}"), CultureInfo.InvariantCulture);
    }
}
