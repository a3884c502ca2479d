using System.Text;
using Quant.Storage;

namespace Quant.Operations.Simulation;

/// <summary>The files that a simulated world puts into its workspace.</summary>
internal static class SimulatedWorkspace
{
    private const string Workflow =
        "model: {kind: ridge, alpha: 1.0}\nfeatures: Alpha158\nlabel: Ref($close, -6) / Ref($close, -1) - 1\n";

    private const string Registry =
        "models:\n  m: {algorithm: ridge, dataset: Alpha158, market: all, yaml_file: config/workflow_config_m.yaml}\n";

    /// <summary>Writes the configuration of an account.</summary>
    public static void Write(string root, TradeDate start, Money cash, bool salesPay, bool mustCompare, Chance chance)
    {
        int most = chance.Between(2, 5);
        string proceeds = salesPay ? "same_session" : "next_session";
        Put(root, "config/quant.yaml", $$"""
            account: {name: simulated, start: {{start}}, initial_cash: {{cash}}}
            data: {dataset: simulated}
            execution: {broker: house, reconcile_required: {{(mustCompare ? "true" : "false")}}}
            orders: {sale_proceeds: {{proceeds}}}
            """);
        Put(root, "config/strategy_config.yaml", FormattableString.Invariant(
            $"strategy: {{name: topk_dropout, params: {{topk: {most}, n_drop: {chance.Between(1, 2)}, buy_suggestion_factor: {chance.Between(1, 2)}}}}}\n"));
        Put(root, "config/workflow_config_m.yaml", Workflow);
        Put(root, "config/model_registry.yaml", Registry);
        Put(root, "config/ensemble_config.json", """{"combos":{"A":{"models":["m"],"default":true}}}""");
        Put(root, "config/cashflow.json", """{"cashflows":{}}""");
        Put(root, "config/statements/house.yaml", StatementDesk.Format);
    }

    /// <summary>Writes that the account held a name before its book begins.</summary>
    public static void WriteOpening(string root, InstrumentId name, long shares) =>
        Put(root, "config/opening_positions.csv", FormattableString.Invariant($"instrument,shares,cost\n{name},{shares},{shares}.00\n"));

    /// <summary>Writes the scores of a session: the best name first.</summary>
    public static void WriteScores(string root, TradeDate session, ImmutableArray<InstrumentId> ranking) => Put(
        root, $"output/predictions/ensemble_A_{session}.csv",
        "datetime,instrument,score\n" + string.Concat(ranking.Select((name, rank) =>
            FormattableString.Invariant($"{session},{name.QlibCode},{-rank}\n"))));

    /// <summary>What the broker says an account holds.</summary>
    public static byte[] AccountSheet(TradeDate session, PlainAccount account)
    {
        var text = new StringBuilder("session,item,instrument,total,available,frozen\n");
        text.Append(CultureInfo.InvariantCulture, $"{session},cash,,{account.Cash},{account.Cash},0.00\n");
        foreach ((InstrumentId name, long shares) in account.Positions)
            text.Append(CultureInfo.InvariantCulture, $"{session},position,{name},{shares},{account.Sellable(name)},0\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Put(string root, string path, string content) =>
        DurableFile.Write(Path.Combine(root, path), Encoding.UTF8.GetBytes(content));
}
