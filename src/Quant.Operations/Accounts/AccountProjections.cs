using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quant.Accounting;
using Quant.Execution.Books;
using Quant.Execution.Protocol;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Accounts;

/// <summary>The account's files as QuantPits has them, each made whole from the book.</summary>
/// <remarks>
/// Every amount is text with two decimals in CSV and JSON alike. The index column of the daily log is called
/// <c>CSI300</c> where the benchmark is 000300.SH and by the benchmark's own code otherwise; a session without an index
/// close has an empty cell.
/// </remarks>
public static class AccountProjections
{
    private const string FamousIndex = "SH000300";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary><c>data/trade_log_full.csv</c>: every event of every document, in booking order; the settlement
    /// day is the one it happened on, the trade day the session it is booked in.</summary>
    public static byte[] TradeLog(IEnumerable<BookedEvent> events, string account)
    {
        StringBuilder text = new StringBuilder().AppendFields(
            "证券代码", "交易类别", "成交价格", "成交数量", "成交金额", "资金发生数", "费用合计", "交收日期", "model", "成交日期");
        foreach ((AccountEvent happened, _) in events.Where(booked => booked.Document is not null))
        {
            text.AppendFields(
                happened.Instrument?.QlibCode ?? "", CsvField.Text(happened.Category), happened.Price.ToString(),
                Number(happened.Shares),
                happened.Gross.ToString(), happened.Cash.ToString(), happened.Fees.Total.ToString(),
                (happened.HappenedOn ?? happened.Session).Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CsvField.Text(account),
                happened.Session.ToString());
        }

        return Bytes(text);
    }

    /// <summary><c>data/holding_log_full.csv</c>: every position of every session, its cash, and money that is lent or
    /// paid for shares that have not arrived.</summary>
    public static byte[] HoldingLog(IEnumerable<BookedDay> days)
    {
        StringBuilder text = new StringBuilder().AppendFields(
            "成交日期", "证券代码", "持仓数量", "持仓成本", "持仓均价", "收盘价格", "收盘价值", "当前浮盈", "浮盈收益率");
        foreach (AccountSnapshot account in days.Select(day => day.Account))
        {
            string session = account.Session.ToString();
            foreach (Holding holding in account.Holdings)
            {
                text.AppendFields(
                    session, holding.Instrument.QlibCode, Number(holding.Shares), holding.OwnCost.ToString(),
                    Fixed(holding.OwnCost.ToDecimal() / holding.Shares, 4), holding.Price.ToString(),
                    holding.OwnValue.ToString(),
                    (holding.OwnValue - holding.OwnCost).ToString(), Ratio(holding.UnrealisedGain, holding.Cost));
            }

            string cash = account.Cash.ToString();
            text.AppendFields(session, "CASH", cash, cash, "1", "1", cash, "0", "0");
            foreach (ForeignMoney money in account.Foreign)
            {
                string worth = money.OwnValue.ToString();
                text.AppendFields(
                    session, $"CASH_{money.Currency}", (money.Cash + money.Receivable).ToString(), worth, Fixed(money.Rate, 4),
                    Fixed(money.Rate, 4), worth, "0", "0");
            }

            string due = account.Receivable.ToString();
            if (account.Receivable != Money.Zero)
                text.AppendFields(session, "RECEIVABLE", due, due, "1", "1", due, "0", "0");
        }

        return Bytes(text);
    }

    /// <summary><c>data/daily_amount_log_full.csv</c>: the whole account, a line a session; totals include
    /// cash.</summary>
    public static byte[] DailyLog(IReadOnlyList<BookedDay> days, InstrumentId benchmark)
    {
        string index = benchmark.QlibCode == FamousIndex ? "CSI300" : benchmark.QlibCode;
        StringBuilder text = new StringBuilder().AppendFields(
            "成交日期", "持仓成本", "收盘价值", "当前浮盈", "当前浮盈率", index, "CASHFLOW");
        foreach (BookedDay day in days)
        {
            Money cost = day.Account.Cost + day.Account.Cash + day.Account.Receivable + day.Account.ForeignValue;
            Money gain = day.Account.NetAssetValue - cost;
            text.AppendFields(
                day.Account.Session.ToString(), cost.ToString(), day.Account.NetAssetValue.ToString(), gain.ToString(),
                Ratio(gain, cost), day.IndexClose is { } close ? Fixed(close, 4) : "", day.CashFlow.ToString());
        }

        return Bytes(text);
    }

    /// <summary><c>data/prod_config.json</c>: the account at the last session.</summary>
    public static byte[] ProdConfig(AccountSnapshot account, WorkspaceOptions options)
    {
        string session = account.Session.ToString();
        var document = new JsonObject
        {
            ["model"] = options.Quant.Account.Name,
            ["market"] = options.Model.Market,
            ["benchmark"] = options.Model.Benchmark.QlibCode,
            ["broker"] = options.Quant.Execution.Broker,
            ["current_date"] = session,
            ["last_processed_date"] = session,
            ["initial_cash"] = options.Quant.Account.InitialCash.ToString(),
            ["initial_holding"] = new JsonArray(),
            ["current_full_cash"] = account.NetAssetValue.ToString(),
            ["current_cash"] = account.Cash.ToString(),
            ["current_holding"] = new JsonArray([.. account.Holdings.Select(holding => new JsonObject
            {
                ["instrument"] = holding.Instrument.QlibCode,
                ["value"] = Number(holding.Shares),
                ["amount"] = holding.Cost.ToString(),
            })]),
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes<JsonNode>(document, Indented), (byte)'\n'];
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Ratio(Money part, Money whole) =>
        whole == Money.Zero ? "0" : Fixed((decimal)part.Cents / whole.Cents, 5);

    private static string Fixed(decimal value, int decimals) =>
        decimal.Round(value, decimals, MidpointRounding.AwayFromZero).ToString(
            $"F{decimals}", CultureInfo.InvariantCulture);

    private static byte[] Bytes(StringBuilder text) => Encoding.UTF8.GetBytes(text.ToString());
}
