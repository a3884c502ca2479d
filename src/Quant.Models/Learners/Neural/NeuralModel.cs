using System.Buffers;
using System.Text.Json;
using Quant.Factors;
using Quant.Models.Registry;

namespace Quant.Models.Learners.Neural;

/// <summary>A trained network in its place in the registry.</summary>
/// <remarks>
/// <para>File: <c>weights.json</c>, one JSON object on one line: <c>format</c> (<c>quant-mlp-1</c>), <c>activation</c>
/// (<c>leaky_relu</c>, whose slope below 0 is 0.1, <c>relu</c> or <c>silu</c>), <c>output</c> (<c>identity</c> or
/// <c>sigmoid</c>), <c>features</c>, and <c>layers</c>, each with <c>units</c>, <c>weights</c>, row-major with a row for
/// each input, and <c>biases</c>. Numbers are in the shortest form that reads back to the same bits.</para>
/// <para>Missing: a cell where any of the features is NaN has no score.</para>
/// </remarks>
public sealed class NeuralModel : IFittedModel
{
    private const string FormatName = "quant-mlp-1";
    private const int ScoringRows = 512;

    private static readonly ImmutableArray<string> ActivationNames = ["leaky_relu", "relu", "silu"];

    private readonly NeuralNetwork network;
    private readonly bool logistic;

    internal NeuralModel(ImmutableArray<string> features, NeuralNetwork network, NeuralLoss loss) =>
        (Features, this.network, logistic) = (features, network, loss == NeuralLoss.Logistic);

    /// <inheritdoc/>
    public ImmutableArray<string> Features { get; }

    /// <inheritdoc/>
    public string Format => FormatName;

    /// <inheritdoc/>
    public string FileName => "weights.json";

    /// <summary>Reads the file that <see cref="ToBytes"/> writes.</summary>
    /// <exception cref="InputException">It is not such a file.</exception>
    public static NeuralModel Read(string source, ReadOnlySpan<byte> weights)
    {
        JsonDocumentReader file = JsonDocumentReader.Parse(source, weights);
        if (file.Text("format") != FormatName)
            throw file.Wrong("format", FormatName, file.Text("format"));
        int activation = ActivationNames.IndexOf(file.Text("activation"));
        if (activation < 0)
            throw file.Wrong("activation", string.Join(" or ", ActivationNames), file.Text("activation"));
        string output = file.Text("output");
        if (output is not ("identity" or "sigmoid"))
            throw file.Wrong("output", "identity or sigmoid", output);
        ImmutableArray<string> features = file.Texts("features");
        if (features.IsEmpty || features.Distinct(StringComparer.Ordinal).Count() != features.Length)
            throw file.Wrong("features", "features that differ", $"{features.Length} with repetitions, or none");
        NeuralNetwork network = ReadLayers(file, features.Length, (Activation)activation);
        return new NeuralModel(
            features, network, output == "sigmoid" ? NeuralLoss.Logistic : NeuralLoss.Squared);
    }

    /// <inheritdoc/>
    public Panel Score(FeaturePanel features)
    {
        ImmutableArray<Panel> panels = [.. Features.Select(name => features[name])];
        Panel scores = features.Axes.NewPanel();
        int[] cells = [.. Enumerable.Range(0, scores.Values.Length)
            .Where(cell => panels.All(panel => double.IsFinite(panel.Values[cell])))];
        int parts = (cells.Length + ScoringRows - 1) / ScoringRows;
        Parallel.For(0, parts, () => new NeuralPass(network, ScoringRows, threads: 1), (part, _, pass) =>
        {
            int first = part * ScoringRows;
            ReadOnlySpan<int> rows = cells.AsSpan(first, Math.Min(ScoringRows, cells.Length - first));
            RowGather.Copy(panels, rows, pass.Rows);
            pass.Forward(rows.Length);
            for (int row = 0; row < rows.Length; row++)
            {
                double raw = pass.Outputs[row];
                double score = logistic ? Activations.Sigmoid(raw) : raw;
                scores.Values[rows[row]] = double.IsFinite(score) ? score : double.NaN;
            }

            return pass;
        }, _ => { });
        return scores;
    }

    /// <inheritdoc/>
    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("format", FormatName);
            json.WriteString("activation", ActivationNames[(int)network.Activation]);
            json.WriteString("output", logistic ? "sigmoid" : "identity");
            json.WriteStartArray("features");
            foreach (string feature in Features)
                json.WriteStringValue(feature);
            json.WriteEndArray();
            json.WriteStartArray("layers");
            for (int layer = 0; layer < network.Layers; layer++)
            {
                json.WriteStartObject();
                json.WriteNumber("units", network.Sizes[layer + 1]);
                WriteNumbers(json, "weights", network.Weights[layer]);
                WriteNumbers(json, "biases", network.Biases[layer]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return [.. bytes.WrittenSpan, (byte)'\n'];
    }

    private static NeuralNetwork ReadLayers(JsonDocumentReader file, int inputs, Activation activation)
    {
        ImmutableArray<JsonDocumentReader> layers = file.Objects("layers");
        if (layers.IsEmpty)
            throw file.Wrong("layers", "at least one layer", "none");
        var sizes = ImmutableArray.CreateBuilder<int>();
        sizes.Add(inputs);
        var weights = new double[layers.Length][];
        var biases = new double[layers.Length][];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            int units = layers[layer].Count("units");
            if (units < 1 || (layer == layers.Length - 1 && units != 1))
                throw layers[layer].Wrong("units", "at least 1, and 1 in the last layer", $"{units}");
            weights[layer] = [.. layers[layer].Numbers("weights")];
            biases[layer] = [.. layers[layer].Numbers("biases")];
            if (weights[layer].Length != (long)sizes[^1] * units || biases[layer].Length != units)
            {
                throw layers[layer].Wrong(
                    "weights", $"{(long)sizes[^1] * units} weights and {units} biases",
                    $"{weights[layer].Length} and {biases[layer].Length}");
            }

            sizes.Add(units);
        }

        return NeuralNetwork.Of(sizes.ToImmutable(), activation, weights, biases);
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
