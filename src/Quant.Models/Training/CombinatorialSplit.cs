namespace Quant.Models.Training;

/// <summary>Combinatorial purged cross-validation: the sessions are cut into N groups, every choice of k of them is
/// tested by a model of the others.</summary>
/// <remarks>
/// <para>There are C(N, k) models and C(N, k)·k/N paths: each group is tested that many times, and the j-th test of
/// each group makes the j-th path (López de Prado, "Advances in Financial Machine Learning", 2018, 12).</para>
/// <para>Around each block of tested sessions the purge is left out on both sides, and the embargo after it. Choices are
/// in lexicographic order, so the last model is fitted on the first groups alone and tested on what came after
/// them.</para>
/// </remarks>
public static class CombinatorialSplit
{
    /// <summary>The most models of one split.</summary>
    public const int MostFolds = 1000;

    /// <summary>Cuts sessions into folds.</summary>
    /// <param name="model">The model, for errors.</param>
    /// <param name="spec">A combinatorial split.</param>
    /// <param name="axes">The sessions.</param>
    /// <param name="first">The first row to use.</param>
    /// <param name="purgeSessions">The sessions to leave out where labels reach into other windows.</param>
    /// <exception cref="InputException">There are too few sessions, or a choice leaves nothing to train on.</exception>
    public static TrainingSplit Of(string model, SplitSpec spec, PanelAxes axes, int first, int purgeSessions)
    {
        if (spec.TestGroups >= spec.Groups || spec.TestGroups < 1)
        {
            throw TrainingSplit.Wrong(
                model, ".test_groups", Invariant($"from 1 to {spec.Groups - 1} of the {spec.Groups} groups"),
                Invariant($"{spec.TestGroups}"), "Test fewer groups, or cut more.");
        }

        int sessions = axes.Dates.Length - first;
        if (sessions < spec.Groups)
        {
            throw TrainingSplit.Wrong(
                model, ".groups", Invariant($"at least {spec.Groups} sessions, one a group"), Invariant($"{sessions}"),
                "Import more history, or cut fewer groups.");
        }

        ImmutableArray<ImmutableArray<int>> choices = Choices(spec.Groups, spec.TestGroups);
        if (choices.Length > MostFolds)
        {
            throw TrainingSplit.Wrong(
                model, ".groups", Invariant($"at most {MostFolds} choices of {spec.TestGroups} groups"),
                Invariant($"{choices.Length}"), "Cut fewer groups, or test fewer of them.");
        }

        RowRange[] groups = [.. Enumerable.Range(0, spec.Groups).Select(group => new RowRange(
            first + (group * sessions / spec.Groups), first + ((group + 1) * sessions / spec.Groups) - 1))];
        var tested = new int[spec.Groups];
        return new TrainingSplit(
            [.. choices.Select((choice, index) => Fold(model, spec, axes, groups, choice, index, purgeSessions, tested))],
            choices.Length * spec.TestGroups / spec.Groups);
    }

    private static TrainingFold Fold(
        string model, SplitSpec spec, PanelAxes axes, RowRange[] groups, ImmutableArray<int> choice, int index,
            int purge, int[] tested)
    {
        var free = new bool[axes.Dates.Length];
        free.AsSpan(groups[0].First).Fill(true);
        foreach (int group in choice)
        {
            int from = Math.Max(groups[group].First - purge, 0);
            int to = Math.Min(groups[group].Last + purge + spec.EmbargoSessions, free.Length - 1);
            free.AsSpan(from, to - from + 1).Clear();
        }

        ImmutableArray<RowRange> train = Ranges(free);
        if (train.IsEmpty)
        {
            throw TrainingSplit.Wrong(
                model, "",
                Invariant($"sessions to train on in every choice of {spec.TestGroups} of {spec.Groups} groups"),
                Invariant(
                    $"none where groups {string.Join(", ", choice.Select(group => group + 1))} are tested: purge {purge}, embargo_sessions {spec.EmbargoSessions}"),
                "Import more history, cut fewer groups, or set a shorter embargo.");
        }

        return new TrainingFold
        {
            Number = index + 1,
            Train = train,
            Valid = RowRange.None,
            Test = [.. choice.Select(group => new TestBlock(groups[group], tested[group]++))],
            PurgeSessions = purge,
            EmbargoSessions = spec.EmbargoSessions,
        };
    }

    private static ImmutableArray<RowRange> Ranges(bool[] free)
    {
        var ranges = ImmutableArray.CreateBuilder<RowRange>();
        for (int row = 0; row < free.Length; row++)
        {
            if (!free[row])
                continue;
            int first = row;
            while (row + 1 < free.Length && free[row + 1])
                row++;
            ranges.Add(new RowRange(first, row));
        }

        return ranges.ToImmutable();
    }

    private static ImmutableArray<ImmutableArray<int>> Choices(int of, int count)
    {
        var choices = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        int[] chosen = [.. Enumerable.Range(0, count)];
        while (choices.Count <= MostFolds)
        {
            choices.Add([.. chosen]);
            int place = count - 1;
            while (place >= 0 && chosen[place] == of - count + place)
                place--;
            if (place < 0)
                break;
            chosen[place]++;
            for (int next = place + 1; next < count; next++)
                chosen[next] = chosen[next - 1] + 1;
        }

        return choices.ToImmutable();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
