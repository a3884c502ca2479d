namespace Quant.Models.Training;

/// <summary>How sessions are cut into training, validation and test, and cut again.</summary>
public enum SplitKind
{
    /// <summary>Once, by the segments of <c>model_config.json</c>, as Qlib does.</summary>
    Segments,

    /// <summary>Walk forward: training windows of one length move on with the tested sessions.</summary>
    Rolling,

    /// <summary>Walk forward: training windows begin with the data and grow.</summary>
    Expanding,

    /// <summary>Every choice of some groups of sessions is tested by the others: combinatorial purged
    /// cross-validation.</summary>
    Combinatorial,
}

/// <summary>How one model's sessions are cut: the section <c>split</c> of its workflow file. Lengths are in
/// sessions.</summary>
public sealed record SplitSpec
{
    /// <summary>Qlib's segments: the default.</summary>
    public static SplitSpec Segments { get; } = new() { Kind = SplitKind.Segments };

    /// <summary>The way of cutting.</summary>
    public required SplitKind Kind { get; init; }

    /// <summary>Sessions of a training window; of an expanding one, the fewest. At least 1, default 486: two
    /// years.</summary>
    public int TrainSessions { get; init; } = 486;

    /// <summary>Sessions of a validation window, between training and test. At least 0, default 0.</summary>
    public int ValidSessions { get; init; }

    /// <summary>Sessions tested by one model, which are the steps of the walk. At least 1, default 121: half a
    /// year.</summary>
    public int TestSessions { get; init; } = 121;

    /// <summary>The first day tested; null, the default, for as soon as there are enough sessions to train
    /// on.</summary>
    public TradeDate? TestStart { get; init; }

    /// <summary>Sessions left out where labels would reach into other sessions' windows; null, the default, means the
    /// label's horizon.</summary>
    public int? PurgeSessions { get; init; }

    /// <summary>Sessions left out beyond the purge: before tested sessions in a walk, after them in a combinatorial
    /// split. At least 0, default 0.</summary>
    public int EmbargoSessions { get; init; }

    /// <summary>Groups of a combinatorial split, from 2 to 20, default 6.</summary>
    public int Groups { get; init; } = 6;

    /// <summary>Groups that one model is tested on, fewer than all, default 2.</summary>
    public int TestGroups { get; init; } = 2;

    /// <summary>The kind as written in a workflow file.</summary>
    public string KindText => KindTexts.First(text => text.Value == Kind).Key;

    /// <summary>The kinds by the words of a workflow file.</summary>
    public static ImmutableSortedDictionary<string, SplitKind> KindTexts { get; } = new Dictionary<string, SplitKind>
    {
        ["segments"] = SplitKind.Segments,
        ["rolling"] = SplitKind.Rolling,
        ["expanding"] = SplitKind.Expanding,
        ["combinatorial"] = SplitKind.Combinatorial,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
