namespace Quant.Models.Training;

/// <summary>Which parameters of a model to try and how to choose among them: the section <c>sweep</c> of its workflow
/// file.</summary>
/// <remarks>
/// Every fold chooses for itself, by its validation sessions alone: no session that is tested, by it or by an earlier
/// fold, has a say in what an earlier fold uses.
/// </remarks>
public sealed record SweepSpec
{
    /// <summary>The most trials of one fold.</summary>
    public const int MostTrials = 1000;

    /// <summary>Whether to try every combination of values or some drawn at random.</summary>
    public required SweepMethod Method { get; init; }

    /// <summary>The parameters tried, at least one, in the order of the file.</summary>
    public required ImmutableArray<SweepParameter> Parameters { get; init; }

    /// <summary>How many combinations to draw at random, from 1 to <see cref="MostTrials"/>; a grid has as many as it
    /// has. Default 20.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>Where random draws begin. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What the best has most of, over the validation sessions. Default the mean rank IC.</summary>
    public SweepMetric Metric { get; init; } = SweepMetric.RankIc;

    /// <summary>The metrics as written in a workflow file.</summary>
    public static ImmutableSortedDictionary<string, SweepMetric> MetricTexts { get; } =
        new Dictionary<string, SweepMetric>
    {
        ["ic"] = SweepMetric.Ic,
        ["icir"] = SweepMetric.Icir,
        ["rank_ic"] = SweepMetric.RankIc,
        ["rank_icir"] = SweepMetric.RankIcir,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The metric as written in a workflow file.</summary>
    public string MetricText => MetricTexts.First(text => text.Value == Metric).Key;

    /// <summary>The combinations to try, in order, none twice.</summary>
    /// <remarks>
    /// A grid moves the last parameter fastest. Random draws are uniform between the ends of a range, or in its logarithm,
    /// and among the values of a list; the same seed gives the same draws.
    /// </remarks>
    public ImmutableArray<ImmutableSortedDictionary<string, string>> Candidates() =>
        Method == SweepMethod.Grid ? Grid() : Draws();

    /// <summary>All of it in a line: two sweeps are the same if this is.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Method} {Trials} {Seed} {MetricText}: {string.Join("; ", Parameters.Select(parameter => parameter.ToString()))}");

    /// <inheritdoc/>
    public bool Equals(SweepSpec? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    private ImmutableArray<ImmutableSortedDictionary<string, string>> Grid()
    {
        IEnumerable<ImmutableSortedDictionary<string, string>> all =
            [ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)];
        foreach (SweepParameter parameter in Parameters)
        {
            all = all.SelectMany(
                chosen => parameter.Values, (chosen, value) => chosen.SetItem(parameter.Name, value));
        }

        return [.. all];
    }

    private ImmutableArray<ImmutableSortedDictionary<string, string>> Draws()
    {
        var random = new Random(Seed);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var draws = ImmutableArray.CreateBuilder<ImmutableSortedDictionary<string, string>>();
        for (int attempt = 0; attempt < Trials * 20 && draws.Count < Trials; attempt++)
        {
            var draw = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            foreach (SweepParameter parameter in Parameters)
                draw[parameter.Name] = parameter.Draw(random.NextDouble());
            if (seen.Add(string.Join('\n', draw.Values)))
                draws.Add(draw.ToImmutable());
        }

        return draws.ToImmutable();
    }
}

/// <summary>How combinations of parameters are made.</summary>
public enum SweepMethod
{
    /// <summary>Every combination of the values.</summary>
    Grid,

    /// <summary>Drawn at random from a seed.</summary>
    Random,
}

/// <summary>What the best of a sweep has most of.</summary>
public enum SweepMetric
{
    /// <summary>The mean IC.</summary>
    Ic,

    /// <summary>Mean over deviation of the IC.</summary>
    Icir,

    /// <summary>The mean rank IC.</summary>
    RankIc,

    /// <summary>Mean over deviation of the rank IC.</summary>
    RankIcir,
}
