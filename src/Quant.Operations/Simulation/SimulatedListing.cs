namespace Quant.Operations.Simulation;

/// <summary>One name of a simulated market: its price walks within the limits, stands at them, halts and goes ex.</summary>
internal sealed class SimulatedListing
{
    private const long LeastPrice = 300_000_000;
    private static readonly Price Cent = Price.FromDecimal(0.01m);
    private readonly TradingRules rules;
    private readonly Chance chance;
    private readonly bool isSpecial;
    private Price close;
    private Price reference;
    private int haltedSessions;
    private int lockedUp;

    public SimulatedListing(InstrumentId instrument, TradingRules rules, Chance chance)
    {
        (Instrument, this.rules, this.chance) = (instrument, rules, chance);
        isSpecial = chance.Of(0.1);
        close = new Price(chance.Between(400, 6_000) * Cent.Raw);
        reference = close;
    }

    /// <summary>The name.</summary>
    public InstrumentId Instrument { get; }

    /// <summary>Begins a session: perhaps it goes ex, perhaps a halt begins or ends.</summary>
    /// <returns>What it goes ex with; null for nothing.</returns>
    public CorporateAction? Announce(TradingCalendar calendar, int index)
    {
        haltedSessions = haltedSessions > 0 ? haltedSessions - 1 : chance.Of(0.01) ? chance.Between(1, 5) : 0;
        if (haltedSessions > 0 || !chance.Of(0.025))
            return null;
        CorporateAction action = ActionOf(calendar, index);
        reference = action.ReferencePrice(close, Cent);
        return action;
    }

    /// <summary>Trades a session.</summary>
    public Quote Trade(TradeDate session)
    {
        PriceBand band = rules.Band(Instrument, session, reference, isSpecial)
            ?? throw new InvalidOperationException($"No rule for {Instrument} in {session}.");
        (Price up, Price down) = (band.Up!.Value, band.Down!.Value);
        if (haltedSessions > 0)
        {
            return new Quote(
                Instrument, reference, null, null, null, close, up, down, 0, Suspended: true, isSpecial, 1);
        }

        lockedUp = lockedUp != 0 && chance.Of(0.4) ? lockedUp : chance.Of(0.03) ? (chance.Of(0.5) ? 1 : -1) : 0;
        Price open = lockedUp > 0 ? up : lockedUp < 0 ? down : Near(reference, 0.015, down, up);
        Price last = lockedUp != 0 ? open : Near(reference, 0.025, down, up);
        Price high = lockedUp != 0 ? open : Higher(Near(last, 0.005, down, up), Higher(open, last));
        Price low = lockedUp != 0 ? open : Lower(Near(last, 0.005, down, up), Lower(open, last));
        long volume = (long)Math.Pow(10, chance.Between(lockedUp == 0 ? 36 : 28, 62) / 10.0);
        var quote = new Quote(
            Instrument, reference, open, high, low, last, up, down, volume, Suspended: false, isSpecial, 1);
        reference = close = last;
        return quote;
    }

    private CorporateAction ActionOf(TradingCalendar calendar, int index)
    {
        ImmutableArray<TradeDate> sessions = calendar.Sessions;
        TradeDate Later(int most) => sessions[Math.Min(sessions.Length - 1, index + chance.Between(0, most))];
        bool rights = chance.Of(0.15);
        bool shares = !rights && chance.Of(0.5);
        return new CorporateAction
        {
            Instrument = Instrument,
            ExDate = sessions[index],
            RecordDate = sessions[index - 1],
            PayDate = Later(3),
            ListDate = Later(4),
            CashPerShare = rights || (shares && chance.Of(0.4)) ? 0m : close.ToDecimal() * chance.Between(1, 50) / 1000m,
            BonusRatio = shares && chance.Of(0.5) ? chance.Between(1, 5) / 10m : 0m,
            TransferRatio = shares ? chance.Between(1, 8) / 10m : 0m,
            RightsRatio = rights ? chance.Between(1, 3) / 10m : 0m,
            RightsPrice = rights ? new Price(close.Raw * 7 / 10 / Cent.Raw * Cent.Raw) : default,
        };
    }

    private Price Near(Price middle, double deviation, Price down, Price up)
    {
        double drift = middle.Raw < LeastPrice ? 0.01 : 0;
        var moved = Price.Nearest(middle.ToDouble() * (1 + drift + (deviation * chance.Bell())), Cent);
        return Lower(Higher(moved, down), up);
    }

    private static Price Higher(Price left, Price right) => left > right ? left : right;

    private static Price Lower(Price left, Price right) => left < right ? left : right;
}
