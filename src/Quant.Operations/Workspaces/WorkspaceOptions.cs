using Quant.Accounting;
using Quant.Execution.Statements;
using Quant.Factors;
using Quant.Models.Registry;
using Quant.Preprocessing;

namespace Quant.Operations.Workspaces;

/// <summary>Everything under <c>config/</c>, checked as a whole. Each stage is handed the part it needs.</summary>
public sealed record WorkspaceOptions
{
    /// <summary><c>config/quant.yaml</c>.</summary>
    public required QuantOptions Quant { get; init; }

    /// <summary><c>config/model_config.json</c>.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary><c>config/strategy_config.yaml</c>.</summary>
    public required StrategyOptions Strategy { get; init; }

    /// <summary><c>config/ensemble_config.json</c>.</summary>
    public required EnsembleOptions Ensemble { get; init; }

    /// <summary><c>config/model_registry.yaml</c> with the workflow files that it names, in the order of the file.</summary>
    public required ImmutableArray<ModelSpec> Registry { get; init; }

    /// <summary>The files of <c>config/factors</c>: the user's own factor sets, ascending by name.</summary>
    public ImmutableArray<FactorSetOptions> FactorSets { get; init; } = [];

    /// <summary>Every factor set, of the library and the user's own.</summary>
    public FactorRegistry Factors => new(FactorSets.Select(own => own.Set));

    /// <summary><c>config/opening_positions.csv</c>: what the account held when its book began, beside its cash. Default
    /// nothing.</summary>
    public ImmutableArray<OpeningPosition> OpeningPositions { get; init; } = [];

    /// <summary>The statement formats: those built in, and the files of <c>config/statements</c> beside or in place of
    /// them; ascending by name.</summary>
    public ImmutableArray<StatementFormat> Statements { get; init; } = [];

    /// <summary>The names of the formats that <c>config/statements</c> has.</summary>
    public ImmutableArray<string> OwnStatements { get; init; } = [];

    /// <summary>The formats of the configured broker with some content.</summary>
    public ImmutableArray<StatementFormat> BrokerFormats(StatementContent content) =>
        [.. Statements.Where(format => format.Broker == Quant.Execution.Broker && format.Content == content)];

    /// <summary><c>config/cashflow.json</c>: money put in (positive) or taken out (negative) by day.</summary>
    public required ImmutableSortedDictionary<TradeDate, Money> CashFlows { get; init; }

    /// <summary><c>config/fx_rates.csv</c>: what other currencies than the book's own were worth. Default none.</summary>
    public CurrencyRates CurrencyRates { get; init; } = CurrencyRates.None;

    /// <summary><c>config/groups.csv</c>: which groups instruments belong to. Default none.</summary>
    public InstrumentGroups Groups { get; init; } = InstrumentGroups.None;

    /// <summary>The hash of the configuration files' bytes, by name; cash flows and currency rates are state
    /// and not part of it.</summary>
    public required ContentHash Hash { get; init; }
}
