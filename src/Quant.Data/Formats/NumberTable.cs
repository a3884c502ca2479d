namespace Quant.Data.Formats;

/// <summary>A plain long table: columns of text that say what a row is, and columns of numbers.</summary>
/// <remarks>
/// <para>Layout: keys such as <c>instrument</c> and <c>datetime</c> as text, then named numbers as double; every column
/// has as many values as there are rows. Immutable.</para>
/// <para>Missing: NaN among numbers; a key is never missing, though it may be an empty text.</para>
/// </remarks>
public sealed class NumberTable
{
    /// <summary>Makes a table.</summary>
    /// <param name="keyNames">The names of the key columns, in their order; there may be none.</param>
    /// <param name="keys">As many columns of text.</param>
    /// <param name="numberNames">The names of the number columns, in their order; there may be none.</param>
    /// <param name="numbers">As many columns of numbers.</param>
    /// <exception cref="ArgumentException">There is no column, a name is empty or there twice, or the columns differ in
    /// length.</exception>
    public NumberTable(
        ImmutableArray<string> keyNames,
        ImmutableArray<ImmutableArray<string>> keys,
        ImmutableArray<string> numberNames,
        ImmutableArray<ImmutableArray<double>> numbers)
    {
        if (keyNames.Length != keys.Length || numberNames.Length != numbers.Length)
            throw new ArgumentException("There must be one name for every column.", nameof(keyNames));
        ImmutableArray<int> lengths =
            [.. keys.Select(column => column.Length).Concat(numbers.Select(column => column.Length)).Distinct()];
        if (lengths.Length != 1)
            throw new ArgumentException("The columns of a table have one length.", nameof(keys));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in keyNames.Concat(numberNames))
        {
            if (string.IsNullOrEmpty(name) || !names.Add(name))
                throw new ArgumentException($"The column name '{name}' is empty or there twice.", nameof(keyNames));
        }

        (KeyNames, Keys, NumberNames, Numbers, RowCount) = (keyNames, keys, numberNames, numbers, lengths[0]);
    }

    /// <summary>The names of the key columns, in their order.</summary>
    public ImmutableArray<string> KeyNames { get; }

    /// <summary>The columns of text, in the order of <see cref="KeyNames"/>.</summary>
    public ImmutableArray<ImmutableArray<string>> Keys { get; }

    /// <summary>The names of the number columns, in their order.</summary>
    public ImmutableArray<string> NumberNames { get; }

    /// <summary>The columns of numbers, in the order of <see cref="NumberNames"/>.</summary>
    public ImmutableArray<ImmutableArray<double>> Numbers { get; }

    /// <summary>The rows.</summary>
    public int RowCount { get; }

    /// <summary>The column of text of this name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ImmutableArray<string> Key(string name) => Keys[PositionOf(KeyNames, name)];

    /// <summary>The column of numbers of this name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ImmutableArray<double> Number(string name) => Numbers[PositionOf(NumberNames, name)];

    private static int PositionOf(ImmutableArray<string> names, string name) =>
        names.IndexOf(name) is var position and >= 0
            ? position
            : throw new KeyNotFoundException($"The table has no column '{name}'; it has {string.Join(", ", names)}.");
}
