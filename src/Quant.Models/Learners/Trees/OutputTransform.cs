namespace Quant.Models.Learners.Trees;

/// <summary>How an objective turns raw scores into predictions, as LightGBM's <c>objective=</c> line says.</summary>
internal sealed class OutputTransform
{
    private readonly Kind kind;
    private readonly double sigmoid;

    private OutputTransform(Kind kind, double sigmoid = 1)
    {
        this.kind = kind;
        this.sigmoid = sigmoid;
    }

    private enum Kind
    {
        Identity,
        SignedSquare,
        Exponential,
        Logistic,
        Softmax,
        SoftPlus,
    }

    /// <summary>The transform of an objective line; null is the identity of custom objectives. False if the line is not known.</summary>
    public static bool TryParse(string? objective, int classes, out OutputTransform transform)
    {
        transform = new OutputTransform(Kind.Identity);
        if (objective is null)
            return true;
        string[] words = objective.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !TryParameters(words, out double sigmoid, out int named, out bool root))
            return false;
        Kind? kind = words[0] switch
        {
            "regression" => root ? Kind.SignedSquare : Kind.Identity,
            "regression_l1" or "huber" or "fair" or "quantile" or "mape" or "lambdarank" or "rank_xendcg" => Kind.Identity,
            "poisson" or "gamma" or "tweedie" => Kind.Exponential,
            "binary" => Kind.Logistic,
            "multiclass" when named == classes => Kind.Softmax,
            "multiclassova" when named == classes => Kind.Logistic,
            "cross_entropy" => Kind.Logistic,
            "cross_entropy_lambda" => Kind.SoftPlus,
            _ => null,
        };
        if (kind is null)
            return false;
        transform = new OutputTransform(kind.Value, sigmoid);
        return true;
    }

    /// <summary>Replaces the raw scores of one row, one per class, by its predictions.</summary>
    public void Apply(Span<double> scores)
    {
        if (kind == Kind.Softmax)
        {
            Softmax(scores);
            return;
        }

        for (int index = 0; index < scores.Length; index++)
        {
            double raw = scores[index];
            scores[index] = kind switch
            {
                Kind.SignedSquare => Math.Sign(raw) * raw * raw,
                Kind.Exponential => Math.Exp(raw),
                Kind.Logistic => 1 / (1 + Math.Exp(-sigmoid * raw)),
                Kind.SoftPlus => raw > 0 ? raw + Math.Log(1 + Math.Exp(-raw)) : Math.Log(1 + Math.Exp(raw)),
                _ => raw,
            };
        }
    }

    // The greatest score is subtracted first, so that no exponential overflows.
    private static void Softmax(Span<double> scores)
    {
        double greatest = scores[0];
        foreach (double score in scores)
            greatest = Math.Max(greatest, score);
        double sum = 0;
        for (int index = 0; index < scores.Length; index++)
        {
            scores[index] = Math.Exp(scores[index] - greatest);
            sum += scores[index];
        }

        for (int index = 0; index < scores.Length; index++)
            scores[index] /= sum;
    }

    private static bool TryParameters(string[] words, out double sigmoid, out int classes, out bool root)
    {
        (sigmoid, classes, root) = (1, 1, false);
        foreach (string word in words.AsSpan(1))
        {
            string[] parts = word.Split(':');
            if (parts is ["sqrt"])
                root = true;
            else if (parts is ["sigmoid", _])
            {
                if (!TextNumber.TryParse(parts[1], out sigmoid) || !(sigmoid > 0) || !double.IsFinite(sigmoid))
                    return false;
            }
            else if (parts is ["num_class", _]
                && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out classes))
                return false;
        }

        return true;
    }
}
