namespace Quant.Cli;

/// <summary>What the shell is told. Codes are never renumbered or reused.</summary>
internal enum ExitCode
{
    /// <summary>Done, or rightly nothing to do.</summary>
    Done = 0,

    /// <summary>Failed.</summary>
    Failed = 1,

    /// <summary>The command line or the configuration is wrong.</summary>
    Usage = 2,

    /// <summary>Refused, with a reason code.</summary>
    Refused = 3,

    /// <summary>Finished, and the fate of some orders is not known.</summary>
    UnknownOrders = 4,

    /// <summary>Finished, after finishing what a killed run had begun: look at the report.</summary>
    Recovered = 5,

    /// <summary>Two truths disagree and a person must settle it.</summary>
    Conflict = 6,

    /// <summary>Something it needs is busy or not there yet; try again later.</summary>
    TryAgainLater = 75,

    /// <summary>Stopped by the user; nothing is half written.</summary>
    Stopped = 130,
}
