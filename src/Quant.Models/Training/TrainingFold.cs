namespace Quant.Models.Training;

/// <summary>One model's rows: what it is fitted on, watched on and tested on.</summary>
/// <remarks>
/// What is known of row r are features up to r and prices of its label up to r + horizon. With a purge of at least the
/// horizon no such window of a training row meets that of a tested row, on either side (López de Prado, "Advances in
/// Financial Machine Learning", 2018, 7.4).
/// </remarks>
public sealed record TrainingFold
{
    /// <summary>Its place among the folds, from 1; the last is the newest.</summary>
    public required int Number { get; init; }

    /// <summary>Rows to fit on: ranges apart from each other, ascending.</summary>
    public required ImmutableArray<RowRange> Train { get; init; }

    /// <summary>Rows to watch on and to choose parameters by; may be empty.</summary>
    public required RowRange Valid { get; init; }

    /// <summary>Rows to test on, ascending.</summary>
    public required ImmutableArray<TestBlock> Test { get; init; }

    /// <summary>The sessions left out where windows would meet.</summary>
    public required int PurgeSessions { get; init; }

    /// <summary>The sessions left out beyond the purge.</summary>
    public int EmbargoSessions { get; init; }

    /// <summary>How many rows it is fitted on.</summary>
    public int TrainCount => Train.Sum(range => range.Count);

    /// <summary>The first row of any part.</summary>
    public int First => Math.Min(Train[0].First, Test[0].Rows.First);

    /// <summary>The last row of any part.</summary>
    public int Last => Math.Max(Train[^1].Last, Test[^1].Rows.Last);

    /// <summary>The only fold of the segments.</summary>
    public static TrainingFold Of(TrainingRows rows) => new()
    {
        Number = 1,
        Train = [rows.Train],
        Valid = rows.Valid,
        Test = [new TestBlock(rows.Test, 0)],
        PurgeSessions = rows.PurgeSessions,
    };

    /// <summary>The same rows counted from another first row.</summary>
    public TrainingFold From(int first) => this with
    {
        Train = [.. Train.Select(range => Moved(range, first))],
        Valid = Valid.Count > 0 ? Moved(Valid, first) : RowRange.None,
        Test = [.. Test.Select(block => block with { Rows = Moved(block.Rows, first) })],
    };

    /// <inheritdoc/>
    public bool Equals(TrainingFold? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>All of it in a line: two folds are the same if this is.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Number}: train {Text(Train)}, valid {Text([Valid])}, test {Text(Test.Select(block => block.Rows))} on {string.Join('+', Test.Select(block => block.Path))}, purge {PurgeSessions}, embargo {EmbargoSessions}");

    private static RowRange Moved(RowRange range, int first) => new(range.First - first, range.Last - first);

    private static string Text(IEnumerable<RowRange> ranges) => string.Join('+', ranges.Select(
        range => string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));
}
