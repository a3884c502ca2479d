namespace Quant.Preprocessing;

/// <summary>What a class of processors does.</summary>
internal abstract class ProcessorStep(ProcessorSpec spec)
{
    public ProcessorSpec Spec { get; } = spec;

    /// <summary>Whether it learns anything from a training window.</summary>
    public virtual bool Learns => false;

    /// <summary>Whether it must know which cells have no row.</summary>
    public virtual bool NeedsAbsent => false;

    /// <summary>The groups and sizes that it looks at, as its arguments name them.</summary>
    public virtual ImmutableArray<ExposureRequest> Needs => [];

    /// <summary>Learns from a training window; a step that learns nothing gives empty lists.</summary>
    public virtual FittedProcessor Fit(FeatureBlock window) => new(Spec, [], []);

    /// <summary>Changes the features.</summary>
    public abstract void Apply(FeatureBlock block, FittedProcessor fitted);
}
