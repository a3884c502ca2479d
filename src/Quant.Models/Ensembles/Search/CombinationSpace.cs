using System.Numerics;

namespace Quant.Models.Ensembles.Search;

/// <summary>All combinations that a search looks at, as bit sets of the models.</summary>
/// <remarks>In the order of a walk in depth: a combination comes right before those that go on from it by later models,
/// so neighbours share their first members.</remarks>
public sealed class CombinationSpace
{
    /// <summary>The most combinations of one search.</summary>
    public const int Most = 1 << 24;

    private CombinationSpace(ImmutableArray<ulong> members) => Members = members;

    /// <summary>The combinations.</summary>
    public ImmutableArray<ulong> Members { get; }

    /// <summary>Lists them.</summary>
    /// <exception cref="InputException">There are too many or none, a group names no model, or a model is in two
    /// groups.</exception>
    public static CombinationSpace Of(ImmutableArray<string> models, SearchOptions options)
    {
        int[] groups = GroupsOf(models, options);
        int most = options.SizeMost == 0 ? models.Length : Math.Min(options.SizeMost, models.Length);
        most = Math.Min(most, SearchPanel.MembersMost);
        var found = ImmutableArray.CreateBuilder<ulong>();
        Walk(0, 0, 0);
        return found.Count > 0 ? new CombinationSpace(found.DrainToImmutable()) : throw Wrong("at least one combination", "none");

        void Walk(ulong members, ulong taken, int first)
        {
            for (int model = first; model < models.Length; model++)
            {
                ulong group = 1UL << groups[model];
                if (groups[model] == 63 || (taken & group) != 0)
                    continue;
                ulong next = members | (1UL << model);
                int size = BitOperations.PopCount(next);
                if (size >= options.SizeLeast && found.Count == Most)
                    throw Wrong($"at most {Most} combinations", "more");
                if (size >= options.SizeLeast)
                    found.Add(next);
                if (size < most)
                    Walk(next, taken | group, model + 1);
            }
        }
    }

    /// <summary>Some of the combinations, in the same order.</summary>
    public CombinationSpace Only(IEnumerable<ulong> members)
    {
        HashSet<ulong> wanted = [.. members];
        return new CombinationSpace([.. Members.Where(wanted.Contains)]);
    }

    // Without groups every model is its own; 63 stands for none.
    private static int[] GroupsOf(ImmutableArray<string> models, SearchOptions options)
    {
        if (models.Length > 62)
            throw Wrong("at most 62 models", $"{models.Length}");
        var groups = new int[models.Length];
        for (int model = 0; model < groups.Length; model++)
            groups[model] = options.Groups.IsEmpty ? model : 63;
        int group = 0;
        foreach ((string name, ImmutableArray<string> members) in options.Groups)
        {
            foreach (string member in members)
            {
                int model = models.IndexOf(member);
                if (model < 0)
                    throw Wrong($"models of {string.Join(", ", models)} in group {name}", $"'{member}'");
                if (groups[model] != 63)
                    throw Wrong("every model in one group", $"{member} in two");
                groups[model] = group;
            }

            group++;
        }

        return groups;
    }

    private static InputException Wrong(string expected, string found) => new(
        "--models", "", expected, found, "Change --models, --min-combo-size, --max-combo-size or the groups.");
}
