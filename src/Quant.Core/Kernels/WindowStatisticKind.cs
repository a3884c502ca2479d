namespace Quant.Kernels;

/// <summary>What is asked of a window.</summary>
internal enum WindowStatisticKind
{
    /// <summary>How many numbers there are.</summary>
    Count,

    /// <summary>Their sum; missing without any.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their variance, ddof 1.</summary>
    Variance,

    /// <summary>Their standard deviation, ddof 1.</summary>
    Deviation,

    /// <summary>1 where their standard deviation is at most 2e-5, which Qlib takes for none.</summary>
    IsConstant,

    /// <summary>The slope of the least-squares line.</summary>
    Slope,

    /// <summary>How far the newest lies above the line.</summary>
    Residual,

    /// <summary>The squared correlation with positions.</summary>
    RSquare,

    /// <summary>The same, missing where Qlib takes the values for constant.</summary>
    QlibRSquare,

    /// <summary>The covariance of two series, ddof 1.</summary>
    Covariance,

    /// <summary>The correlation of two series.</summary>
    Correlation,

    /// <summary>The same, missing where Qlib takes either series for constant.</summary>
    QlibCorrelation,

    /// <summary>The largest or smallest number.</summary>
    Extreme,

    /// <summary>Its position, 1 being the oldest row that the window has.</summary>
    Place,

    /// <summary>The same, the oldest missing bar counting as the extreme.</summary>
    QlibPlace,

    /// <summary>A quantile.</summary>
    Quantile,

    /// <summary>The average rank of the newest value over the count.</summary>
    Rank,
}

/// <summary>One statistic of one window.</summary>
/// <param name="Window">The rows of the window.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Parameter">The quantile; otherwise 0.</param>
internal readonly record struct WindowAsk(int Window, WindowStatisticKind Kind, double Parameter = 0);
