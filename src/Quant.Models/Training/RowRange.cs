namespace Quant.Models.Training;

/// <summary>Rows of a panel, both included; empty when the last comes before the first.</summary>
/// <param name="First">The first row.</param>
/// <param name="Last">The last row.</param>
public readonly record struct RowRange(int First, int Last)
{
    /// <summary>No rows.</summary>
    public static RowRange None => new(0, -1);

    /// <summary>How many rows.</summary>
    public int Count => Math.Max(0, Last - First + 1);
}
