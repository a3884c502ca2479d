using Quant.Costs;
using Quant.Operations.Workspaces;
using Quant.Portfolios;

namespace Quant.Operations.Accounts;

/// <summary>The rules that a workspace's configuration chooses: trading, fees, holding.</summary>
/// <param name="Trading">Lots, limits and settlement.</param>
/// <param name="Fees">What trades cost.</param>
/// <param name="Slippage">How much worse simulated trades are.</param>
/// <param name="Holding">How names are chosen.</param>
/// <param name="Planning">How orders are sized.</param>
public sealed record MarketRules(
    TradingRules Trading,
    FeeSchedule Fees,
    SlippageModel Slippage,
    TopKDropNOptions Holding,
    OrderPlannerOptions Planning)
{
    /// <summary>The rules of a configuration.</summary>
    public static MarketRules Of(WorkspaceOptions options)
    {
        ExecutionOptions execution = options.Quant.Execution;
        var commission = new CommissionRule { Rate = execution.CommissionRate, Minimum = execution.CommissionMinimum };
        return new MarketRules(
            TradingRules.ForMarket(options.Quant.Data.Rules),
            FeeSchedule.ForMarket(options.Quant.Data.Rules, commission),
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
            new OrderPlannerOptions { CashBufferRatio = options.Quant.Orders.CashBuffer });
    }
}
