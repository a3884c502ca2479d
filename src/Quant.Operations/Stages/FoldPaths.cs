using Quant.Models.Inference;
using Quant.Signals;

namespace Quant.Operations.Stages;

/// <summary>Puts the tests of folds together into paths, each of which scores every tested session once.</summary>
internal static class FoldPaths
{
    /// <summary>The paths, in order; the last is made of the newest tests of each session.</summary>
    public static ImmutableArray<Prediction> Of(string model, int paths, IReadOnlyList<FinishedFold> folds)
    {
        if (folds is [{ Card.Fold: null } only])
            return [only.Prediction];
        return
        [
            .. Enumerable.Range(0, paths).Select(path => PredictionJoin.Of(
                model,
                [
                    .. from fold in folds
                       from block in fold.Card.Fold!.Test.Zip(fold.Card.Fold.TestPaths)
                       where block.Second == path
                       let part = PredictionJoin.Between(fold.Prediction, block.First.First, block.First.Last)
                       where part is not null
                       select part,
                ])),
        ];
    }
}
