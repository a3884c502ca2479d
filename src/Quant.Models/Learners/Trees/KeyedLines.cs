using System.Runtime.InteropServices;

namespace Quant.Models.Learners.Trees;

/// <summary>The <c>key=value</c> lines of one section of a model file, with checked access to the values.</summary>
internal sealed class KeyedLines(ModelLines lines, int start)
{
    private readonly Dictionary<string, (string Value, int Line)> entries = [];

    /// <summary>Adds a line; a line without <c>=</c> is a flag.</summary>
    /// <exception cref="InputException">The key was there before, or the line has a second <c>=</c> where none may be.</exception>
    public void Add(string line)
    {
        int mark = line.IndexOf('=', StringComparison.Ordinal);
        string key = mark < 0 ? line : line[..mark];
        string value = mark < 0 ? "" : line[(mark + 1)..];
        if (value.Contains('=', StringComparison.Ordinal) && key is not ("feature_names" or "monotone_constraints"))
            throw lines.Error(lines.Number, "one '=' in the line", $"'{line}'");
        if (!entries.TryAdd(key, (value, lines.Number)))
            throw lines.Error(lines.Number, $"'{key}' only once in a section", "it a second time");
    }

    /// <summary>Whether a key is there.</summary>
    public bool Has(string key) => entries.ContainsKey(key);

    /// <summary>The text of a key.</summary>
    public string Text(string key) => Entry(key).Value;

    /// <summary>The line that a complaint about a key names.</summary>
    public int LineOf(string key) => entries.TryGetValue(key, out (string Value, int Line) entry) ? entry.Line : start;

    /// <summary>A whole number within bounds.</summary>
    public int Integer(string key, int least, int most)
    {
        (string value, int line) = Entry(key);
        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most
            ? number
            : throw lines.Error(line, $"{key} from {least} to {most}", $"'{value}'");
    }

    /// <summary>Words between spaces.</summary>
    public string[] Words(string key) => Entry(key).Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As many whole numbers as asked for, within bounds; none if the key is missing or empty and may be.</summary>
    public ImmutableArray<int> Integers(string key, int count, int least, int most, bool optional = false)
    {
        if (!TryWords(key, count, optional, out string[] words))
            return [];
        var numbers = new int[count];
        for (int index = 0; index < count; index++)
        {
            if (!int.TryParse(words[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[index])
                || numbers[index] < least || numbers[index] > most)
                throw lines.Error(LineOf(key), $"each {key} from {least} to {most}", $"'{words[index]}' as number {index}");
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(numbers);
    }

    /// <summary>As many finite numbers as asked for.</summary>
    public ImmutableArray<double> Finite(string key, int count) => Numbers(key, count, optional: false, finite: true);

    /// <summary>As many numbers as asked for, none if the key is missing or empty; infinities and NaN may be among them.</summary>
    public ImmutableArray<double> Statistics(string key, int count) => Numbers(key, count, optional: true, finite: false);

    private ImmutableArray<double> Numbers(string key, int count, bool optional, bool finite)
    {
        if (!TryWords(key, count, optional, out string[] words))
            return [];
        var numbers = new double[count];
        for (int index = 0; index < count; index++)
        {
            if (!TextNumber.TryParse(words[index], out numbers[index]) || (finite && !double.IsFinite(numbers[index])))
                throw lines.Error(LineOf(key), $"{key} of {(finite ? "finite " : "")}numbers", $"'{words[index]}' as number {index}");
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(numbers);
    }

    private bool TryWords(string key, int count, bool optional, out string[] words)
    {
        words = [];
        if (optional && !Has(key))
            return false;
        words = Words(key);
        if (words.Length == count)
            return true;
        return optional && words.Length == 0
            ? false
            : throw lines.Error(LineOf(key), $"{count} numbers in {key}", $"{words.Length}");
    }

    private (string Value, int Line) Entry(string key) => entries.TryGetValue(key, out (string Value, int Line) entry)
        ? entry
        : throw lines.Error(start, $"'{key}=' in the section that begins here", "none");
}
