namespace Quant.Models.Learners.Trees;

/// <summary>The different values of a sample, ascending, and how often each occurs; its memory serves one sample after
/// another.</summary>
internal sealed class DistinctValues
{
    private double[] values = [];
    private int[] counts = [];
    private int used;

    /// <summary>All of them.</summary>
    public DistinctRange All => new(values.AsSpan(0, used), counts.AsSpan(0, used));

    /// <summary>Forgets all values and makes room for so many.</summary>
    public void Start(int capacity)
    {
        used = 0;
        if (values.Length < capacity)
            (values, counts) = (new double[capacity], new int[capacity]);
    }

    /// <summary>Adds a value.</summary>
    public void Add(double value, int count)
    {
        (values[used], counts[used]) = (value, count);
        used++;
    }

    /// <summary>Adds a row to the last value, which becomes the one given: it differs by one step at most.</summary>
    public void Extend(double value)
    {
        values[used - 1] = value;
        counts[used - 1]++;
    }
}

/// <summary>Some neighbours of the different values of a sample.</summary>
internal readonly ref struct DistinctRange(ReadOnlySpan<double> values, ReadOnlySpan<int> counts)
{
    /// <summary>The values, ascending.</summary>
    public ReadOnlySpan<double> Values { get; } = values;

    /// <summary>The rows that have each value.</summary>
    public ReadOnlySpan<int> Counts { get; } = counts;

    /// <summary>How many rows there are.</summary>
    public int Rows => System.Numerics.Tensors.TensorPrimitives.Sum(Counts);

    /// <summary>A part of the values.</summary>
    public DistinctRange Slice(int start, int count) => new(Values.Slice(start, count), Counts.Slice(start, count));
}
