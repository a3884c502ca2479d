namespace Quant.Operations.Workspaces;

/// <summary>How the training windows are cut.</summary>
public enum DataSliceMode
{
    /// <summary>Windows of whole or fractional years that end at the anchor.</summary>
    Slide,

    /// <summary>The dates of the configuration.</summary>
    Fixed,
}

/// <summary><c>config/model_config.json</c>, as QuantPits has it.</summary>
public sealed record ModelConfig
{
    /// <summary>The universe that is trained, predicted and traded. Default <c>csi300</c>.</summary>
    public string Market { get; init; } = "csi300";

    /// <summary>The index to compare with. Default <c>SH000300</c>.</summary>
    public InstrumentId Benchmark { get; init; } = InstrumentId.Parse("SH000300");

    /// <summary><c>week</c> (default) or <c>day</c>: the label and the annualisation.</summary>
    public string Frequency { get; init; } = "week";

    /// <summary>How the training windows are cut. Default slide.</summary>
    public DataSliceMode Slice { get; init; } = DataSliceMode.Slide;

    /// <summary>Years of training in slide mode. Default 8.</summary>
    public decimal TrainYears { get; init; } = 8m;

    /// <summary>Years of validation in slide mode. Default 2.</summary>
    public decimal ValidYears { get; init; } = 2m;

    /// <summary>Years of test in slide mode. Default 3.</summary>
    public decimal TestYears { get; init; } = 3m;

    /// <summary>The first day of data to use at all; null for all there is.</summary>
    public TradeDate? Start { get; init; }

    /// <summary>The training segment in fixed mode; null in slide mode.</summary>
    public DateRange? Fit { get; init; }

    /// <summary>The validation segment in fixed mode; null in slide mode.</summary>
    public DateRange? Valid { get; init; }

    /// <summary>The test segment in fixed mode; an open end means the anchor.</summary>
    public DateRange? Test { get; init; }
}

/// <summary>Days from the first to the last, both included.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day; null means the anchor.</param>
public readonly record struct DateRange(TradeDate First, TradeDate? Last);
