using System.Text.Json.Nodes;
using Quant.Factors;
using Quant.Models.Registry;

namespace Quant.Models.Learners;

/// <summary>A weighted sum of features plus a constant.</summary>
/// <param name="Features">The features, in the order they are added.</param>
/// <param name="Coefficients">One finite number per feature.</param>
/// <param name="Intercept">The constant.</param>
/// <remarks>
/// <para>File: <c>{"format":"quant-linear-1","intercept":c,"coefficients":{"KMID":b,…}}</c>, numbers in the shortest
/// form that reads back to the same bits.</para>
/// <para>Missing: a cell where any of the features is NaN has no score, even where its coefficient is 0.</para>
/// </remarks>
public sealed record LinearModel(ImmutableArray<string> Features, ImmutableArray<double> Coefficients, double Intercept)
    : IFittedModel
{
    private const string FormatName = "quant-linear-1";

    /// <inheritdoc/>
    public string Format => FormatName;

    /// <inheritdoc/>
    public string FileName => "weights.json";

    /// <inheritdoc/>
    public Panel Score(FeaturePanel features)
    {
        Panel scores = features.Axes.NewPanel();
        Span<double> sums = scores.Values;
        sums.Fill(Intercept);
        for (int index = 0; index < Features.Length; index++)
            Add(Coefficients[index], features[Features[index]].Values, sums);
        foreach (ref double sum in sums)
        {
            if (!double.IsFinite(sum))
                sum = double.NaN;
        }

        return scores;
    }

    /// <inheritdoc/>
    public byte[] ToBytes()
    {
        var coefficients = new JsonObject();
        for (int index = 0; index < Features.Length; index++)
            coefficients.Add(Features[index], Coefficients[index]);
        var file =
            new JsonObject { ["format"] = FormatName, ["intercept"] = Intercept, ["coefficients"] = coefficients };
        return JsonText.ToBytes(file);
    }

    /// <summary>Reads the file that <see cref="ToBytes"/> writes.</summary>
    /// <exception cref="InputException">It is not such a file.</exception>
    public static LinearModel Read(string source, ReadOnlySpan<byte> weights)
    {
        JsonDocumentReader file = JsonDocumentReader.Parse(source, weights);
        if (file.Text("format") != FormatName)
            throw file.Wrong("format", FormatName, file.Text("format"));
        JsonDocumentReader coefficients = file.Object("coefficients");
        ImmutableArray<string> features = [.. coefficients.Keys];
        return new LinearModel(features, [.. features.Select(coefficients.Number)], file.Number("intercept"));
    }

    /// <inheritdoc/>
    public bool Equals(LinearModel? other) =>
        other is not null
        && Intercept.Equals(other.Intercept)
        && Features.AsSpan().SequenceEqual(other.Features.AsSpan())
        && Coefficients.AsSpan().SequenceEqual(other.Coefficients.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Intercept, Features.Length);

    // Product and sum stay apart: a fused step would give other bits where the machine has it.
    private static void Add(double coefficient, ReadOnlySpan<double> values, Span<double> sums)
    {
        for (int cell = 0; cell < sums.Length; cell++)
            sums[cell] += coefficient * values[cell];
    }
}
