using System.Text.Json.Nodes;
using Quant.Accounting;

namespace Quant.Operations.Workspaces.Configuration;

/// <summary><c>quant.yaml</c>: the account, the data, execution and orders.</summary>
internal static class QuantFile
{
    private static readonly ConfigKey<string> AccountName =
        Key.Name("name", "main", "The account's name, written into trade rows.");

    private static readonly ConfigKey<TradeDate?> Start = Key.Date(
        "start", null, "The session at whose close the book begins; nothing before it is traded.");

    private static readonly ConfigKey<Money> InitialCash =
        Key.Amount("initial_cash", null, "The cash the book begins with, in the ledger's currency.");

    private static readonly ConfigKey<string> Currency =
        Key.Choice("currency", "CNY", "The currency of the book, which the market's trades are paid in: CNY with `cn`, USD with `us`.",
            "CNY", "USD", "EUR", "USDT", "USDC");

    private static readonly ConfigSectionKey Account = new(
        "account", "The account that this workspace is the book of.",
        new ConfigSchema(AccountName, Start, InitialCash, Currency), Required: true);

    private static readonly ConfigKey<string> Dataset =
        Key.Name("dataset", null, "The data set's name in the snapshot store; see `quant data show`.");

    private static readonly ConfigKey<string> Rules =
        Key.Choice(
            "rules", "cn",
            "The market that the account trades on, whose dated rows apply: lots, steps and limits of prices, charges, settlement; see markets.md.",
            [.. TradingRules.MarketNames]);

    private static readonly ConfigKey<double> MissingRateMost = Key.Number(
        "missing_rate_most", 0.2, 0, 1, "The largest share of missing quotes with which a session counts as ready.");

    private static readonly ConfigKey<ConfigNode?> UniverseFilters = Key.Any(
        "universe_filters", UniverseFilterFile.Expected, "[]", "What narrows the universe of model_config.json, day by day, one filter after another.");

    private static readonly ConfigSectionKey Data = new(
        "data", "Which data the stages read.",
        new ConfigSchema(Dataset, Rules, MissingRateMost, UniverseFilters), Required: true);

    private static readonly ConfigKey<string> Broker = Key.Name(
        "broker", ExecutionOptions.Simulated,
        "Where fills and settlement rows come from: `simulated`, or a broker of whom a statement format that is booked is built in or in config/statements.");

    private static readonly ConfigKey<decimal> CommissionRate = Key.Decimal(
        "commission_rate", 0.00025m, 0m, 0.01m, "The broker's commission as a fraction of value.");

    private static readonly ConfigKey<Money> CommissionMinimum =
        Key.Amount("commission_minimum", new Money(500), "The least commission of one order.");

    private static readonly ConfigKey<decimal> SlippageBps = Key.Decimal(
        "slippage_bps", 0m, 0m, 1000m, "Simulated fills are this many basis points worse than the opening price.");

    private static readonly ConfigKey<bool> ReconcileRequired = Key.Flag(
        "reconcile_required", false, "Whether orders need a comparison with the broker's account; open differences block them in any case.");

    private static readonly ConfigSectionKey Execution = new(
        "execution", "Who trades, and what it costs.",
        new ConfigSchema(Broker, CommissionRate, CommissionMinimum, SlippageBps, ReconcileRequired));

    private static readonly ConfigKey<string> Proceeds = Key.Choice(
        "sale_proceeds", "next_session", "When the proceeds of a sale may pay for a purchase.", "next_session", "same_session");

    private static readonly ConfigKey<decimal> CashBuffer =
        Key.Decimal("cash_buffer", 0.005m, 0m, 1m, "The part of cash that is never spent.");

    private static readonly ConfigKey<decimal> PriceMargin = Key.Decimal(
        "price_margin", 0.1m, 0.001m, 0.9m, "How far from the last close an order's limit price lies where the market has no price limits.");

    private static readonly ConfigSectionKey Orders = new(
        "orders", "How orders are made.", new ConfigSchema(Proceeds, CashBuffer, PriceMargin));

    private static readonly ConfigKey<int> Threads = Key.Whole(
        "threads", 0, 0, 1024, "How many threads to compute with; 0 means one per core. Results do not depend on it.");

    private static readonly ConfigKey<ConfigNode?> Processes = Key.Any(
        "processes", "a section with one section per program", "{}", "The programs that models may be trained and scored by, by name.");

    /// <summary>The keys of the file.</summary>
    public static ConfigSchema Schema { get; } = new(Account, Data, Execution, Orders, Processes, Threads);

    /// <summary>Reads the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="errors">Where mistakes go.</param>
    /// <param name="brokers">The brokers whose documents can be booked.</param>
    public static QuantOptions Read(ConfigSection file, ConfigErrors errors, IEnumerable<string> brokers)
    {
        ConfigSection account = file.Get(Account);
        ConfigSection data = file.Get(Data);
        ConfigSection execution = file.Get(Execution);
        ConfigSection orders = file.Get(Orders);
        ImmutableArray<string> known = [ExecutionOptions.Simulated, .. brokers.Distinct().Order(StringComparer.Ordinal)];
        if (!known.Contains(execution.Get(Broker)))
        {
            string near = NearestName.Of(execution.Get(Broker), known) is { } name ? $"; did you mean '{name}'?" : ".";
            execution.Wrong(Broker, $"expected one of {string.Join(", ", known)}, found '{execution.Get(Broker)}'{near}");
        }

        RequireWhatTheMarketAllows(account, data, orders);
        return new QuantOptions
        {
            Account = new AccountOptions
            {
                Name = account.Get(AccountName),
                Start = account.Get(Start) ?? default,
                InitialCash = account.Get(InitialCash),
                Currency = account.Get(Currency),
            },
            Data = new DataOptions
            {
                Dataset = data.Get(Dataset),
                Rules = data.Get(Rules),
                MissingRateMost = data.Get(MissingRateMost),
                UniverseFilters = UniverseFilterFile.Read(data.Get(UniverseFilters), data.PathOf(UniverseFilters.Name), errors),
            },
            Execution = new ExecutionOptions
            {
                Broker = execution.Get(Broker),
                CommissionRate = execution.Get(CommissionRate),
                CommissionMinimum = execution.Get(CommissionMinimum),
                SlippageBps = execution.Get(SlippageBps),
                ReconcileRequired = execution.Get(ReconcileRequired),
            },
            Orders = new OrderOptions
            {
                SaleProceeds = orders.Get(Proceeds) == "same_session" ? SaleProceeds.SameSession : SaleProceeds.NextSession,
                CashBuffer = orders.Get(CashBuffer),
                PriceMargin = orders.Get(PriceMargin),
            },
            Processes = ProcessFile.Read(file.Get(Processes), Processes.Name, errors),
            Threads = file.Get(Threads),
        };
    }

    private static void RequireWhatTheMarketAllows(ConfigSection account, ConfigSection data, ConfigSection orders)
    {
        string market = data.Get(Rules);
        var settlement = SettlementSchedule.ForMarket(market);
        string currency = account.Get(Currency);
        if (!settlement.Currencies.IsEmpty && !settlement.Currencies.Contains(Commodity.Parse(currency)))
        {
            account.Wrong(
                Currency,
                $"expected {string.Join(" or ", settlement.Currencies)}, in which trades on the market '{market}' of data.rules are paid, found '{currency}'.");
        }

        if (orders.Get(Proceeds) == "same_session" && !settlement.EverBuysAtOnce)
        {
            orders.Wrong(
                Proceeds,
                $"expected next_session, because on the market '{market}' of data.rules the money of a sale buys after it has settled, found 'same_session'.");
        }
    }

    /// <summary>Writes every key with its value.</summary>
    public static JsonObject Write(QuantOptions options) => new()
    {
        [Account.Name] = new JsonObject
        {
            [AccountName.Name] = options.Account.Name,
            [Start.Name] = options.Account.Start.ToString(),
            [InitialCash.Name] = options.Account.InitialCash.ToDecimal(),
            [Currency.Name] = options.Account.Currency,
        },
        [Data.Name] = new JsonObject
        {
            [Dataset.Name] = options.Data.Dataset,
            [Rules.Name] = options.Data.Rules,
            [MissingRateMost.Name] = options.Data.MissingRateMost,
            [UniverseFilters.Name] = UniverseFilterFile.Write(options.Data.UniverseFilters),
        },
        [Execution.Name] = new JsonObject
        {
            [Broker.Name] = options.Execution.Broker,
            [CommissionRate.Name] = options.Execution.CommissionRate,
            [CommissionMinimum.Name] = options.Execution.CommissionMinimum.ToDecimal(),
            [SlippageBps.Name] = options.Execution.SlippageBps,
            [ReconcileRequired.Name] = options.Execution.ReconcileRequired,
        },
        [Orders.Name] = new JsonObject
        {
            [Proceeds.Name] = options.Orders.SaleProceeds == SaleProceeds.SameSession ? "same_session" : "next_session",
            [CashBuffer.Name] = options.Orders.CashBuffer,
            [PriceMargin.Name] = options.Orders.PriceMargin,
        },
        [Processes.Name] = ProcessFile.Write(options.Processes),
        [Threads.Name] = options.Threads,
    };
}
