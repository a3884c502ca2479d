using System.Text.Json.Nodes;
using Quant.Factors;
using Quant.Models.Registry;

namespace Quant.Models.Learners.External;

/// <summary>A model that another program trained and scores with.</summary>
/// <remarks>
/// <para>File: <c>process.json</c>, an object with <c>format</c> (<c>quant-process-1</c>), <c>model</c>,
/// <c>command</c>, <c>parameters</c>, <c>features</c> and <c>artifact</c>, the program's own model in Base64. What is run
/// is what the configuration has under the command's name, never anything of the file.</para>
/// <para>Missing: a cell has no score where every feature of the model is missing, or where the program gives
/// none.</para>
/// </remarks>
public sealed class ProcessModel : IFittedModel
{
    private const string FormatName = "quant-process-1";

    private readonly ProgramCall call;
    private readonly byte[] artifact;
    private readonly IModelProgram? program;

    internal ProcessModel(
        ProgramCall call, ImmutableArray<string> features, byte[] artifact, IModelProgram? program) =>
        (this.call, Features, this.artifact, this.program) = (call, features, artifact, program);

    /// <inheritdoc/>
    public ImmutableArray<string> Features { get; }

    /// <inheritdoc/>
    public string Format => FormatName;

    /// <inheritdoc/>
    public string FileName => "process.json";

    /// <summary>Reads the file that <see cref="ToBytes"/> writes.</summary>
    /// <param name="source">The file's name, for errors.</param>
    /// <param name="weights">The file's bytes.</param>
    /// <param name="program">What will run the program; without it nothing can be scored.</param>
    /// <exception cref="InputException">It is not such a file.</exception>
    public static ProcessModel Read(string source, ReadOnlySpan<byte> weights, IModelProgram? program)
    {
        JsonDocumentReader file = JsonDocumentReader.Parse(source, weights);
        if (file.Text("format") != FormatName)
            throw file.Wrong("format", FormatName, file.Text("format"));
        byte[] artifact;
        try
        {
            artifact = Convert.FromBase64String(file.Text("artifact"));
        }
        catch (FormatException)
        {
            throw file.Wrong("artifact", "Base64", "something else");
        }

        _ = file.Object("parameters");
        var call = new ProgramCall(file.Text("model"), file.Text("command"), file.Json("parameters"));
        return new ProcessModel(call, file.Texts("features"), artifact, program);
    }

    /// <inheritdoc/>
    public Panel Score(FeaturePanel features)
    {
        ImmutableArray<Panel> panels = [.. Features.Select(name => features[name])];
        Panel scores = features.Axes.NewPanel();
        int[] cells = [.. Enumerable.Range(0, scores.Values.Length)
            .Where(cell => panels.Any(panel => !double.IsNaN(panel.Values[cell])))];
        if (cells.Length == 0)
            return scores;
        IModelProgram running = program ?? throw ProcessLearner.NoProgram(call.Model);
        double[] given = running.Score(new ProgramScoring(call, artifact, features, Features, cells));
        for (int index = 0; index < cells.Length; index++)
            scores.Values[cells[index]] = given[index];
        return scores;
    }

    /// <inheritdoc/>
    public byte[] ToBytes() => JsonText.ToBytes(new JsonObject
    {
        ["format"] = FormatName,
        ["model"] = call.Model,
        ["command"] = call.Command,
        ["parameters"] = JsonNode.Parse(call.Parameters),
        ["features"] = new JsonArray([.. Features.Select(name => (JsonNode)name)]),
        ["artifact"] = Convert.ToBase64String(artifact),
    });
}
