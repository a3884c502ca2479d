namespace Quant.Provenance;

/// <summary>Something from outside is not what it must be: says where, what was expected, what was found, what to do.</summary>
/// <param name="source">The file or the source, as the user knows it.</param>
/// <param name="place">The line, cell or key within it; empty if it is the whole.</param>
/// <param name="expected">What should have been there.</param>
/// <param name="found">What was there instead.</param>
/// <param name="remedy">What the user can do about it.</param>
public class InputException(string source, string place, string expected, string found, string remedy) : Exception(
    $"{source}{(place.Length > 0 ? ":" + place : "")}: expected {expected}, found {found}. {remedy}")
{
    /// <summary>The file or the source.</summary>
    public string Origin { get; } = source;

    /// <summary>The line, cell or key within it.</summary>
    public string Place { get; } = place;

    /// <summary>What should have been there.</summary>
    public string Expected { get; } = expected;

    /// <summary>What was there instead.</summary>
    public string Found { get; } = found;

    /// <summary>What the user can do about it.</summary>
    public string Remedy { get; } = remedy;
}
