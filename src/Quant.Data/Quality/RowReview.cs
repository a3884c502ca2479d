using Quant.Data.Snapshots;

namespace Quant.Data.Quality;

/// <summary>Looks at each row beside the one before it of the same instrument.</summary>
internal sealed class RowReview(QualityLimits limits)
{
    private readonly SortedDictionary<InstrumentId, History> histories = [];

    /// <summary>What is odd in a session; sessions come in ascending order.</summary>
    public IEnumerable<QualityFinding> Review(SessionBlock block)
    {
        var findings = new List<QualityFinding>();
        int odd = 0;
        for (int index = 0; index < block.Instruments.Length; index++)
        {
            InstrumentId instrument = block.Instruments[index];
            Bar bar = Bar.Of(block, index);
            History? before = histories.GetValueOrDefault(instrument);
            int found = findings.Count;
            foreach ((QualityCode code, double measured, double limit) in Odd(bar, before))
                findings.Add(new QualityFinding(code, block.Session, instrument, measured, limit, Blocks: false));
            odd += findings.Count > found ? 1 : 0;
            histories[instrument] = new History(bar, block.Session, (before?.Sessions ?? 0) + 1);
        }

        double share = (double)odd / block.Instruments.Length;
        if (share > limits.OddRatio)
            findings.Add(
                new QualityFinding(QualityCode.OddRate, block.Session, null, share, limits.OddRatio, Blocks: true));
        return findings;
    }

    /// <summary>The instruments with few sessions.</summary>
    public IEnumerable<QualityFinding> ShortHistories() =>
        from history in histories
        where history.Value.Sessions < limits.HistorySessions
        select new QualityFinding(
            QualityCode.ShortHistory,
            history.Value.Last,
            history.Key,
            history.Value.Sessions,
            limits.HistorySessions,
            Blocks: false);

    private IEnumerable<(QualityCode Code, double Measured, double Limit)> Odd(Bar bar, History? before)
    {
        if (bar.Suspended)
        {
            if (bar.Volume > 0)
                yield return (QualityCode.SuspendedWithVolume, bar.Volume, 0);
            yield break;
        }

        if (bar.Volume == 0)
            yield return (QualityCode.TradedWithoutVolume, 0, 0);
        if (bar.Close > bar.LimitUp)
            yield return (QualityCode.BeyondLimit, bar.Close / bar.LimitUp, 1);
        if (bar.Close < bar.LimitDown)
            yield return (QualityCode.BeyondLimit, bar.Close / bar.LimitDown, 1);
        double reference = double.IsNaN(bar.Reference) ? Explained(bar, before) : bar.Reference;
        if (double.IsNaN(bar.LimitUp) && Math.Abs((bar.Close / reference) - 1) > limits.JumpRatio)
            yield return (QualityCode.Jump, (bar.Close / reference) - 1, limits.JumpRatio);
        if (Math.Abs((Explained(bar, before) / bar.Reference) - 1) > limits.FactorRatio)
            yield return (QualityCode.FactorMismatch, (Explained(bar, before) / bar.Reference) - 1, limits.FactorRatio);
        double beyond = Beyond(bar.Amount / bar.Volume, bar);
        if (Math.Abs(beyond) > limits.AveragePriceRatio)
            yield return (QualityCode.UnitMismatch, beyond, limits.AveragePriceRatio);
        if (bar.Volume > 0 && before is { } last && bar.Repeats(last.Bar))
            yield return (QualityCode.StaleBar, bar.Volume, 0);
    }

    // What the previous close comes to after the adjustment; NaN if nothing came before.
    private static double Explained(Bar bar, History? before) =>
        before is { } last ? last.Bar.Close * last.Bar.Factor / bar.Factor : double.NaN;

    private static double Beyond(double average, Bar bar) =>
        average > bar.High ? (average / bar.High) - 1 : average < bar.Low ? (average / bar.Low) - 1 : 0;

    private sealed record History(Bar Bar, TradeDate Last, int Sessions);

    /// <summary>One row; NaN where the source has no such field.</summary>
    private readonly record struct Bar(
        double Open, double High, double Low, double Close, double Volume, double Amount,
        double Reference, double Factor, double LimitUp, double LimitDown, bool Suspended)
    {
        public static Bar Of(SessionBlock block, int index)
        {
            return new Bar(
                Value("open"), Value("high"), Value("low"), Value("close"), Value("volume"), Value("amount"),
                Value("preclose"), block.Has("adj_factor") ? Value("adj_factor") : 1,
                Value("limit_up"), Value("limit_down"),
                Value("suspended") == 1);

            double Value(string field) => block.Has(field) ? block.Column(field)[index] : double.NaN;
        }

        public bool Repeats(Bar other) =>
            (Open, High, Low, Close, Volume) == (other.Open, other.High, other.Low, other.Close, other.Volume);
    }
}
