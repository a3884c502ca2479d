using Quant.Signals;

namespace Quant.Models.Ensembles.Search;

/// <summary>How combinations are searched: one universe, one normalisation and one holding rule for all of
/// them.</summary>
public sealed record SearchOptions
{
    /// <summary>How each model's scores are made comparable per date. Default z-score.</summary>
    public ScoreNormalisation Normalisation { get; init; } = ScoreNormalisation.ZScore;

    /// <summary>The least share of all models that must score an instrument on a date for it to be in the universe of
    /// that date, above 0 to 1. Default 0.5; models without a score of it vote neutrally.</summary>
    public double CoverageLeast
    {
        get;
        init => field = value is > 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not above 0 and at most 1.");
    } = 0.5;

    /// <summary>How many names are held. Default 20, at least 1.</summary>
    public int TopK
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Less than 1.");
    } = 20;

    /// <summary>The most names sold on a rebalance date, at least 1; null, the default, sells all that are not among the
    /// best.</summary>
    public int? DropN
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Less than 1.");
    }

    /// <summary>With <see cref="DropN"/>, names among the best K + N·F are kept, as orders are made. Default 1.</summary>
    public int BuySuggestionFactor
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Less than 1.");
    } = 1;

    /// <summary>The sessions from one rebalance to the next. Default 5, at least 1.</summary>
    public int RebalanceSessions
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Less than 1.");
    } = 5;

    /// <summary>The cost of buying as a fraction of what is bought. Default 0.0005.</summary>
    public double BuyCost
    {
        get;
        init => field = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not from 0 to 1.");
    } = 0.0005;

    /// <summary>The cost of selling as a fraction of what is sold. Default 0.0015.</summary>
    public double SellCost
    {
        get;
        init => field = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Not from 0 to 1.");
    } = 0.0015;

    /// <summary>The fewest members of a combination. Default 1.</summary>
    public int SizeLeast { get; init; } = 1;

    /// <summary>The most members; 0, the default, for all models.</summary>
    public int SizeMost { get; init; }

    /// <summary>Groups of which a combination takes at most one model each; empty, the default, for no groups. With
    /// groups, models in none take no part.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Groups { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>How many of the best names are good enough to keep.</summary>
    internal int Pool => DropN is { } most ? TopK + (most * BuySuggestionFactor) : TopK;

    /// <summary>The most names sold on a rebalance date.</summary>
    internal int SalesMost => DropN ?? int.MaxValue;
}
