using System.Text;
using System.Text.RegularExpressions;
using Quant.Accounting;
using Quant.Execution.Brokers;
using Quant.Execution.Protocol;
using Quant.Operations.Workspaces;
using Quant.Orders;
using Quant.Storage;

namespace Quant.Operations.Accounts;

/// <summary>The simulated broker's statements: made from a session's order files and quotes, kept in <c>inbox/</c>,
/// then read like any other.</summary>
/// <remarks>
/// A statement that lies there already is taken as it is, so a user's own program may write it. Order files are found
/// by exact name; where several sources made orders for one session, <c>ensemble</c> is traded.
/// </remarks>
internal sealed partial class SimulatedStatements(
    Workspace workspace, MarketDays market, MarketRules rules, bool dryRun) : ISessionDocuments
{
    private readonly QuantStatement reader = new();

    /// <inheritdoc/>
    public SessionDocument? Read(TradeDate session, AccountBook book, ImmutableArray<AccountEvent> flows)
    {
        string path = PathOf(session);
        if (File.Exists(workspace.PathOf(path)))
            return new SessionDocument([reader.Read(path, File.ReadAllBytes(workspace.PathOf(path)))], [], []);
        SessionQuotes quotes = market.Quotes(session);
        ImmutableArray<FiledOrder> orders = FiledOrders.Of(workspace, session);
        ImmutableArray<AccountEvent> payments = Payments(session, book, quotes);
        if (orders.IsEmpty && payments.IsEmpty)
            return SessionDocument.None;

        ExecutionReport report = Trade(orders, quotes, book, flows);
        byte[] statement = QuantStatement.Write(
            [.. payments, .. report.Fills.Select(fill => AccountEvent.Of(fill, ""))]);
        if (!dryRun)
            Keep(session, statement, report);
        return new SessionDocument([reader.Read(path, statement)], report.Refusals, []);
    }

    /// <inheritdoc/>
    public IEnumerable<(TradeDate Session, string Origin, ContentHash Hash)> Closed(TradeDate cursor) =>
        from file in Directory.Exists(workspace.PathOf("inbox"))
            ? Directory.EnumerateFiles(workspace.PathOf("inbox")).Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>()
        let name = StatementName().Match(Path.GetFileName(file))
        where name.Success && TradeDate.TryParse(name.Groups[1].ValueSpan, out TradeDate session) && session <= cursor
        let day = TradeDate.Parse(name.Groups[1].Value)
        select (day, PathOf(day), ContentHash.Of(File.ReadAllBytes(file)));

    /// <inheritdoc/>
    public BrokerStatement ReadAt(string path) => File.Exists(workspace.PathOf(path))
        ? reader.Read(path, File.ReadAllBytes(workspace.PathOf(path)))
        : throw new InputException(path, "", "a statement", "no such file", "Give its path in the workspace.");

    /// <inheritdoc/>
    public string Missing(TradeDate session) => $"{PathOf(session)} could not be made.";

    private static string PathOf(TradeDate session) => $"inbox/{session}-fills.csv";

    private ImmutableArray<AccountEvent> Payments(TradeDate session, AccountBook book, SessionQuotes quotes)
    {
        if (book.Account is not { Holdings.IsEmpty: false } account)
            return [];
        IEnumerable<KeyValuePair<InstrumentId, long>> held =
            account.Holdings.Select(holding => KeyValuePair.Create(holding.Instrument, holding.Shares));
        return ExRightsPayment.Of(held, market.Quotes(market.Calendar.Previous(session)), quotes);
    }

    private ExecutionReport Trade(
        ImmutableArray<FiledOrder> filed, SessionQuotes quotes, AccountBook book, ImmutableArray<AccountEvent> flows)
    {
        Money cash = flows.Aggregate(
            book.Account?.CashAvailableNextSession ?? Money.Zero, (sum, flow) => sum + flow.Cash);
        ImmutableSortedDictionary<InstrumentId, long> sellable =
            (book.Account?.Holdings ?? []).ToImmutableSortedDictionary(
            holding => holding.Instrument,
            holding => Settlement.Sellable(book.Ledger, holding.Instrument, quotes.Session, rules.Trading));
        var broker = new SimulatedBroker(rules.BrokerOn(quotes.Session));
        ILookup<bool, Order> orders = filed.ToLookup(order => order.IsBackup, order => OrderOf(order, quotes));
        return broker.Execute(
            new OrderBatch(quotes.Session, [.. orders[false]]), [.. orders[true]], quotes,
            new SimulatedAccount(cash, sellable));
    }

    // A file without limit prices accepts every price that the session allows.
    private static Order OrderOf(FiledOrder order, SessionQuotes quotes)
    {
        Quote? quote = quotes.Of(order.Instrument);
        Price any = order.Side == Side.Buy ? quote?.LimitUp ?? quote?.High ?? default : default;
        return new Order(order.Side, order.Instrument, order.Shares, order.LimitPrice ?? any, order.Reason);
    }

    private void Keep(TradeDate session, byte[] statement, ExecutionReport report)
    {
        var changes = new ChangeSet(workspace.Root);
        changes.Write($"inbox/{session}-refusals.csv", Refusals(report));
        changes.Write(PathOf(session), statement);
        changes.Commit($"fills-{session}");
    }

    private static byte[] Refusals(ExecutionReport report)
    {
        StringBuilder text = new StringBuilder().AppendFields(
            "session", "side", "instrument", "shares", "reason", "sentence");
        foreach (OrderRefusal refusal in report.Refusals)
        {
            text.AppendFields(
                report.Session.ToString(), refusal.Side == Orders.Side.Buy ? "buy" : "sell",
                refusal.Instrument.ToString(),
                refusal.Shares.ToString(CultureInfo.InvariantCulture), ReasonCode.Text(refusal.Reason),
                CsvField.Text(refusal.Sentence));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    [GeneratedRegex(@"^(\d{4}-\d{2}-\d{2})-fills\.csv$", RegexOptions.CultureInvariant)]
    private static partial Regex StatementName();
}
