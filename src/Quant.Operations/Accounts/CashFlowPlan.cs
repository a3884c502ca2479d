using Quant.Accounting;

namespace Quant.Operations.Accounts;

/// <summary>Which of the owner's dated cash flows are booked when: each once, and none before its day.</summary>
/// <remarks>
/// A flow dated on a day without trading is booked in the next session. A flow that is booked keeps its amount: another
/// amount under the same day is a conflict, not a second flow.
/// </remarks>
public sealed class CashFlowPlan
{
    private const string Prefix = "flow-";
    private readonly ImmutableSortedDictionary<TradeDate, Money> flows;
    private readonly ImmutableSortedDictionary<TradeDate, Money> booked;
    private readonly ImmutableSortedDictionary<TradeDate, Money> told;
    private readonly TradingCalendar calendar;
    private readonly TradeDate cursor;

    /// <summary>Compares the flows of the configuration with the book.</summary>
    /// <param name="flows">The flows by day.</param>
    /// <param name="events">Everything booked.</param>
    /// <param name="calendar">The market's sessions.</param>
    /// <param name="cursor">The last session booked.</param>
    public CashFlowPlan(
        ImmutableSortedDictionary<TradeDate, Money> flows, IEnumerable<AccountEvent> events, TradingCalendar calendar,
        TradeDate cursor)
    {
        (this.flows, this.calendar, this.cursor) = (flows, calendar, cursor);
        ImmutableArray<AccountEvent> all = [.. events.Where(happened => happened.Kind == EventKind.CashFlow)];
        told = all.Where(happened => !IsOfThePlan(happened)).GroupBy(happened => happened.HappenedOn ?? happened.Session)
            .ToImmutableSortedDictionary(
                day => day.Key, day => day.Aggregate(Money.Zero, (sum, happened) => sum + happened.Cash));
        booked = all
            .Where(happened => IsOfThePlan(happened))
            .ToImmutableSortedDictionary(
                happened => TradeDate.Parse(happened.Id[Prefix.Length..]), happened => happened.Cash);
    }

    /// <summary>The flows that the book has otherwise than the configuration, or should have and has not, each in a
    /// sentence.</summary>
    public ImmutableArray<string> Conflicts =>
    [
        .. from flow in flows
           where booked.ContainsKey(flow.Key)
           let amount = booked[flow.Key]
           where amount != flow.Value
           select $"The flow of {flow.Key} is booked as {amount}; config/cashflow.json now says {flow.Value}. "
               + "Put the amount back and write the difference under a later day.",
    ];

    /// <summary>The flows that no session will book, each in a sentence: their day was closed before they were written
    /// down.</summary>
    public ImmutableArray<string> Late =>
    [
        .. from flow in flows
           let session = SessionOf(flow.Key)
           where flow.Value != Money.Zero && !booked.ContainsKey(flow.Key) && session <= cursor
           where told.GetValueOrDefault(session.Value) != flow.Value
           select $"The flow of {flow.Key} over {flow.Value} is not booked: the book is closed up to {cursor}. "
               + "Write it under a later day.",
    ];

    /// <summary>The flows to book in a session, as events.</summary>
    public ImmutableArray<AccountEvent> For(TradeDate session) => After(calendar.Previous(session), session);

    /// <summary>The flows after one session up to another, as events of the second.</summary>
    public ImmutableArray<AccountEvent> After(TradeDate previous, TradeDate session) =>
    [
        .. from flow in flows
           where flow.Value != Money.Zero && flow.Key > previous && flow.Key <= session && !booked.ContainsKey(flow.Key)
           select AccountEvent.CashFlow($"{Prefix}{flow.Key}", session, flow.Value),
    ];

    /// <summary>The flows that wait for sessions after the one given.</summary>
    public ImmutableSortedDictionary<TradeDate, Money> Waiting(TradeDate session) =>
        flows.RemoveRange(flows.Keys.Where(day => day <= session));

    /// <summary>What is to be said of flows whose day is not the session they are booked in.</summary>
    public static IEnumerable<string> Shifts(IEnumerable<AccountEvent> booked) =>
        from flow in booked
        let day = flow.Id[Prefix.Length..]
        where day != flow.Session.ToString()
        select $"The flow of {day} over {flow.Cash} is booked on {flow.Session}, the next session.";

    // Documents tell of transfers as well; those have ids of their own.
    private static bool IsOfThePlan(AccountEvent flow) => flow.Id.StartsWith(Prefix, StringComparison.Ordinal);

    // Null where the calendar does not reach: such a flow waits, or was never this book's.
    private TradeDate? SessionOf(TradeDate day) =>
        day < calendar.First || day > calendar.Last ? null : calendar.IsSession(day) ? day : calendar.Next(day);
}
