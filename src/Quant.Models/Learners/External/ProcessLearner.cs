using System.Text.Json;
using System.Text.Json.Nodes;
using Quant.Models.Registry;
using Quant.Models.Training;

namespace Quant.Models.Learners.External;

/// <summary>A learner that is another program, such as a script for PyTorch or LightGBM itself.</summary>
/// <remarks>
/// <para>Parameters: <c>command</c>, the name of a program under <c>processes</c> in <c>quant.yaml</c>, without default;
/// <c>parameters</c>, a JSON object that is handed to it, default <c>{}</c>.</para>
/// <para>Missing: every labelled cell is given, with whatever features it has; what to do about gaps is the program's
/// business. A cell without any feature is not scored.</para>
/// <para>Reproducible: as far as the program is. The model it returned is kept, with its hash.</para>
/// </remarks>
public sealed class ProcessLearner : ILearner
{
    private readonly IModelProgram? program;

    /// <summary>Makes the learner.</summary>
    /// <param name="program">What runs programs; without it parameters can be checked, but nothing trained or
    /// scored.</param>
    public ProcessLearner(IModelProgram? program = null) => this.program = program;

    /// <inheritdoc/>
    public string Algorithm => "process";

    /// <inheritdoc/>
    public LearnerDescription Description { get; } = new()
    {
        Meaning = "A program outside, which quant.yaml names under processes.",
        Parameters =
        [
            new("command", ParameterKind.Text, null, "The program's name under processes in quant.yaml."),
            new("parameters", ParameterKind.Text, "{}", "A JSON object that is handed to the program."),
        ],
        FeatureProcessors = ["RobustZScoreNorm", "Fillna"],
        LabelProcessors = ["DropnaLabel", "CSRankNorm"],
    };

    /// <inheritdoc/>
    public bool NeedsLabels => true;

    /// <inheritdoc/>
    public void Check(ModelSpec spec) => _ = CallOf(spec);

    /// <inheritdoc/>
    public IFittedModel Fit(ModelSpec spec, TrainingSet fit, TrainingSet valid, int threads)
    {
        ProgramCall call = CallOf(spec);
        if (fit.Cells.IsEmpty)
        {
            throw new InputException(
                $"model {spec.Name}", "training segment", "at least one sample with a label", "none",
                "Use a longer history.");
        }

        LearnableCells.RequireVaryingLabels(spec, fit, fit.Cells);
        IModelProgram running = program ?? throw NoProgram(spec.Name);
        return new ProcessModel(call, fit.Features.Names, running.Fit(new ProgramFit(call, fit, valid, threads)), running);
    }

    /// <inheritdoc/>
    public IFittedModel Read(string source, ReadOnlySpan<byte> weights) => ProcessModel.Read(source, weights, program);

    /// <summary>The error where no program can be run.</summary>
    internal static InputException NoProgram(string model) => new(
        $"model {model}", "process", "a workspace whose configuration names the program", "none",
        "Train and predict it with 'quant train' and 'quant predict' in its workspace.");

    private static ProgramCall CallOf(ModelSpec spec)
    {
        var parameters = new LearnerParameters(spec);
        string command = parameters.Text("command", "");
        if (command.Length == 0)
            throw parameters.Wrong("command", "the name of a program under processes in quant.yaml", "nothing");
        string text = parameters.Text("parameters", "{}");
        parameters.RequireNoOthers();
        try
        {
            return JsonNode.Parse(text) is JsonObject settings
                ? new ProgramCall(spec.Name, command, settings.ToJsonString())
                : throw parameters.Wrong("parameters", "a JSON object", $"'{text}'");
        }
        catch (JsonException)
        {
            throw parameters.Wrong("parameters", "a JSON object", $"'{text}'");
        }
    }
}
