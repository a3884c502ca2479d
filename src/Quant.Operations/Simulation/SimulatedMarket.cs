using Quant.Operations.Accounts;

namespace Quant.Operations.Simulation;

/// <summary>A whole market made from a seed: sessions with holidays, names of three boards, prices within their limits,
/// halts, locked days and ex-rights days.</summary>
/// <remarks>Reproducible: depends on the seed alone. Every session is made at once, so nothing later can shift it.</remarks>
internal sealed class SimulatedMarket
{
    private readonly int seed;
    private readonly ImmutableArray<SessionQuotes> quotes;
    private readonly ILookup<TradeDate, CorporateAction> actions;

    /// <param name="seed">The world's seed.</param>
    /// <param name="sessions">How many sessions it has.</param>
    public SimulatedMarket(int seed, int sessions)
    {
        this.seed = seed;
        var chance = new Chance(seed, "market");
        Calendar = new TradingCalendar("SSE", SessionsOf(chance, sessions));
        ImmutableArray<SimulatedListing> listings =
            [.. NamesOf(chance).Select(name => new SimulatedListing(name, Rules, chance))];
        var made = ImmutableArray.CreateBuilder<SessionQuotes>(sessions);
        var happened = new List<CorporateAction>();
        for (int index = 0; index < sessions; index++)
        {
            TradeDate session = Calendar.Sessions[index];
            var today = new List<Quote>();
            foreach (SimulatedListing listing in listings)
            {
                if (index > 1 && listing.Announce(Calendar, index) is { } action)
                    happened.Add(action);
                today.Add(listing.Trade(session));
            }

            made.Add(new SessionQuotes(session, today));
        }

        quotes = made.MoveToImmutable();
        actions = happened.ToLookup(action => action.ExDate);
        Names = [.. listings.Select(listing => listing.Instrument).Order()];
    }

    /// <summary>The trading rules of the market.</summary>
    public static TradingRules Rules { get; } = TradingRules.ForMarket("cn");

    /// <summary>Its sessions.</summary>
    public TradingCalendar Calendar { get; }

    /// <summary>Its names, ascending.</summary>
    public ImmutableArray<InstrumentId> Names { get; }

    /// <summary>A session's quotes.</summary>
    public SessionQuotes Quotes(TradeDate session) => quotes[Calendar.IndexOf(session)];

    /// <summary>What goes ex on a session.</summary>
    public IEnumerable<CorporateAction> ActionsOn(TradeDate exDate) => actions[exDate];

    /// <summary>What our side knows at the close of a session.</summary>
    public MarketDays UpTo(TradeDate last) => new()
    {
        Calendar = Calendar,
        Last = last,
        Quotes = session => session <= last
            ? Quotes(session)
            : throw new InvalidOperationException($"The quotes of {session} were asked for at the close of {last}."),
        IndexClose = session => 3000m + Calendar.IndexOf(session),
        Hash = ContentHash.Of([seed.ToString(CultureInfo.InvariantCulture), last.ToString()]),
    };

    // Weekdays without some holidays; the years are those in which boards, duties and fees changed.
    private static ImmutableArray<TradeDate> SessionsOf(Chance chance, int count)
    {
        DateOnly day = new DateOnly(2019, 9, 2).AddDays(chance.Between(0, 2300));
        var sessions = ImmutableArray.CreateBuilder<TradeDate>(count);
        while (sessions.Count < count)
        {
            bool weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            if (!weekend && !chance.Of(0.03))
                sessions.Add(new TradeDate(day));
            day = day.AddDays(chance.Of(0.01) ? 8 : 1);
        }

        return sessions.MoveToImmutable();
    }

    private static IEnumerable<InstrumentId> NamesOf(Chance chance)
    {
        string[] boards = ["600{0:D3}.SH", "603{0:D3}.SH", "000{0:D3}.SZ", "002{0:D3}.SZ", "300{0:D3}.SZ", "688{0:D3}.SH"];
        int count = chance.Between(11, 18);
        return Enumerable.Range(1, count).Select(number => InstrumentId.Parse(
            string.Format(CultureInfo.InvariantCulture, boards[number % boards.Length], (number * 7) + chance.Between(0, 6))));
    }
}
