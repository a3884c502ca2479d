namespace Quant.Models.Learners.Trees;

/// <summary>The lines of a model file, one after another, with their numbers for complaints.</summary>
internal sealed class ModelLines(string text, string source)
{
    private int next;

    /// <summary>The number of the line last read, counted from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Where the first line not yet read begins.</summary>
    public string Rest => text[Math.Min(next, text.Length)..];

    /// <summary>The next line without its end, <c>\n</c> or <c>\r\n</c>; false at the end of the file.</summary>
    public bool TryNext(out string line)
    {
        line = "";
        if (next >= text.Length)
            return false;
        int end = text.IndexOf('\n', next);
        int stop = end < 0 ? text.Length : end;
        line = text[next..stop].TrimEnd('\r');
        next = stop + 1;
        Number++;
        return true;
    }

    /// <summary>What is wrong at a line.</summary>
    public InputException Error(int line, string expected, string found) => new(
        source,
        string.Create(CultureInfo.InvariantCulture, $"line {line}"),
        expected,
        found.Length > 80 ? found[..77] + "..." : found,
        "Save the model again with LightGBM or quant; a model file must not be edited or cut.");
}
