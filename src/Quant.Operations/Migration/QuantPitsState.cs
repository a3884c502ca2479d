namespace Quant.Operations.Migration;

/// <summary>Something in which QuantPits' state files contradict each other.</summary>
/// <param name="Place">The file and its row.</param>
/// <param name="Expected">What the other files lead to.</param>
/// <param name="Found">What stands there.</param>
/// <param name="ConcernsOpening">Whether the account at its last day is in doubt, rather than a day of the past.</param>
internal sealed record StateFinding(string Place, string Expected, string Found, bool ConcernsOpening)
{
    /// <summary>The finding as a sentence.</summary>
    public string Sentence => $"{Place}: expected {Expected}, found {Found}.";
}

/// <summary>Compares QuantPits' account book with its three logs, and the logs with each other.</summary>
internal sealed class QuantPitsState
{
    /// <summary>The log of trades.</summary>
    public const string TradeLog = "data/trade_log_full.csv";

    /// <summary>The log of positions.</summary>
    public const string HoldingLog = "data/holding_log_full.csv";

    /// <summary>The log of daily amounts.</summary>
    public const string DailyLog = "data/daily_amount_log_full.csv";

    private const string CashRow = "CASH";

    // Values are products and sums of binary numbers; two cents are more than they stray.
    private static readonly Money Stray = new(2);

    private readonly QuantPitsBook book;
    private readonly List<StateFinding> findings = [];
    private readonly SortedDictionary<TradeDate, DayState> days = [];

    private QuantPitsState(QuantPitsBook book) => this.book = book;

    /// <summary>Every contradiction, those of the opening first.</summary>
    /// <exception cref="InputException">A log is not there or a row cannot be read.</exception>
    public static ImmutableArray<StateFinding> Review(QuantPitsFolder folder, QuantPitsBook book)
    {
        var state = new QuantPitsState(book);
        state.ReadHoldings(QuantPitsLogs.Read(
            folder, HoldingLog, "成交日期", "证券代码", "持仓数量", "持仓成本", "收盘价格", "收盘价值", "当前浮盈"));
        state.CompareOpening(folder.BookPath);
        ImmutableSortedDictionary<TradeDate, Money> flows = state.CompareDaily(QuantPitsLogs.Read(
            folder, DailyLog, "成交日期", "持仓成本", "收盘价值", "当前浮盈", "CASHFLOW"));
        state.CompareTrades(
            QuantPitsLogs.Read(folder, TradeLog, "证券代码", "交易类别", "成交数量", "资金发生数", "成交日期"), flows);
        return [.. state.findings.OrderByDescending(finding => finding.ConcernsOpening)];
    }

    private void ReadHoldings(ImmutableArray<QuantPitsRow> rows)
    {
        foreach (QuantPitsRow row in rows)
        {
            TradeDate day = row.Date("成交日期");
            if (!days.TryGetValue(day, out DayState? state))
                days.Add(day, state = new DayState(row.Place));
            Money cost = row.Amount("持仓成本");
            Money value = row.Amount("收盘价值");
            bool isCash = row.Text("证券代码") == CashRow;
            if (isCash && state.Cash is not null)
                Find(row, "one row of CASH a day", "another");
            else if (isCash)
                (state.Cash, state.CashPlace) = (cost, row.Place);
            else if (!state.Positions.TryAdd(row.Instrument("证券代码"), (row.Shares("持仓数量"), cost, row.Place)))
                Find(row, "each instrument once a day", $"{row.Instrument("证券代码")} again");
            if (!isCash && !Near(Money.Round(row.Number("收盘价格") * row.Shares("持仓数量"), MidpointRounding.AwayFromZero), value))
                Find(row, $"收盘价值 as 持仓数量 × 收盘价格, {row.Number("收盘价格") * row.Shares("持仓数量")}", value.ToString());
            if (!Near(value - cost, row.Amount("当前浮盈")))
                Find(row, $"当前浮盈 as 收盘价值 − 持仓成本, {value - cost}", row.Text("当前浮盈"));
            state.Cost += cost;
            state.Value += value;
        }

        foreach ((TradeDate day, DayState state) in days.Where(day => day.Value.Cash is null))
            findings.Add(new StateFinding(state.Place, $"a row of CASH of {day}", "none", day == book.Day));
    }

    private void CompareOpening(string bookPath)
    {
        TradeDate? last = days.Count == 0 ? null : days.Keys.Last();
        if (last != book.Day)
        {
            Opening(HoldingLog, $"a last day of {book.Day}, as in {bookPath}", last?.ToString() ?? "no row");
            return;
        }

        DayState state = days[book.Day];
        if (state.Cash is { } cash && cash != book.Cash)
            Opening(state.CashPlace, $"the cash of {bookPath}, {book.Cash}", cash.ToString());
        foreach ((InstrumentId instrument, QuantPitsPosition position) in book.Positions)
        {
            if (!state.Positions.TryGetValue(instrument, out (long Shares, Money Cost, string Place) logged))
                Opening(HoldingLog, $"{position.Shares} of {instrument} on {book.Day}, as in {bookPath}", "no row");
            else if ((logged.Shares, logged.Cost) != (position.Shares, position.Cost))
                Opening(logged.Place, $"{position.Shares} at a cost of {position.Cost}, as in {bookPath}", $"{logged.Shares} at {logged.Cost}");
        }

        foreach ((InstrumentId instrument, (_, _, string place)) in state.Positions.Where(held => !book.Positions.ContainsKey(held.Key)))
            Opening(place, $"no {instrument}, as in {bookPath}", "a position");
    }

    private ImmutableSortedDictionary<TradeDate, Money> CompareDaily(ImmutableArray<QuantPitsRow> rows)
    {
        var flows = ImmutableSortedDictionary.CreateBuilder<TradeDate, Money>();
        foreach (QuantPitsRow row in rows)
        {
            TradeDate day = row.Date("成交日期");
            if (!flows.TryAdd(day, row.Amount("CASHFLOW")))
                Find(row, "each day once", $"{day} again", day == book.Day);
            else if (!days.TryGetValue(day, out DayState? state))
                Find(row, $"positions of {day} in {HoldingLog}", "none", day >= book.Day);
            else if (!Near(state.Cost, row.Amount("持仓成本")) || !Near(state.Value, row.Amount("收盘价值")))
                Find(row, $"the sums of {HoldingLog}, {state.Cost} and {state.Value}", $"{row.Text("持仓成本")} and {row.Text("收盘价值")}", day == book.Day);
            else if (!Near(row.Amount("收盘价值") - row.Amount("持仓成本"), row.Amount("当前浮盈")))
                Find(row, $"当前浮盈 as 收盘价值 − 持仓成本, {row.Amount("收盘价值") - row.Amount("持仓成本")}", row.Text("当前浮盈"));
        }

        foreach ((TradeDate day, DayState state) in days.Where(day => !flows.ContainsKey(day.Key)))
            findings.Add(new StateFinding(DailyLog, $"a row of {day}, of which {state.Place} has positions", "none", day == book.Day));
        return flows.ToImmutable();
    }

    // From one day to the next shares and cash change by what was traded and what the owner moved, and by nothing else.
    private void CompareTrades(ImmutableArray<QuantPitsRow> rows, ImmutableSortedDictionary<TradeDate, Money> flows)
    {
        ILookup<TradeDate, QuantPitsRow> trades = rows.ToLookup(row => row.Date("成交日期"));
        foreach (TradeDate day in trades.Select(day => day.Key).Where(day => day > book.Day))
            Opening(trades[day].First().Place, $"nothing after {book.Day}", $"a row of {day}");
        (TradeDate Day, DayState State)? before = null;
        foreach ((TradeDate day, DayState state) in days)
        {
            if (before is { } earlier)
                CompareDays(earlier.State, day, state, [.. trades.Where(traded => traded.Key > earlier.Day && traded.Key <= day).SelectMany(traded => traded)], flows.GetValueOrDefault(day));
            before = (day, state);
        }
    }

    private void CompareDays(DayState before, TradeDate day, DayState after, ImmutableArray<QuantPitsRow> trades, Money flow)
    {
        Money cash = (before.Cash ?? Money.Zero) + flow;
        var shares = before.Positions.ToDictionary(held => held.Key, held => held.Value.Shares);
        foreach (QuantPitsRow row in trades)
        {
            cash += row.Amount("资金发生数");
            int direction = Direction(row);
            if (direction != 0)
                shares[row.Instrument("证券代码")] = shares.GetValueOrDefault(row.Instrument("证券代码")) + (direction * Math.Abs(row.Shares("成交数量")));
        }

        if (after.Cash is { } logged && !Near(logged, cash))
            findings.Add(new StateFinding(after.CashPlace, $"cash of {cash}, which the day before, its trades and the flow lead to", logged.ToString(), false));
        foreach (InstrumentId instrument in shares.Keys.Union(after.Positions.Keys).Order())
        {
            (long held, _, string? place) = after.Positions.GetValueOrDefault(instrument);
            if (held != shares.GetValueOrDefault(instrument))
                findings.Add(new StateFinding(place ?? after.Place, $"{shares.GetValueOrDefault(instrument)} of {instrument} on {day}, which the day before and its trades lead to", $"{held}", false));
        }
    }

    private int Direction(QuantPitsRow row)
    {
        string word = row.Text("交易类别");
        bool moves = word.EndsWith("买入", StringComparison.Ordinal) || word.Contains("红股", StringComparison.Ordinal);
        if (moves || word.EndsWith("卖出", StringComparison.Ordinal))
            return moves ? 1 : -1;
        if (!word.Contains("红利", StringComparison.Ordinal) && word != "利息归本" && row.Shares("成交数量") != 0)
            Find(row, "a category that is known", $"'{word}' that moves shares");
        return 0;
    }

    private void Opening(string place, string expected, string found) =>
        findings.Add(new StateFinding(place, expected, found, true));

    private void Find(QuantPitsRow row, string expected, string found, bool opening = false) =>
        findings.Add(new StateFinding(row.Place, expected, found, opening));

    private static bool Near(Money left, Money right) => Math.Abs(left.Cents - right.Cents) <= Stray.Cents;

    private sealed class DayState(string place)
    {
        public string Place { get; } = place;

        public Money? Cash { get; set; }

        public string CashPlace { get; set; } = place;

        public Money Cost { get; set; }

        public Money Value { get; set; }

        public SortedDictionary<InstrumentId, (long Shares, Money Cost, string Place)> Positions { get; } = [];
    }
}
