using System.Text.Json.Nodes;
using Quant.Models.Training;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary>The section <c>split</c> of a workflow file.</summary>
internal static class SplitFile
{
    private static readonly ConfigKey<string> Kind = Key.Choice(
        "kind", "segments", "Once by the segments of model_config.json, walking forward, or every choice of groups.",
        "segments", "rolling", "expanding", "combinatorial");

    private static readonly ConfigKey<int> Train = Key.Whole(
        "train_sessions", 486, 1, 100_000, "Sessions of a training window of a walk; of an expanding one, the fewest.");

    private static readonly ConfigKey<int> Valid = Key.Whole(
        "valid_sessions", 0, 0, 100_000, "Sessions of a validation window of a walk, between training and test.");

    private static readonly ConfigKey<int> Test = Key.Whole(
        "test_sessions", 121, 1, 100_000, "Sessions that one model of a walk is tested on: its steps.");

    private static readonly ConfigKey<TradeDate?> TestStart = Key.Date(
        "test_start", "", "The first day that a walk tests; without it as soon as there are sessions enough to train on.");

    private static readonly ConfigKey<int> Purge = Key.Whole(
        "purge_sessions", 0, 0, 10_000,
        "Sessions left out where labels reach into another part's; without it the label's horizon, less is refused.")
        with { Default = "" };

    private static readonly ConfigKey<int> Embargo = Key.Whole(
        "embargo_sessions", 0, 0, 100_000,
        "Sessions left out beyond the purge: before the tested ones of a walk, after those of a combinatorial split.");

    private static readonly ConfigKey<int> Groups =
        Key.Whole("groups", 6, 2, 20, "The groups that a combinatorial split cuts all sessions into.");

    private static readonly ConfigKey<int> TestGroups =
        Key.Whole("test_groups", 2, 1, 19, "The groups that one model of a combinatorial split is tested on.");

    private static readonly ImmutableArray<ConfigKey> OfWalks = [Train, Valid, Test, TestStart];

    private static readonly ImmutableArray<ConfigKey> OfGroups = [Groups, TestGroups];

    /// <summary>The section, of a file in either shape.</summary>
    public static ConfigSectionKey Section { get; } = new(
        "split", "How sessions are cut into folds; without it once, by the segments of model_config.json.",
        new ConfigSchema(Kind, Train, Valid, Test, TestStart, Purge, Embargo, Groups, TestGroups));

    /// <summary>Reads the section.</summary>
    public static SplitSpec Read(ConfigSection section)
    {
        string word = section.Get(Kind);
        SplitKind kind = SplitSpec.KindTexts.GetValueOrDefault(word);
        ImmutableArray<ConfigKey> others = kind switch
        {
            SplitKind.Segments => [.. OfWalks, Embargo, .. OfGroups],
            SplitKind.Combinatorial => OfWalks,
            _ => OfGroups,
        };
        foreach (ConfigKey key in others.Where(key => word.Length > 0 && section.Has(key)))
            section.Wrong(key, $"expected a key that a split of kind {word} has, found {key.Name}; it would do nothing.");
        if (section.Get(TestGroups) >= section.Get(Groups))
            section.Wrong(TestGroups, $"expected fewer than the groups, {section.Get(Groups)}, found {section.Get(TestGroups)}.");
        return new SplitSpec
        {
            Kind = kind,
            TrainSessions = section.Get(Train),
            ValidSessions = section.Get(Valid),
            TestSessions = section.Get(Test),
            TestStart = section.Get(TestStart),
            PurgeSessions = section.Has(Purge) ? section.Get(Purge) : null,
            EmbargoSessions = section.Get(Embargo),
            Groups = section.Get(Groups),
            TestGroups = section.Get(TestGroups),
        };
    }

    /// <summary>Writes the section: the keys that its kind has.</summary>
    public static JsonObject Write(SplitSpec split)
    {
        var section = new JsonObject { [Kind.Name] = split.KindText };
        if (split.Kind is SplitKind.Rolling or SplitKind.Expanding)
        {
            section[Train.Name] = split.TrainSessions;
            section[Valid.Name] = split.ValidSessions;
            section[Test.Name] = split.TestSessions;
            if (split.TestStart is { } start)
                section[TestStart.Name] = start.ToString();
        }

        if (split.PurgeSessions is { } purge)
            section[Purge.Name] = purge;
        if (split.Kind != SplitKind.Segments)
            section[Embargo.Name] = split.EmbargoSessions;
        if (split.Kind == SplitKind.Combinatorial)
        {
            section[Groups.Name] = split.Groups;
            section[TestGroups.Name] = split.TestGroups;
        }

        return section;
    }
}
