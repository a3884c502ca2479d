using Quant.Models.Learners;
using Quant.Storage;

namespace Quant.Models.Registry;

/// <summary>Reads models from <c>models/&lt;name&gt;/&lt;version&gt;/</c> of a workspace. Files are data; nothing in
/// them is run.</summary>
/// <param name="root">The workspace's folder.</param>
/// <param name="learners">The learners at hand.</param>
public sealed class ModelFolder(string root, LearnerCatalog learners)
{
    private readonly PathJail jail = new(root);

    /// <summary>Reads one model.</summary>
    /// <param name="record">Where it lies and what it must hash to.</param>
    /// <exception cref="InputException">A file is missing, or is not what was recorded.</exception>
    public StoredModel Open(ModelRecord record)
    {
        string cardPath = $"{record.ArtifactPath}/card.json";
        byte[] cardBytes = Bytes(cardPath, record.Name);
        Require(cardPath, record.CardHash, ContentHash.Of(cardBytes), record.Name);
        ModelCard card = ModelCardFile.Read(cardPath, cardBytes);
        if (card.Spec.Name != record.Name || card.Version != record.Version)
        {
            throw new InputException(
                cardPath, "name", $"the card of {record.Name} {record.Version}",
                    $"that of {card.Spec.Name} {card.Version}", Remedy(record.Name));
        }

        string weightsPath = $"{record.ArtifactPath}/{card.WeightsFile}";
        byte[] weights = Bytes(weightsPath, record.Name);
        Require(weightsPath, card.WeightsHash, ContentHash.Of(weights), record.Name);
        return new StoredModel(card, learners.Of(card.Spec).Read(weightsPath, weights));
    }

    private byte[] Bytes(string path, string model)
    {
        if (!File.Exists(jail.Resolve(path)))
            throw new InputException(path, "", "a file of a trained model", "none", Remedy(model));
        using FileStream stream = jail.OpenRead(path);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static void Require(string path, ContentHash expected, ContentHash found, string model)
    {
        if (expected != found)
            throw new InputException(
                path, "", $"the file with SHA-256 {expected.Brief}", $"one with {found.Brief}", Remedy(model));
    }

    private static string Remedy(string model) =>
        $"Restore the file, or train again with 'quant train --models {model}'.";
}
