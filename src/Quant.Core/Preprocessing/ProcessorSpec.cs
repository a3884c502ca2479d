namespace Quant.Preprocessing;

/// <summary>One step of preprocessing, by the name and the arguments that Qlib's configurations use.</summary>
/// <param name="Class">The class, such as <c>RobustZScoreNorm</c>.</param>
/// <param name="Arguments">Its keyword arguments as text, such as <c>clip_outlier</c>.</param>
public sealed record ProcessorSpec(string Class, ImmutableSortedDictionary<string, string> Arguments)
{
    /// <summary>A step with no arguments.</summary>
    public ProcessorSpec(string name)
        : this(name, ImmutableSortedDictionary<string, string>.Empty)
    {
    }

    /// <summary>The class and its arguments, such as <c>Fillna(fill_value=0)</c>.</summary>
    public override string ToString() =>
        $"{Class}({string.Join(",", Arguments.Select(argument => $"{argument.Key}={argument.Value}"))})";

    /// <summary>Whether both have the same class and arguments.</summary>
    public bool Equals(ProcessorSpec? other) =>
        other is not null && Class == other.Class && Arguments.SequenceEqual(other.Arguments);

    /// <inheritdoc/>
    public override int GetHashCode() => Arguments.Aggregate(
        Class.GetHashCode(StringComparison.Ordinal), (hash, argument) => HashCode.Combine(
            hash, argument.Key, argument.Value));
}
