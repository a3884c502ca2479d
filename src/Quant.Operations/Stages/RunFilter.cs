namespace Quant.Operations.Stages;

/// <summary>Which runs are meant; what is null does not matter.</summary>
public sealed record RunFilter
{
    /// <summary>The verb, such as <c>train</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>A model that the run was about.</summary>
    public string? Model { get; init; }

    /// <summary>The session it was for.</summary>
    public TradeDate? Session { get; init; }
}
