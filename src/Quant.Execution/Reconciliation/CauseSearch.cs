using Quant.Orders;

namespace Quant.Execution.Reconciliation;

/// <summary>What is known of a session beside the two accounts.</summary>
/// <param name="Orders">What became of its orders.</param>
/// <param name="Quotes">Its quotes.</param>
/// <param name="Before">The quotes of the session before; null where there is none.</param>
/// <param name="Own">The account as the book has it.</param>
public sealed record ReconciliationEvidence(
    ImmutableArray<TradedOrder> Orders, SessionQuotes Quotes, SessionQuotes? Before, OwnAccount Own);

/// <summary>Looks for the causes of differences and ranks them by how well they fit the figures.</summary>
/// <remarks>A cause is a hint for a person: nothing is booked, changed or waved through because of it.</remarks>
public sealed class CauseSearch(ReconciliationEvidence evidence, ImmutableArray<Difference> differences)
{
    // A fee that differs is small against what was traded; a missing trade or transfer is not.
    private const decimal FeeShareMost = 0.005m;

    /// <summary>The causes of a difference, the likeliest first; never empty.</summary>
    public ImmutableArray<ProbableCause> Of(Difference difference)
    {
        IEnumerable<ProbableCause> found = difference switch
        {
            { Item: AccountItem.CashTotal } => CashCauses(difference.Gap),
            { Item: AccountItem.PositionTotal, Instrument: { } instrument } => PositionCauses(instrument, difference.Gap),
            { Item: AccountItem.BoughtShares or AccountItem.SoldShares } =>
                [new ProbableCause(CauseReason.ManualTrade, "More was traded than ordered.", 0.9)],
            { Item: AccountItem.TradedShares } =>
                [new ProbableCause(CauseReason.MissingFill, "The broker's trades of the session and the booked document tell different numbers.", 0.95)],
            _ => Followed(difference),
        };
        ImmutableArray<ProbableCause> ranked =
            [.. found.OrderByDescending(cause => cause.Weight).ThenBy(cause => cause.Reason)];
        return ranked.IsEmpty
            ? [new ProbableCause(CauseReason.Transfer, "Nothing of the session accounts for it.", 0.2)]
            : ranked;
    }

    private IEnumerable<ProbableCause> PositionCauses(InstrumentId instrument, long gap)
    {
        foreach (TradedOrder order in evidence.Orders.Where(order => order.Instrument == instrument))
        {
            long open = order.Side == Side.Buy ? order.Ordered - order.Filled : order.Filled - order.Ordered;
            if (open == gap)
                yield return new ProbableCause(
                    CauseReason.MissingFill, $"It is what the {Word(order.Side)} order of {order.Ordered} still lacks.", 0.95);
            else if (open != 0 && Math.Sign(open) == Math.Sign(gap) && Math.Abs(gap) < Math.Abs(open))
                yield return new ProbableCause(
                    CauseReason.MissingFill,
                    $"The {Word(order.Side)} order of {order.Ordered} was filled by {order.Filled} only.", 0.8);
        }

        long held = evidence.Own.Positions.GetValueOrDefault(instrument).Total;
        if (IsExRights(instrument, out Price close, out Price reference) && held > 0 && gap > 0)
            yield return new ProbableCause(
                CauseReason.BonusOrSplit,
                $"The reference price fell from {close} to {reference} and {gap} shares came for {held} held.", 0.85);
        if (CashThatGoesWith(instrument, -gap) is { } cash)
            yield return new ProbableCause(
                CauseReason.ManualTrade, $"Cash differs by {cash}, which is what such a trade would cost or bring.", 0.7);
        yield return new ProbableCause(
            CauseReason.Timing, "The broker may book it in another session than our document.", 0.3);
        yield return new ProbableCause(
            CauseReason.Transfer, $"{gap} shares may have been moved without a trade.", 0.25);
    }

    private IEnumerable<ProbableCause> CashCauses(long gap)
    {
        foreach (Difference position in differences.Where(other => other.Item == AccountItem.PositionTotal))
        {
            if (CashThatGoesWith(position.Instrument!.Value, -position.Gap) is not null)
                yield return new ProbableCause(
                    CauseReason.Consequence, $"It goes with {position.Subject}, which differs by {position.Gap}.", 0.9);
        }

        foreach ((InstrumentId instrument, (long total, _)) in evidence.Own.Positions)
        {
            if (!IsExRights(instrument, out Price close, out Price reference) || total == 0)
                continue;
            Money payment = new Price(close.Raw - reference.Raw).Times(total, MidpointRounding.AwayFromZero);
            double share = payment == Money.Zero ? 0 : (double)gap / payment.Cents;
            if (share is > 0.75 and < 1.25)
                yield return new ProbableCause(
                    CauseReason.Dividend, $"{total} of {instrument} went ex rights by {payment} in all.", share is > 0.99 and < 1.01 ? 0.95 : 0.75);
        }

        decimal traded = Traded();
        if (traded > 0 && Math.Abs(gap) <= traded * FeeShareMost)
            yield return new ProbableCause(
                CauseReason.FeeRule, $"It is small against the {new Money((long)traded)} traded.", 0.6);
        yield return new ProbableCause(
            CauseReason.Transfer, gap > 0 ? "Money may have been paid in." : "Money may have been taken out.", 0.35);
        yield return new ProbableCause(
            CauseReason.Timing, "The broker may book it in another session than our document.", 0.3);
    }

    private IEnumerable<ProbableCause> Followed(Difference difference)
    {
        if (difference.Item is AccountItem.CashFrozen or AccountItem.PositionFrozen)
            yield return new ProbableCause(CauseReason.Timing, "An order was still open when the broker reported.", 0.7);
        else if (differences.Any(other => other.Instrument == difference.Instrument && other.Gap == -difference.Gap))
            yield return new ProbableCause(CauseReason.Consequence, "It is what open orders hold.", 0.9);
        else
            yield return new ProbableCause(
                CauseReason.Timing, "The broker settles in another session than our rules say.", 0.5);
    }

    // The cash difference, if it is what trading so many shares at a price of the session would make of it.
    private Money? CashThatGoesWith(InstrumentId instrument, long soldShares)
    {
        Difference? cash = differences.FirstOrDefault(other => other.Item == AccountItem.CashTotal);
        if (cash is null || soldShares == 0 || evidence.Quotes.Of(instrument) is not { Low: { } low, High: { } high })
            return null;
        decimal perShare = (decimal)cash.Gap / soldShares / 100m;
        return perShare >= low.ToDecimal() * (1 - FeeShareMost) && perShare <= high.ToDecimal() * (1 + FeeShareMost)
            ? new Money(cash.Gap)
            : null;
    }

    private bool IsExRights(InstrumentId instrument, out Price close, out Price reference)
    {
        close = evidence.Before?.Of(instrument)?.Close ?? default;
        reference = evidence.Quotes.Of(instrument)?.PreviousClose ?? default;
        return close != default && reference != default && reference != close;
    }

    private decimal Traded()
    {
        decimal cents = 0;
        foreach (TradedOrder order in evidence.Orders.Where(order => order.Filled > 0))
        {
            if (evidence.Quotes.Of(order.Instrument)?.Close is { } close)
                cents += close.Times(order.Filled, MidpointRounding.AwayFromZero).Cents;
        }

        return cents;
    }

    private static string Word(Side side) => side == Side.Buy ? "buy" : "sell";
}
