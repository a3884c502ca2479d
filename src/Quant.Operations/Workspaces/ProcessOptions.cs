namespace Quant.Operations.Workspaces;

/// <summary>A program that models may be trained and scored by.</summary>
public sealed record ProcessOptions
{
    /// <summary>The program and its arguments, at least one part; the request's path is added as the last
    /// argument.</summary>
    /// <remarks>The program is an absolute path, a path below <c>{workspace}/</c>, or a bare name on the path. Any part
    /// that begins with <c>{workspace}/</c> becomes an absolute path.</remarks>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>How long one call may take. Default an hour.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Environment variables that it may see, beside a few that hold no secrets; none by default.</summary>
    public ImmutableArray<string> Environment { get; init; } = [];

    /// <summary>How features and predictions are written: <c>parquet</c> (default) or <c>csv</c>.</summary>
    public string Format { get; init; } = "parquet";

    /// <summary>The most bytes that its model may have. Default 64 MiB.</summary>
    public long ModelBytesMost { get; init; } = 64L << 20;

    /// <summary>How much of the end of its output is kept. Default 256 KiB.</summary>
    public int LogBytesMost { get; init; } = 256 << 10;
}
