using Quant.Models.Ensembles.Search;
using Quant.Models.Inference;
using Quant.Operations.Accounts;
using Quant.Operations.Workspaces;
using Quant.Portfolios;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary>Takes what a search needs from a workspace: the predictions of its models, its market, its rule of
/// holding.</summary>
internal static class WorkspaceSearch
{
    /// <summary>Where searches of an anchor lie in a workspace.</summary>
    public static string FolderOf(string kind, TradeDate anchor) => $"output/ensemble_runs/brute_force_{kind}_{anchor}";

    /// <summary>The predictions of the anchor, of every model that has one, by name ascending.</summary>
    /// <exception cref="InputException">There is none, one that is asked for is missing or cannot be read, or models
    /// fitted on later sessions scored its history: what is chosen by it could not have been.</exception>
    public static ImmutableArray<Prediction> Predictions(
        Workspace workspace, TradeDate anchor, ImmutableArray<string> models)
    {
        string[] known = [.. (TrainingRecordStore.Read(workspace)?.Models.Keys ?? []).Order(StringComparer.Ordinal)];
        string[] asked = models.IsEmpty ? known : [.. models];
        var found = ImmutableArray.CreateBuilder<Prediction>();
        foreach (string model in asked)
        {
            string path = PredictionFile.PathOf(model, anchor);
            if (File.Exists(workspace.PathOf(path)))
                found.Add(PredictionFile.Read(model, path, File.ReadAllBytes(workspace.PathOf(path))));
            else if (!models.IsEmpty)
                throw new InputException(path, "", $"the prediction of {model}", "none", $"Run 'quant predict --models {model}'.");
        }

        if (CombinatorialModels.Of(workspace, found.Select(prediction => prediction.Model)) is [var first, ..])
        {
            throw new InputException(
                PredictionFile.PathOf(first, anchor), "", "scores by models fitted on earlier sessions",
                "those of a combinatorial split", "Train it with another split, or name the others with --models.");
        }

        return found.Count > 0
            ? found.DrainToImmutable()
            : throw new InputException("output/predictions", "", $"predictions of {anchor}", "none", "Run 'quant predict'.");
    }

    /// <summary>What buying at the next open and selling at a later one earned, in adjusted prices.</summary>
    public static HoldingReturns Returns(MarketData data, InstrumentId benchmark)
    {
        MarketSnapshot market = data.Snapshot();
        Panel closes = market.Field("close");
        Panel opens = market.Field("open");
        PanelAxes axes = market.Axes;
        Panel close = axes.NewPanel();
        Panel entry = axes.NewPanel();
        Panel exit = axes.NewPanel();
        for (int column = 0; column < axes.Instruments.Length; column++)
        {
            double last = double.NaN;
            for (int row = 0; row < axes.Dates.Length; row++)
            {
                double now = closes[row, column];
                double open = opens[row, column];
                close[row, column] = (now / last) - 1;
                entry[row, column] = (now / open) - 1;
                exit[row, column] = (open / last) - 1;
                last = double.IsFinite(now) ? now : last;
            }
        }

        ImmutableArray<double>? index = data.Index(benchmark) is { } series
            ? [.. axes.Dates.Select((date, row) => row == 0 ? double.NaN : (series.CloseOn(date) / series.CloseOn(axes.Dates[row - 1])) - 1)]
            : null;
        return new HoldingReturns(axes, close, entry, exit, index, 1);
    }

    /// <summary>The workspace's rule of holding in place of the defaults.</summary>
    public static SearchOptions With(SearchOptions options, Workspace workspace)
    {
        TopKDropNOptions rule = MarketRules.Of(workspace.Options).Holding;
        return options with
        {
            TopK = rule.TopK,
            DropN = rule.DropN > 0 ? rule.DropN : null,
            BuySuggestionFactor = rule.BuySuggestionFactor,
            RebalanceSessions = workspace.Options.Model.Frequency == "day" ? 1 : 5,
        };
    }
}
