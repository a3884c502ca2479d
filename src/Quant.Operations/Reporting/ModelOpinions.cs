using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quant.Execution.Protocol;
using Quant.Operations.Accounts;
using Quant.Operations.Stages;
using Quant.Operations.Workspaces;
using Quant.Portfolios;

namespace Quant.Operations.Reporting;

/// <summary>What the order basis, every combination and every model would do with the same names: one table, one
/// decision code.</summary>
/// <remarks>
/// A cell is what the decision code says on that source alone: <c>HOLD</c>, <c>SELL</c>, <c>BUY</c>, <c>BUY*</c>
/// (backup), <c>BLOCKED</c> (due or wanted, but cannot be traded) or <c>--</c>, with the rank; <c>-</c> where the
/// source has no score and nothing to decide.
/// </remarks>
internal sealed class ModelOpinions
{
    private const string Basis = "order_basis";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private readonly TradeDate session;
    private readonly WorkspaceOptions options;
    private readonly ImmutableArray<Column> columns;

    private ModelOpinions(
        TradeDate session, WorkspaceOptions options, ImmutableArray<Column> columns, ImmutableArray<string> warnings) =>
        (this.session, this.options, this.columns, Warnings) = (session, options, columns, warnings);

    /// <summary>Sources that could not be asked, each in a sentence.</summary>
    public ImmutableArray<string> Warnings { get; }

    /// <summary>The hashes of the files read besides the basis, by column.</summary>
    public ImmutableSortedDictionary<string, ContentHash> Inputs => columns.Where(column => column.Label != Basis)
        .ToImmutableSortedDictionary(column => column.Label, column => column.Hash, StringComparer.Ordinal);

    /// <summary>Asks every source.</summary>
    public static ModelOpinions Of(
        OrderScene scene, ScoreSources sources, TopKDecisions basis, WorkspaceOptions options)
    {
        var columns = new List<Column> { new(Basis, "sorted_df", "sorted_df", basis, default) };
        var warnings = new List<string>();
        foreach (ComboOptions combo in options.Ensemble.Combos)
            Ask($"combo_{combo.Name}", "combo", sources.OfCombo(combo));
        foreach (string model in ModelsOf(options))
            Ask($"model_{model}", "model", sources.OfModel(model));
        return new ModelOpinions(scene.Session, options, [.. columns], [.. warnings]);

        void Ask(string label, string type, ScoreSource source)
        {
            if (sources.Read(source, out StageResult? stop) is { } scored)
                columns.Add(new Column(label, source.Path, type, scene.Decide(scored), scored.Hash));
            else
                warnings.Add($"No opinion of {label}: {stop!.Message}");
        }
    }

    /// <summary>The table: a row for every name the basis holds, sells, buys or would.</summary>
    public byte[] ToCsv()
    {
        StringBuilder text = new StringBuilder().AppendFields(
            columns.Select(column => column.Label).Prepend("instrument"));
        foreach (InstrumentId name in Names())
            text.AppendFields(columns.Select(column => Cell(column.Decisions.Of(name))).Prepend(name.QlibCode));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>What the table was made from.</summary>
    public byte[] ToJson()
    {
        ImmutableArray<ComboOptions> combos = options.Ensemble.Combos;
        var document = new JsonObject
        {
            ["trade_date"] = session.ToString(),
            ["combo_composition"] = new JsonObject(
                combos.Select(combo => KeyValuePair.Create<string, JsonNode?>(combo.Name, Texts(combo.Models)))),
            ["model_to_combos"] = new JsonObject(
                ModelsOf(options).Select(model => KeyValuePair.Create<string, JsonNode?>(
                model, Texts(combos.Where(combo => combo.Models.Contains(model)).Select(combo => combo.Name))))),
            ["thresholds"] = new JsonObject
            {
                ["TopK"] = options.Strategy.TopK,
                ["DropN"] = options.Strategy.DropN,
                ["buy_suggestion_factor"] = options.Strategy.BuySuggestionFactor,
            },
            ["legend"] = Legend(),
            ["sources"] = new JsonArray(
                [.. columns.Select(column => Texts([column.Label, column.Source, column.Type]))]),
            ["warnings"] = Texts(Warnings),
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes<JsonNode>(document, Indented), (byte)'\n'];
    }

    // Kept names, then sales, then candidates, as the basis has them.
    private IEnumerable<InstrumentId> Names()
    {
        TopKDecisions basis = columns[0].Decisions;
        DecisionAction[] order =
        [
            DecisionAction.Hold, DecisionAction.HoldBlocked, DecisionAction.Sell, DecisionAction.Buy,
            DecisionAction.BuyBackup,
            DecisionAction.BuyBlocked,
        ];
        return order.SelectMany(basis.With).Select(decision => decision.Instrument).Distinct();
    }

    private static string Cell(Decision? decision)
    {
        if (decision is null)
            return "-";
        string rank = decision.Rank?.ToString(CultureInfo.InvariantCulture) ?? "-";
        return $"{Word(decision.Action)} ({rank})";
    }

    private static string Word(DecisionAction action) => action switch
    {
        DecisionAction.Hold => "HOLD",
        DecisionAction.Sell => "SELL",
        DecisionAction.Buy => "BUY",
        DecisionAction.BuyBackup => "BUY*",
        DecisionAction.HoldBlocked or DecisionAction.BuyBlocked => "BLOCKED",
        _ => "--",
    };

    private static JsonObject Legend() => new()
    {
        ["HOLD"] = "held, and kept by this source",
        ["SELL"] = "held, and among the worst this source would sell",
        ["BUY"] = "not held, and among the names this source would buy",
        ["BUY*"] = "not held, and a backup of this source",
        ["BLOCKED"] = "due for sale or wanted by this source, but it cannot be traded",
        ["--"] = "not held, and no candidate of this source",
        ["-"] = "this source has no score and nothing to decide",
    };

    private static IEnumerable<string> ModelsOf(WorkspaceOptions options) =>
        options.Ensemble.Combos.SelectMany(combo => combo.Models).Distinct();

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private sealed record Column(string Label, string Source, string Type, TopKDecisions Decisions, ContentHash Hash);
}
