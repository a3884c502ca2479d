namespace Quant.Operations.Workspaces;

/// <summary>The configuration of a workspace is wrong; carries every mistake, not only the first.</summary>
/// <param name="errors">The mistakes, by file and line; at least one.</param>
public sealed class ConfigurationException(ImmutableArray<ConfigurationError> errors) : Exception(Text(errors))
{
    /// <summary>The mistakes, by file and line.</summary>
    public ImmutableArray<ConfigurationError> Errors { get; } = errors;

    private static string Text(ImmutableArray<ConfigurationError> errors) => string.Create(
        CultureInfo.InvariantCulture,
        $"The configuration has {errors.Length} error{(errors.Length == 1 ? "" : "s")}.\n{string.Join('\n', errors)}");
}
