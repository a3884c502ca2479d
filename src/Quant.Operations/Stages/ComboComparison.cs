using Quant.Labels;
using Quant.Metrics;
using Quant.Models.Ensembles;
using Quant.Models.Ensembles.Search;
using Quant.Operations.Reporting;
using Quant.Operations.Workspaces;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary>Writes how fused combinations compare and what each member adds.</summary>
/// <remarks>A comparison looks back over all sessions that were predicted; no weight is made from it.</remarks>
internal sealed class ComboComparison(
    Workspace workspace,
    MarketData data,
    ImmutableSortedDictionary<string, Prediction> predictions,
    LabelPanel? labels,
    FusionOptions options)
{
    private readonly HoldingReturns returns = WorkspaceSearch.Returns(data, workspace.Options.Model.Benchmark);

    private readonly SearchOptions rule =
        WorkspaceSearch.With(new SearchOptions { Normalisation = options.Normalisation }, workspace);

    /// <summary>Adds the table and the page of all combinations and a file of contributions for each to a run.</summary>
    /// <returns>A line per combination and one per file to look at.</returns>
    /// <exception cref="InputException">The predictions do not suffice to rebalance twice.</exception>
    public ImmutableArray<string> Write(StageRun run, ImmutableArray<(PlannedCombo Combo, FusionResult Result)> fused)
    {
        var all = new FusionComparison([.. fused.Select(entry => SignalOf(entry.Combo.Spec.Name, entry.Result))], returns, rule);
        ImmutableArray<(string Combo, ImmutableArray<MemberContribution> Members)> contributions =
        [
            .. from entry in fused
               where entry.Combo.Spec.Models.Length > 1
               select (entry.Combo.Spec.Name, Contributions(entry.Combo.Spec, entry.Result)),
        ];
        run.Write(
            ComparisonFiles.TablePath(data.Session),
            ComparisonFiles.Table(all, [.. fused.Select(entry => (entry.Combo.Spec, entry.Combo.IsDefault))]));
        run.Write(ComparisonFiles.PagePath(data.Session), ComparisonPage.ToBytes(data.Session, rule, all, contributions));
        foreach ((string combo, ImmutableArray<MemberContribution> members) in contributions)
        {
            run.Write(
                ComparisonFiles.ContributionPath(combo, data.Session),
                ComparisonFiles.Contributions(combo, data.Session, members));
        }

        return [.. all.Signals.Select(signal => Line(signal, all)), $"Compared in {ComparisonFiles.PagePath(data.Session)}."];
    }

    private ImmutableArray<MemberContribution> Contributions(ComboSpec combo, FusionResult whole)
    {
        FusionVerdict[] rests = [.. combo.Models.Select(member => Without(combo, member))];
        var signals = ImmutableArray.Create(SignalOf(combo.Name, whole));
        var places = new int[rests.Length];
        for (int index = 0; index < rests.Length; index++)
        {
            if (rests[index].Result is not { } rest)
                continue;
            places[index] = signals.Length;
            signals = signals.Add(SignalOf($"without {combo.Models[index]}", rest));
        }

        var compared = new FusionComparison(signals, returns, rule);
        CoefficientSummary unknown = CoefficientSummary.Of([], 0);
        return
        [
            .. combo.Models.Select((member, index) => places[index] > 0
                ? new MemberContribution(
                    member, compared.Signals[0].Ic, compared.Signals[places[index]].Ic, compared.Lead(0, places[index]),
                    compared.CorrelationOf(0, places[index]), "")
                : new MemberContribution(
                    member, compared.Signals[0].Ic, unknown, unknown, double.NaN, rests[index].Refusals[0].Code)),
        ];
    }

    private FusionVerdict Without(ComboSpec combo, string member) => Fusion.Fuse(
        combo with { Models = combo.Models.Remove(member), ManualWeights = combo.ManualWeights.Remove(member) },
        data.Session, predictions, labels, options);

    private static Prediction SignalOf(string name, FusionResult result) =>
        new(name, result.Signal.Axes, result.Signal.Scores);

    private static string Line(ComparedSignal signal, FusionComparison all) => string.Create(
        CultureInfo.InvariantCulture,
        $"{signal.Name}, {all.Dates.Length} sessions: total {signal.Report.Score.Value - 1:0.00%}, excess a year {signal.Report.AnnualExcess:0.00%}, drawdown {signal.Report.Score.MaxDrawdown:0.00%}; IC {signal.Ic.Mean:0.0000}, t {signal.Ic.TStatistic:0.00}, rank IC {signal.RankIc.Mean:0.0000}.");
}
