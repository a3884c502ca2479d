using Quant.Orders;

namespace Quant.Costs;

/// <summary>What law and venue take of the trades of a market, item by item; the broker's tariff is not part of
/// it.</summary>
/// <remarks>
/// A market differs from another in its rows only. Built in are <c>cn</c> (stamp duty, transfer fee), <c>us</c>
/// (Section 31 fee, trading activity fee) and <c>crypto</c>, where nothing is taken but the venue's own tariff, see
/// <see cref="MakerTakerTariff"/>.
/// </remarks>
public sealed class ChargeSchedule
{
    private static readonly ImmutableSortedDictionary<string, ChargeSchedule> Markets =
        ImmutableSortedDictionary.Create<string, ChargeSchedule>(StringComparer.Ordinal)
            .Add("cn", new ChargeSchedule([FeeRatesChina.StampDuty, FeeRatesChina.TransferFee]))
            .Add("crypto", new ChargeSchedule([]))
            .Add("us", new ChargeSchedule([FeeRatesUnitedStates.Section31, FeeRatesUnitedStates.TradingActivity]));

    private readonly ImmutableArray<ChargeRule> rules;

    /// <summary>Makes a schedule of items, none of them twice.</summary>
    /// <exception cref="ArgumentException">Two rules have one name.</exception>
    public ChargeSchedule(ImmutableArray<ChargeRule> rules) =>
        this.rules = rules.Select(rule => rule.Item).Distinct(StringComparer.Ordinal).Count() == rules.Length
            ? rules
            : throw new ArgumentException("Two rules have one name.", nameof(rules));

    /// <summary>The markets whose charges are built in, ascending.</summary>
    public static IEnumerable<string> MarketNames => Markets.Keys;

    /// <summary>The built-in charges of a market.</summary>
    /// <exception cref="ArgumentException">No such market is built in.</exception>
    public static ChargeSchedule ForMarket(string market) => Markets.TryGetValue(market, out ChargeSchedule? known)
        ? known
        : throw new ArgumentException(
            $"No charges for market '{market}'; known: {string.Join(", ", Markets.Keys)}.", nameof(market));

    /// <summary>What one trade owes: every item of the market in the order of its table, those of zero among
    /// them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shares or the gross are negative, or the session lies before a
    /// rule's first row.</exception>
    /// <inheritdoc cref="ChargeRule.AmountOf"/>
    public ImmutableArray<Charge> Of(Side side, long shares, Money gross, TradeDate session) =>
        [.. rules.Select(rule => new Charge(rule.Item, rule.AmountOf(side, shares, gross, session)))];
}
