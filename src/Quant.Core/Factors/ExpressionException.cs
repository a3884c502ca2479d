namespace Quant.Factors;

/// <summary>
/// An expression cannot be read: says what is wrong, points at the character and suggests what may have been meant.
/// </summary>
/// <param name="expression">The whole text.</param>
/// <param name="position">The character it points at, from 0.</param>
/// <param name="problem">What is wrong there, as a sentence without its point.</param>
/// <param name="suggestion">The nearest name or form that is right; empty if none is near.</param>
public sealed class ExpressionException(string expression, int position, string problem, string suggestion = "") : FormatException(
    $"{problem} at character {position + 1} of {Excerpt(expression, position)}.{(suggestion.Length > 0 ? $" Did you mean {suggestion}?" : "")}")
{
    private const int ExcerptReach = 24;

    /// <summary>The whole text.</summary>
    public string Expression { get; } = expression;

    /// <summary>The character it points at, from 0.</summary>
    public int Position { get; } = position;

    /// <summary>What is wrong there.</summary>
    public string Problem { get; } = problem;

    /// <summary>The nearest name or form that is right; empty if none is near.</summary>
    public string Suggestion { get; } = suggestion;

    // One line whatever the text: the part around the character, which stands between the marks.
    private static string Excerpt(string text, int position)
    {
        int at = Math.Clamp(position, 0, text.Length);
        int first = Math.Max(0, at - ExcerptReach);
        int last = Math.Min(text.Length, at + ExcerptReach);
        string marked = string.Concat(
            first > 0 ? "…" : "", text.AsSpan(first, at - first), "»", string.Concat(
                text.AsSpan(at, last - at), last < text.Length ? "…" : ""));
        return $"'{string.Concat(marked.Select(letter => char.IsControl(letter) ? ' ' : letter))}'";
    }
}
