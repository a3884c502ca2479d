using Quant.Accounting;
using Quant.Costs;
using Quant.Execution.Brokers;
using Quant.Operations.Workspaces;
using Quant.Portfolios;

namespace Quant.Operations.Accounts;

/// <summary>The rules that a workspace's configuration chooses: trading, fees, holding.</summary>
/// <param name="Trading">Lots, steps and limits of prices, and when shares may be sold.</param>
/// <param name="Fees">What trades cost.</param>
/// <param name="Settlement">When the money of sales is there.</param>
/// <param name="Slippage">How much worse simulated trades are.</param>
/// <param name="Holding">How names are chosen.</param>
/// <param name="Planning">How orders are sized.</param>
public sealed record MarketRules(
    TradingRules Trading,
    FeeSchedule Fees,
    SettlementSchedule Settlement,
    SlippageModel Slippage,
    TopKDropNOptions Holding,
    OrderPlannerOptions Planning)
{
    /// <summary>The terms of the simulated broker in a session.</summary>
    public SimulatedBrokerOptions BrokerOn(TradeDate session) => new()
    {
        Rules = Trading,
        Fees = Fees,
        Slippage = Slippage,
        ProceedsBuyAtOnce = Settlement.RuleOn(session).SpendableAfterSessions == 0,
    };

    /// <summary>The rules of a configuration.</summary>
    public static MarketRules Of(WorkspaceOptions options)
    {
        ExecutionOptions execution = options.Quant.Execution;
        var commission = new CommissionRule { Rate = execution.CommissionRate, Minimum = execution.CommissionMinimum };
        return new MarketRules(
            TradingRules.ForMarket(options.Quant.Data.Rules),
            FeeSchedule.ForMarket(options.Quant.Data.Rules, commission),
            SettlementSchedule.ForMarket(options.Quant.Data.Rules),
            new SlippageModel(execution.SlippageBps),
            new TopKDropNOptions
            {
                TopK = options.Strategy.TopK,
                DropN = options.Strategy.DropN,
                BuySuggestionFactor = options.Strategy.BuySuggestionFactor,
                SaleProceeds = options.Quant.Orders.SaleProceeds == Workspaces.SaleProceeds.SameSession
                    ? Portfolios.SaleProceeds.SameSession
                    : Portfolios.SaleProceeds.NextSession,
            },
            new OrderPlannerOptions
            {
                CashBufferRatio = options.Quant.Orders.CashBuffer, PriceMargin = options.Quant.Orders.PriceMargin,
            });
    }
}
