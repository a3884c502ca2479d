namespace Quant.Operations.Workspaces;

/// <summary>One mistake in a configuration file: where it is, what was expected and what was found.</summary>
/// <param name="File">The file, relative to the workspace.</param>
/// <param name="Line">The line, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Column">The column, from 1; 0 when the file as a whole is meant.</param>
/// <param name="Key">The key with the sections around it, such as <c>account.start</c>; empty for the file as a whole.</param>
/// <param name="Message">What was expected, what was found, and the nearest known name if there is one.</param>
public sealed record ConfigurationError(string File, int Line, int Column, string Key, string Message)
{
    /// <summary>The error as <c>file:line: key: message</c>, which editors can jump to.</summary>
    public override string ToString()
    {
        string place = Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}") : File;
        return Key.Length > 0 ? $"{place}: {Key}: {Message}" : $"{place}: {Message}";
    }
}
