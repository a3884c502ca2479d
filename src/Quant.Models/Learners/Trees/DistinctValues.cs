namespace Quant.Models.Learners.Trees;

/// <summary>The different values of a sample, ascending, and how often each occurs.</summary>
/// <param name="capacity">How many there may be.</param>
internal sealed class DistinctValues(int capacity = 0)
{
    /// <summary>The values, ascending.</summary>
    public List<double> Values { get; private init; } = new(capacity);

    /// <summary>The rows that have each value.</summary>
    public List<int> Counts { get; private init; } = new(capacity);

    /// <summary>Adds a value.</summary>
    public void Add(double value, int count)
    {
        Values.Add(value);
        Counts.Add(count);
    }

    /// <summary>Adds a row to the last value, which becomes the one given: it differs by one step at most.</summary>
    public void Extend(double value)
    {
        Values[^1] = value;
        Counts[^1]++;
    }

    /// <summary>A part of the values.</summary>
    public DistinctValues Slice(int start, int count) =>
        new() { Values = Values.GetRange(start, count), Counts = Counts.GetRange(start, count) };
}
