namespace Quant.Provenance;

/// <summary>The name of one run of one stage, made from what it was asked and what it read.</summary>
/// <remarks>
/// The same stage on the same inputs, configuration and code has the same id, so a repeated run is recognised.
/// Clock time is not part of it. The text form is <c>stage-0123456789ab</c>.
/// </remarks>
public readonly record struct RunId
{
    private RunId(string text) => Text = text;

    /// <summary>The id as written in files and tables.</summary>
    public string Text { get; }

    /// <summary>Makes the id of a stage's run from the hash of everything that determines it.</summary>
    public static RunId Of(string stage, ContentHash determinants) => new($"{stage}-{determinants.Brief}");

    /// <summary>Reads an id that was written before.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is empty or has characters that no id has.</exception>
    public static RunId Parse(string text) =>
        text.Length is > 0 and <= 100 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-')
            ? new RunId(text)
            : throw new FormatException($"'{text}' is not a run id.");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
