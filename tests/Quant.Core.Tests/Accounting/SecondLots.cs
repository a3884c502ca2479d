namespace Quant.Tests.Accounting;

/// <summary>Lots kept in plain lists, first in first out, beside the second ledger.</summary>
internal sealed class SecondLots
{
    private readonly Dictionary<string, List<(TradeDate Day, long Shares, long Cost)>> lots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> gains = new(StringComparer.Ordinal);

    public IEnumerable<(TradeDate Day, long Shares, long Cost)> Of(string name) => lots.GetValueOrDefault(name) ?? [];

    public long GainOf(string name) => gains.GetValueOrDefault(name);

    public SecondLots Copy()
    {
        var copy = new SecondLots();
        foreach ((string name, List<(TradeDate, long, long)> held) in lots)
            copy.lots.Add(name, [.. held]);
        foreach ((string name, long gain) in gains)
            copy.gains.Add(name, gain);
        return copy;
    }

    public void Add(string name, TradeDate day, long shares, long cost)
    {
        if (!lots.TryGetValue(name, out List<(TradeDate Day, long Shares, long Cost)>? held))
            lots.Add(name, held = []);
        held.Insert(held.Count(lot => lot.Day <= day), (day, shares, cost));
    }

    /// <summary>Takes shares, and returns what came out, lot by lot.</summary>
    public List<(TradeDate Day, long Shares, long Cost)> Take(string name, long shares)
    {
        var taken = new List<(TradeDate, long, long)>();
        while (shares > 0)
        {
            (TradeDate day, long own, long cost) = lots[name][0];
            long part = Math.Min(own, shares);
            long partCost = SecondLedger.HalfUp(cost, part, own);
            lots[name].RemoveAt(0);
            if (part < own)
                lots[name].Insert(0, (day, own - part, cost - partCost));
            taken.Add((day, part, partCost));
            shares -= part;
        }

        return taken;
    }

    public void Sell(string name, long shares, long cash) => Gain(name, cash - Take(name, shares).Sum(lot => lot.Cost));

    /// <summary>Lets shares become others; so much of the cost of a thousandth, in parts of the whole, is sold for cash.</summary>
    public void Become(string name, long given, string into, long got, long cash, long soldPart, long soldWhole)
    {
        List<(TradeDate Day, long Shares, long Cost)> before = Take(name, given);
        long cost = before.Sum(lot => lot.Cost);
        long kept = got == 0 ? 0 : soldWhole == 0 ? cost : SecondLedger.HalfUp(cost, soldWhole - soldPart, soldWhole);
        Gain(name, cash - (cost - kept));
        (long upTo, long done, long waiting, long leftKept, long leftCost) = (0, 0, 0, kept, cost);
        var spread = new List<(TradeDate Day, long Shares, long Cost)>();
        foreach ((TradeDate day, long shares, long lotCost) in before)
        {
            upTo += shares;
            long own = (long)((Int128)got * upTo / given) - done;
            done += own;
            long share = leftCost == 0 ? 0 : SecondLedger.HalfUp(leftKept, lotCost, leftCost);
            (leftCost, leftKept, waiting) = (leftCost - lotCost, leftKept - share, waiting + share);
            if (own > 0)
            {
                spread.Add((day, own, waiting));
                waiting = 0;
            }
        }

        for (int index = 0; index < spread.Count; index++)
            Add(into, spread[index].Day, spread[index].Shares, spread[index].Cost + (index == spread.Count - 1 ? waiting + leftKept : 0));
    }

    private void Gain(string name, long gain) => gains[name] = gains.GetValueOrDefault(name) + gain;
}
