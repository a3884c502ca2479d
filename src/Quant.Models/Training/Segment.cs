namespace Quant.Models.Training;

/// <summary>Calendar days from the first to the last, both included; empty when the last comes before the
/// first.</summary>
/// <param name="First">The first day; it need not be a session.</param>
/// <param name="Last">The last day; it need not be a session.</param>
public readonly record struct Segment(DateOnly First, DateOnly Last)
{
    /// <summary>Whether no day belongs to it.</summary>
    public bool IsEmpty => Last < First;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{First:yyyy-MM-dd} to {Last:yyyy-MM-dd}");
}
