using Quant.Models.Learners.External;
using Quant.Models.Registry;
using Quant.Operations.Processes;
using Quant.Operations.Workspaces;

namespace Quant.Operations.Stages;

/// <summary>What a model is made from beside the configuration and the code: if it changes, so does the model's
/// run.</summary>
internal static class ModelSources
{
    /// <summary>The hashes of what training a model reads, by role: the data, the program that trains it, or the file
    /// that it is taken from.</summary>
    public static ImmutableSortedDictionary<string, ContentHash> Of(Workspace workspace, MarketData data, ModelSpec spec)
    {
        var sources = ImmutableSortedDictionary<string, ContentHash>.Empty.Add("data", data.Hash);
        if (ProgramHash.Of(workspace, spec) is { } program)
            sources = sources.Add("program", program);
        return TreeFileLearner.FileOf(spec) is { } file && SourceFile.HashOf(workspace, file) is { } hash
            ? sources.Add($"model:{file}", hash)
            : sources;
    }

    /// <summary>The hash of what a model's scores from a session on are made from.</summary>
    public static ContentHash OfScores(Workspace workspace, MarketData data, ModelSpec spec, TradeDate first) => ContentHash.Of(
    [
        data.Hash.Hex, first.ToString(), data.Session.ToString(), CodeVersion.Text,
        .. ProgramHash.Of(workspace, spec) is { } program ? [program.Hex] : Array.Empty<string>(),
    ]);
}
